"""Reading a folder of class folders: which files are candidates, and which are refused before opening."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from djangoapp.core.errors import DomainError

PARTS = ("train", "test", "val", "valid", "validation")
CODE_LENGTH = 200


@dataclass(frozen=True)
class Refusal:
    """A file or folder that was not imported: a stable code and a sentence."""

    path: str
    code: str
    reason: str


@dataclass(frozen=True)
class Candidate:
    """A regular file in a class folder; `relative` is its path below the imported folder."""

    path: Path
    relative: str
    code: str


@dataclass
class FolderReading:
    """What a folder holds: its parts, its classes, its candidate files and what was refused at sight."""

    parts: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


def folder_read(folder: Path) -> FolderReading:
    """Walk `<class>/*` or `{train,test}/<class>/*`, never outside `folder`. Raises DomainError."""
    if not folder.is_dir():
        raise DomainError("folder_missing", f"{folder} is not a folder. Name a folder of class folders.")
    root = folder.resolve()
    reading = FolderReading()
    children = _subfolders(root, root, reading)
    parts = [child for child in children if child.name.lower() in PARTS and _has_folders(child)]
    if parts and len(parts) < len(children):
        others = [child for child in children if child not in parts]
        reading.refused += [
            Refusal(
                _relative(child, root), "not_a_part", f"Beside {parts[0].name}/ only {_known()} are read."
            )
            for child in others
        ]
    reading.parts = [part.name for part in parts]
    for part in parts or [root]:
        _read_classes(part, root, reading, children if not parts else _subfolders(part, root, reading))
    reading.codes = sorted({candidate.code for candidate in reading.candidates})
    if not reading.candidates and not reading.refused:
        raise DomainError(
            "folder_empty",
            f"{folder} holds no class folder with files. Expected {folder.name}/<class>/<image>.",
        )
    return reading


def _read_classes(part: Path, root: Path, reading: FolderReading, classes: list[Path]) -> None:
    for folder in classes:
        if not _is_text(folder.name) or len(folder.name) > CODE_LENGTH:
            reading.refused.append(
                Refusal(
                    _relative(folder, root),
                    "unusable_name",
                    f"A class folder needs a name in UTF-8 of at most {CODE_LENGTH} characters. Rename it.",
                )
            )
            continue
        for path in _entries(folder, root, reading):
            relative = _relative(path, root)
            refusal = _refused_at_sight(path, root, relative)
            if refusal is not None:
                reading.refused.append(refusal)
            else:
                reading.candidates.append(Candidate(path, relative, folder.name))


def _refused_at_sight(path: Path, root: Path, relative: str) -> Refusal | None:
    """Why a path in a class folder is not even opened, or None."""
    try:
        if not path.resolve(strict=True).is_relative_to(root):
            return Refusal(relative, "outside_folder", "A link that leads out of the folder is not followed.")
        if path.is_dir():
            return Refusal(relative, "nested_folder", "A folder in a class folder is not read. Move it up.")
        if not path.is_file():
            return Refusal(relative, "not_a_file", "Only regular files are read.")
    except (OSError, RuntimeError) as error:
        return Refusal(relative, "unreadable_file", f"Cannot be opened ({error}).")
    return None


def _subfolders(folder: Path, root: Path, reading: FolderReading) -> list[Path]:
    """The folders directly in `folder`; links out of `root` are refused, loose and hidden files passed by."""
    inside = []
    for path in _entries(folder, root, reading):
        if path.name.startswith(".") or not path.is_dir():
            continue
        if path.resolve().is_relative_to(root):
            inside.append(path)
        else:
            reading.refused.append(
                Refusal(_relative(path, root), "outside_folder", "A link out of the folder is not followed.")
            )
    return inside


def _entries(folder: Path, root: Path, reading: FolderReading) -> Iterator[Path]:
    try:
        paths = sorted(folder.iterdir())
    except OSError as error:
        reading.refused.append(
            Refusal(_relative(folder, root), "unreadable_file", f"Cannot be opened ({error.strerror}).")
        )
        return
    yield from paths


def _has_folders(folder: Path) -> bool:
    try:
        return any(path.is_dir() for path in folder.iterdir())
    except OSError:
        return False


def _relative(path: Path, root: Path) -> str:
    """The path below `root` as text that can be printed and stored whatever its bytes were."""
    return str(path.relative_to(root)).encode("utf-8", "backslashreplace").decode()


def _is_text(name: str) -> bool:
    return name.isprintable() and name.encode("utf-8", "ignore").decode() == name


def _known() -> str:
    return ", ".join(f"{part}/" for part in PARTS)
