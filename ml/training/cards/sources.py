"""What a folder of images says of itself: its read-me, its licence, and the columns of its manifest."""

import csv
import os
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

NOT_STATED = "Not stated by the folder."

_OF_ORIGIN = (
    "license", "licence", "rights", "copyright", "source", "url", "credit", "author", "artist",
    "photographer", "collection", "museum", "origin",
)  # fmt: skip
"""Words in the name of a manifest's column that says where its images are from."""

_OF_THE_FILE = ("width", "height", "md5", "sha", "size")
"""Words in it by which it speaks of the file instead."""

_LONGEST = 4000
_COMMON = 5


@dataclass(frozen=True)
class Stated:
    """Words of the folder's owner, quoted. Each is (name of the file, text), or (column, what it holds)."""

    readme: tuple[str, str] | None = None
    licence: tuple[str, str] | None = None
    columns: tuple[str, ...] = ()
    origins: tuple[tuple[str, str], ...] = ()

    @property
    def licence_lines(self) -> tuple[str, ...]:
        """Lines of the read-me that speak of a licence."""
        lines = self.readme[1].splitlines() if self.readme else []
        return tuple(line.strip() for line in lines if re.search(r"licen[cs]e", line, re.IGNORECASE))


def stated_by(paths: Sequence[Path]) -> Stated:
    """From the folder that all images share, but for its train part."""
    try:
        root = Path(os.path.commonpath([path.absolute().parent for path in paths]))
    except ValueError:  # On several drives: they share nothing.
        return Stated()
    if root.name == "train":
        root = root.parent
    columns, origins = _manifest(root / "manifest.csv")
    return Stated(
        _first(root, ("readme",)), _first(root, ("license", "licence", "copying")), columns, origins
    )


def _first(root: Path, stems: Sequence[str]) -> tuple[str, str] | None:
    """The first file called so, shortened."""
    try:
        called = sorted(path for path in root.iterdir() if path.name.lower().startswith(tuple(stems)))
        for path in called:
            if path.is_file():
                with path.open(encoding="utf-8", errors="replace") as file:
                    text = file.read(_LONGEST + 1)
                return path.name, text.strip() if len(text) <= _LONGEST else f"{text[:_LONGEST]}\n[...]"
    except OSError:
        return None
    return None


def _manifest(path: Path) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Names of the columns, and what is commonest in those that name an origin."""
    try:
        with path.open(newline="", encoding="utf-8", errors="replace") as file:
            reader = csv.DictReader(file)
            columns = tuple(reader.fieldnames or ())
            asked = [name for name in columns if _names_origin(name.lower())]
            seen: dict[str, Counter[str]] = {name: Counter() for name in asked}
            for row in reader:
                for name in asked:
                    seen[name][(row[name] or "").strip()] += 1
    except (OSError, csv.Error):
        return (), ()
    return columns, tuple((name, _common(counts)) for name, counts in seen.items() if set(counts) - {""})


def _names_origin(name: str) -> bool:
    return any(word in name for word in _OF_ORIGIN) and not any(word in name for word in _OF_THE_FILE)


def _common(counts: Counter[str]) -> str:
    """The commonest values in words, or two examples where hardly any occurs twice."""
    filled = Counter({value: count for value, count in counts.items() if value})
    if len(filled) > filled.total() / 2:
        first = ", ".join(sorted(filled)[:2])
        return f"{len(filled):,} different values, such as {first}"
    ordered = sorted(filled.items(), key=lambda pair: (-pair[1], pair[0]))
    listed = "; ".join(f"{value} ({count:,})" for value, count in ordered[:_COMMON])
    return listed + (f"; {len(filled) - _COMMON:,} more" if len(filled) > _COMMON else "")
