"""The files of a backup: copied and hashed in one reading, skipped where the copy is still the same."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from ml.files import is_plain

BLOCK = 1 << 20


def kept_files(folder: Path) -> Iterator[Path]:
    """All ordinary files below, but for what is being written aside: names that begin with a dot.

    A link is not followed out of the folder, and a pipe is not waited for.
    """
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found = (Path(place) / name for name in sorted(names) if not name.startswith("."))
        yield from (path for path in found if is_plain(path))


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
