"""Files that are whole or not there, and what they are known by."""

import hashlib
import os
import tempfile
from pathlib import Path

from ml.errors import MlError, WeightsInvalid


def write_atomically(path: Path, content: bytes) -> None:
    """Write beside, flush to disk, rename: readers see the old file or the new one, never a part."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def sha256_of(path: Path, unreadable: type[MlError] = WeightsInvalid) -> str:
    """Hex sha256 of a file; raises `unreadable` when it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise unreadable(f"{path} cannot be read ({error.strerror or error}). Check the path.") from error
