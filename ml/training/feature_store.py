"""The feature store: what a network saw in each image, kept in one append-only file that survives a kill."""

import fcntl
import os
import zlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import numpy as np

from ml.datasets import Item
from ml.errors import full_disk_named
from ml.images import read_for_network
from ml.texture import Rows

IN_MEMORY = 256_000_000
"""Features up to this many bytes as float32 are handed over as an array, more as rows read when asked for."""

Read = Callable[[Path, int], np.ndarray]
"""From an image's path and a side to uint8 (side, side, 3)."""

_KEY = 32
_HEAD = _KEY + 4
_AHEAD = 16


class FeatureStore:
    """Records of one size in one file: sha256 of the image, checksum, float16 values (views, width).

    Records are appended whole, under a lock, so any number of processes may share the file; the torn end that
    a kill leaves is cut off by the next writer, and a damaged record counts as missing. float16 halves the
    file and moves no held-out answer that was looked at (docs/figures.md).
    """

    def __init__(self, path: Path, views: int, width: int) -> None:
        self.path = path
        self.views = views
        self.width = width
        self._record = _HEAD + views * width * 2
        self._places: dict[bytes, int] = {}
        self._read = 0
        with full_disk_named(str(path.parent)):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        self.refresh()

    def __enter__(self) -> "FeatureStore":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the file go; rows that were handed out keep their own hold on it."""
        os.close(self._handle)

    def __len__(self) -> int:
        return len(self._places)

    def refresh(self) -> None:
        """Learn of the records that this or another process has appended since."""
        whole = os.fstat(self._handle).st_size // self._record
        for number in range(self._read, whole):
            self._places[os.pread(self._handle, _KEY, number * self._record)] = number
        self._read = max(self._read, whole)

    def get(self, sha256: str) -> np.ndarray | None:
        """The stored float32 (views, width) of an image, or None when there is none that is whole."""
        number = self._places.get(bytes.fromhex(sha256))
        if number is None:
            return None
        record = os.pread(self._handle, self._record, number * self._record)
        values = record[_HEAD:]
        if len(record) != self._record or zlib.crc32(values) != int.from_bytes(record[_KEY:_HEAD], "little"):
            del self._places[bytes.fromhex(sha256)]
            return None
        return np.frombuffer(values, np.float16).astype(np.float32).reshape(self.views, self.width)

    def put(self, sha256: str, features: np.ndarray) -> None:
        """Append float32 (views, width) of an image; the last record of an image is the one that counts."""
        values = np.ascontiguousarray(features, np.float16).tobytes()
        key = bytes.fromhex(sha256)
        record = key + zlib.crc32(values).to_bytes(4, "little") + values
        with full_disk_named(str(self.path.parent)), self._locked():
            number = os.fstat(self._handle).st_size // self._record
            written = os.pwrite(self._handle, record, number * self._record)
            if written != len(record):
                os.pwrite(self._handle, record[written:], number * self._record + written)
        self._places[key] = number

    def place(self, sha256: str) -> int:
        """The number of an image's record; KeyError when there is none."""
        return self._places[bytes.fromhex(sha256)]

    def rows(self, sha256s: Sequence[str]) -> "StoredRows":
        """The rows of these images, each with its views one after the other."""
        places = np.array([self.place(sha256) for sha256 in sha256s], np.int64)
        return StoredRows(os.dup(self._handle), places, self.views, self.width)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        fcntl.flock(self._handle, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._handle, fcntl.LOCK_UN)


class StoredRows:
    """Rows (images x views, width) of a store, read from its file each time they are asked for."""

    def __init__(self, handle: int, places: np.ndarray, views: int, width: int) -> None:
        self._handle = handle
        self._places = places
        self._views = views
        self._width = width

    def __del__(self) -> None:
        os.close(self._handle)

    @property
    def shape(self) -> tuple[int, int]:
        """(n, d)."""
        return (len(self), self._width)

    def __len__(self) -> int:
        return len(self._places) * self._views

    def __getitem__(self, key: slice | np.ndarray) -> np.ndarray:
        """float32 (m, d) for a slice, an array of row numbers or a mask."""
        wanted = np.arange(len(self))[key]
        out = np.empty((len(wanted), self._width), np.float32)
        size = self._width * 2
        record = _HEAD + self._views * size
        for row, number in enumerate(wanted):
            image, view = divmod(int(number), self._views)
            start = int(self._places[image]) * record + _HEAD + view * size
            out[row] = np.frombuffer(os.pread(self._handle, size, start), np.float16)
        return out


def collect(
    items: Sequence[Item],
    store: FeatureStore,
    size: int,
    compute: Callable[[np.ndarray], np.ndarray],
    on_item: Callable[[int, int], None] = lambda done, total: None,
    read: Read = read_for_network,
) -> Rows:
    """Features of every item in order, views together: (items x views, width); only new ones are computed.

    `compute` makes float32 (views, width) of uint8 (size, size, 3), for several pictures at once in threads.
    Each is stored at once, so a collection that was killed goes on from there. What the pictures are read
    with can be given as `read`.
    """

    def compute_new(item: Item) -> np.ndarray | None:
        return compute(read(item.path, size)) if store.get(item.sha256) is None else None

    for index, features in enumerate(_ahead(items, compute_new)):
        if features is not None:
            store.put(items[index].sha256, features)
        on_item(index + 1, len(items))
    rows = store.rows([item.sha256 for item in items])
    return rows[:] if len(rows) * store.width * 4 <= IN_MEMORY else rows


def _ahead(items: Sequence[Item], work: Callable[[Item], np.ndarray | None]) -> Iterator[np.ndarray | None]:
    """What `work` makes of every item, in order; done ahead in threads, a few items and no more."""
    with ThreadPoolExecutor(max_workers=max(2, os.cpu_count() or 1)) as pool:
        rest = iter(items)
        waiting = deque(pool.submit(work, item) for item in islice(rest, _AHEAD))
        try:
            while waiting:
                found = waiting.popleft().result()
                waiting.extend(pool.submit(work, item) for item in islice(rest, 1))
                yield found
        finally:
            for future in waiting:
                future.cancel()
