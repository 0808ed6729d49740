"""Rows of numbers that need not be in memory, and how to walk through them."""

from collections.abc import Iterator
from typing import Any, Protocol

BLOCK = 2048
"""Rows that are held in memory at a time."""


class Rows(Protocol):
    """Features (n, d): an index gives float32 rows, as an array does, wherever they are kept."""

    @property
    def shape(self) -> tuple[int, ...]:
        """(n, d)."""

    def __len__(self) -> int: ...

    def __getitem__(self, key: Any, /) -> Any:
        """float32 (m, d) for a slice, an array of row numbers or a mask."""


def blocks(count: int, size: int = BLOCK) -> Iterator[slice]:
    """Slices that cut `count` rows into blocks."""
    for start in range(0, count, size):
        yield slice(start, min(start + size, count))
