"""One reader of folders of classes, for training, auditing and import: what is a part, a class, an object.

`<class>/...`, or parts such as `{train,valid,test}/<class>/...`. A folder inside a class is one object: its
pictures are never on both sides of a split. What file systems and network storage leave lying is passed by.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ml.datasets.splits import Split
from ml.errors import DatasetInvalid

PARTS: dict[str, Split] = {
    "train": "train",
    "training": "train",
    "val": "train",
    "valid": "train",
    "validation": "train",
    "test": "test",
    "testing": "test",
}
"""What a part is read as; validation joins training, which has cross-validation of its own."""

LABEL_LENGTH = 200

_SYSTEM = {
    "__macosx", "@eadir", "@recycle", "@recently-snapshot", "#recycle", "#snapshot", "$recycle.bin",
    "system volume information", "lost+found", "_gsdata_", "thumbs.db", "ehthumbs.db", "ehthumbs_vista.db",
    "desktop.ini", "picasa.ini", "icon\r",
}  # fmt: skip


@dataclass(frozen=True)
class Refusal:
    """A file or folder that was left out, and why, in words for its owner."""

    file: str
    code: str
    reason: str


@dataclass(frozen=True)
class Labelled:
    """A file of a class. `object` names the folder within the class that it lies in, "" outside of one."""

    path: Path
    label: str
    split: Split
    object: str


@dataclass
class Tree:
    """What a folder of classes holds, before any file is opened."""

    root: Path
    real_root: Path
    parts: list[str] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)  # by `label_key`
    files: list[Labelled] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    passed_by: Counter[str] = field(default_factory=Counter)

    def name(self, path: Path) -> str:
        """The path below the root as text that can be printed and stored, whatever its bytes are."""
        return printable(str(path.relative_to(self.root)))

    def refuse(self, path: Path, code: str, reason: str) -> None:
        """Leave this out and say why."""
        self.refused.append(Refusal(printable(str(path)), code, reason))


def printable(text: str) -> str:
    """The text with bytes that are none written as escapes."""
    return text.encode("utf-8", "backslashreplace").decode()


def label_key(label: str) -> str:
    """What makes two class names the same: neither case nor Unicode form nor space around them counts."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", label.strip()).casefold())


def read_tree(folder: Path) -> Tree:
    """Find every file of every class, opening none.

    Raises DatasetInvalid where there is no such folder, or where the names of two classes clash.
    """
    if not folder.is_dir():
        raise DatasetInvalid(f"{folder} is not a folder. Give one with a sub-folder of images per class.")
    tree = Tree(folder, folder.resolve())
    children = list(_folders(tree, tree.root))
    parts = [child for child in children if child.name.casefold() in PARTS and _has_folders(child)]
    for child in children if parts else []:
        if child not in parts:
            known = ", ".join(f"{part}/" for part in PARTS)
            tree.refuse(child, "not_a_part", f"Beside {parts[0].name}/ only {known} are read. Move it.")
    tree.parts = [part.name for part in parts]
    for part in parts:
        for label in _folders(tree, part):
            _read_class(tree, label, PARTS[part.name.casefold()])
    for label in [] if parts else children:
        _read_class(tree, label, "train")
    return tree


def _read_class(tree: Tree, folder: Path, split: Split) -> None:
    if not _is_text(folder.name) or len(folder.name) > LABEL_LENGTH:
        reason = f"A class folder needs a name in UTF-8 of at most {LABEL_LENGTH} characters. Rename it."
        tree.refuse(folder, "unusable_name", reason)
        return
    other = tree.labels.setdefault(label_key(folder.name), folder.name)
    if other != folder.name:
        raise DatasetInvalid(
            f"Classes {other!r} and {folder.name!r} differ only by case, spaces or the form of letters. "
            "Rename one, or put their files together."
        )
    before = len(tree.files) + len(tree.refused)
    for path in _files(tree, folder):
        inside = path.relative_to(folder).parts
        tree.files.append(Labelled(path, folder.name, split, inside[0] if len(inside) > 1 else ""))
    if len(tree.files) + len(tree.refused) == before and split == "train":
        tree.empty.append(folder.name)


def _files(tree: Tree, folder: Path) -> Iterator[Path]:
    """Every regular file below, in order; what a link leads to outside the root is refused."""
    for path in _entries(tree, folder):
        try:
            if not path.resolve(strict=True).is_relative_to(tree.real_root):
                tree.refuse(path, "outside_folder", "A link that leads out of the folder is not followed.")
            elif path.is_dir():
                yield from _files(tree, path) if not path.is_symlink() else ()
            elif path.is_file():
                yield path
            else:
                tree.refuse(path, "not_a_file", "Only regular files are read.")
        except (OSError, RuntimeError) as error:
            tree.refuse(path, "unreadable_file", f"Cannot be opened ({error}).")


def _folders(tree: Tree, folder: Path) -> Iterator[Path]:
    """The folders directly below; loose files are passed by, links out of the root refused."""
    for path in _entries(tree, folder):
        if not path.is_dir():
            continue
        if path.resolve().is_relative_to(tree.real_root):
            yield path
        else:
            tree.refuse(path, "outside_folder", "A link that leads out of the folder is not followed.")


def _entries(tree: Tree, folder: Path) -> Iterator[Path]:
    """What people put into a folder, sorted."""
    try:
        paths = sorted(folder.iterdir())
    except OSError as error:
        tree.refuse(folder, "unreadable_file", f"Cannot be opened ({error.strerror}).")
        return
    for path in paths:
        if path.name.startswith(".") or path.name.casefold() in _SYSTEM:
            tree.passed_by[path.name if path.name.casefold() in _SYSTEM else "hidden files"] += 1
        else:
            yield path


def _has_folders(folder: Path) -> bool:
    try:
        return any(path.is_dir() and not path.name.startswith(".") for path in folder.iterdir())
    except OSError:
        return False


def _is_text(name: str) -> bool:
    return name.isprintable() and name.encode("utf-8", "ignore").decode() == name
