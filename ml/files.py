"""Files that are whole or not there, and what they are known by."""

import errno
import hashlib
import os
import stat
import tempfile
from io import BufferedReader
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


def open_plain(path: Path) -> BufferedReader:
    """Open a file that others may have put there: no link is followed, and no pipe is waited for.

    Raises OSError, also for whatever is no ordinary file.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise OSError(errno.ELOOP, "it is a link, and links are not followed") from error
        raise
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.EINVAL, "it is no ordinary file")
    return os.fdopen(handle, "rb")


def is_plain(path: Path) -> bool:
    """Whether `open_plain` would open it."""
    return path.is_file() and not path.is_symlink()


def sha256_of(path: Path, unreadable: type[MlError] = WeightsInvalid) -> str:
    """Hex sha256 of a file; raises `unreadable`, with the file's bare name, when it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise unreadable(
            f"{path.name} cannot be read ({error.strerror or error}). Check the path."
        ) from error


def sha256_of_plain(path: Path, unreadable: type[MlError]) -> str:
    """The same for a file that `open_plain` opens."""
    try:
        with open_plain(path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise unreadable(f"{path.name} cannot be read ({error.strerror or error}).") from error
