"""Files of number arrays: what they say of their own size is checked before anything is made of it."""

import os
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.lib import format as npy

from ml.errors import BundleIncompatible
from ml.files import open_plain

_NUMBERS = "fiub"
_READERS = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}


def array_bytes(array: np.ndarray) -> bytes:
    """One number array in numpy's own format."""
    buffer = BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()


def write_arrays(path: Path, arrays: Mapping[str, np.ndarray]) -> None:
    """Store named arrays, numbers only."""
    buffer = BytesIO()
    np.savez(buffer, allow_pickle=False, **arrays)
    path.write_bytes(buffer.getvalue())


def read_arrays(path: Path, names: tuple[str, ...]) -> dict[str, np.ndarray]:
    """Load named arrays, numbers only.

    No more memory is taken than the file is long. Raises BundleIncompatible when an array is missing, holds
    objects, is packed, or is not as long as it says.
    """
    try:
        with open_plain(path) as file, zipfile.ZipFile(file) as archive:
            longest = os.fstat(file.fileno()).st_size
            return {name: _read_array(archive, name, longest) for name in names}
    except (OSError, ValueError, LookupError, EOFError, RuntimeError, zipfile.BadZipFile) as error:
        raise BundleIncompatible(
            f"{path.name} does not hold the arrays {', '.join(names)} ({error})."
        ) from error


def _read_array(archive: zipfile.ZipFile, name: str, longest: int) -> np.ndarray:
    member = archive.getinfo(f"{name}.npy")
    if member.compress_type != zipfile.ZIP_STORED or not member.file_size == member.compress_size <= longest:
        raise ValueError(f"{name} is packed, or says it is longer than its file")
    content = archive.read(member)
    file = BytesIO(content)
    version = npy.read_magic(file)
    if version not in _READERS:
        raise ValueError(f"{name} is written in the format {version}")
    shape, rows_last, kind = _READERS[version](file)
    if kind.hasobject or kind.kind not in _NUMBERS:
        raise ValueError(f"{name} holds {kind}, which are no numbers")
    if len(content) - file.tell() != _bytes_of(shape, kind):
        raise ValueError(f"{name} says it holds {shape}, and is not as long")
    array = np.frombuffer(content, kind, offset=file.tell())
    # A copy: what lies in the bytes of a file cannot be written to.
    return array.reshape(shape, order="F" if rows_last else "C").copy(order="K")


def _bytes_of(shape: tuple[int, ...], kind: np.dtype) -> int:
    count = kind.itemsize
    for length in shape:
        count *= length
    return count
