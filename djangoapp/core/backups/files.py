"""The files of a backup: copied and hashed in one reading, skipped where the copy is still the same."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

BLOCK = 1 << 20


def kept_files(folder: Path) -> Iterator[Path]:
    """All files below, but for what is being written aside: names that begin with a dot."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(place) / name for name in sorted(names) if not name.startswith("."))


def copy(source: Path, target: Path) -> str:
    """Copy a file with its times; the sha256 of what was read."""
    target.parent.mkdir(parents=True, exist_ok=True)
    found = hashlib.sha256()
    with source.open("rb") as reading, target.open("wb") as writing:
        while block := reading.read(BLOCK):
            found.update(block)
            writing.write(block)
    shutil.copystat(source, target)
    return found.hexdigest()


def is_copied(source: Path, target: Path) -> bool:
    """Whether the copy was made of the file as it is now: it has grown where it was still being written."""
    try:
        one, other = source.stat(), target.stat()
    except FileNotFoundError:
        return False
    return (one.st_size, one.st_mtime_ns) == (other.st_size, other.st_mtime_ns)


def digest(path: Path) -> str:
    """The sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
