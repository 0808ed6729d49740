"""Look-alikes: which images show one picture, in any of eight orientations, found without trying every pair.

A print is a 32 px grey picture of mean 0 and norm 1; two prints are as alike as their best correlation over
the eight flips and quarter turns. Low DCT coefficients of both give an upper bound of that: what they leave
out adds at most the product of its norms. Only pairs whose bound passes the threshold are compared whole, so
nothing is lost. In the DCT a mirror is a change of sign and a transposition a swap of indices, which lets the
bound over all eight orientations cost one and a half matrix products instead of eight.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from ml.records import Progress

NEAR_DUPLICATE = 0.85
"""Correlation of prints, in any of 8 orientations, above which two images count as one scene."""

SIDE = 32
_LOW = 16
_BLOCK = 512
_CHUNK = 4096
_SLACK = 1e-4


def fingerprint(image: np.ndarray) -> np.ndarray:
    """uint8 (h, w, 3) to a 32 px grey picture, mean 0 and norm 1 (all 0 when flat): float32 (1024,)."""
    small = Image.fromarray(image).convert("L").resize((SIDE, SIDE), Image.Resampling.BOX)
    values = np.asarray(small, np.float32).ravel()
    values = values - values.mean()
    norm = float(np.linalg.norm(values))
    return values / norm if norm > 32 else np.zeros_like(values)


@dataclass(frozen=True)
class Pair:
    """Two images (indices, first < second), how alike they are (-1..1), and how the second is turned.

    `view` 0..3 are quarter turns to the left, 4..7 the same of its mirror image.
    """

    first: int
    second: int
    likeness: float
    view: int


def near_pairs(
    prints: np.ndarray,
    threshold: float = NEAR_DUPLICATE,
    on_progress: Callable[[Progress], None] | None = None,
) -> list[Pair]:
    """Every pair of prints, float32 (n, 1024), that is more alike than `threshold`."""
    found = []
    for first, second in _candidates(prints, threshold, on_progress):
        for start in range(0, len(first), _CHUNK):
            one, other = first[start : start + _CHUNK], second[start : start + _CHUNK]
            likeness, view = _compare(prints, one, other)
            for k in np.flatnonzero(likeness > threshold):
                found.append(Pair(int(one[k]), int(other[k]), float(likeness[k]), int(view[k])))
    return found


def near_duplicate_groups(
    prints: np.ndarray,
    digests: Sequence[str],
    on_progress: Callable[[Progress], None] | None = None,
    together: Sequence[str] | None = None,
) -> list[str]:
    """Name each image's group: images that look alike in any of 8 orientations, or share a `together` key.

    `prints` float32 (n, 1024) from `fingerprint`; compared in blocks, so memory stays flat. A group's name is
    the least digest of its members, whatever their order or number.
    """
    union = Union(len(digests))
    union.join_equal(digests)
    if together is not None:
        union.join_equal(together)
    for first, second in _candidates(prints, NEAR_DUPLICATE, on_progress):
        for start in range(0, len(first), _CHUNK):
            one, other = first[start : start + _CHUNK], second[start : start + _CHUNK]
            apart = union.apart(one, other)
            one, other = one[apart], other[apart]
            alike = _compare(prints, one, other)[0] > NEAR_DUPLICATE
            union.join(one[alike], other[alike])
    return union.names(digests)


class Union:
    """Sets of indices that grow by joining pairs."""

    def __init__(self, count: int) -> None:
        self._parents = np.arange(count)

    def join_equal(self, keys: Sequence[str]) -> None:
        """Join the indices of equal keys; an empty key joins nothing."""
        first: dict[str, int] = {}
        pairs = [(first.setdefault(key, index), index) for index, key in enumerate(keys) if key]
        if pairs:
            self.join(*np.array(pairs).T)

    def join(self, first: np.ndarray, second: np.ndarray) -> None:
        """Join `first[k]` with `second[k]` for every k."""
        for one, other in zip(first.tolist(), second.tolist(), strict=True):
            a, b = self._root(one), self._root(other)
            self._parents[max(a, b)] = min(a, b)

    def apart(self, first: np.ndarray, second: np.ndarray) -> np.ndarray:
        """Which pairs are not joined yet: bool (m,)."""
        roots = self.roots()
        return np.asarray(roots[first] != roots[second])

    def roots(self) -> np.ndarray:
        """The least index of each index's set: int (n,)."""
        while True:
            above = self._parents[self._parents]
            if np.array_equal(above, self._parents):
                return self._parents
            self._parents = above

    def names(self, digests: Sequence[str]) -> list[str]:
        """The least digest of each index's set."""
        names: dict[int, str] = {}
        roots = self.roots().tolist()
        for root, digest in zip(roots, digests, strict=True):
            names[root] = min(names.get(root, digest), digest)
        return [names[root] for root in roots]

    def _root(self, index: int) -> int:
        parents = self._parents
        while parents[index] != index:
            parents[index] = parents[parents[index]]
            index = parents[index]
        return int(index)


def _candidates(
    prints: np.ndarray, threshold: float, on_progress: Callable[[Progress], None] | None
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Index pairs, block by block, first < second, that the bound cannot rule out."""
    parts = _Parts.of(prints)
    for start in range(0, len(prints), _BLOCK):
        rows = parts.take(slice(start, start + _BLOCK))
        for low in range(start, len(prints), _BLOCK):
            bound = rows.bound(parts.take(slice(low, low + _BLOCK)))
            first, second = np.nonzero(bound > threshold - _SLACK)
            first, second = first + start, second + low
            ordered = first < second
            yield first[ordered], second[ordered]
        if on_progress:
            on_progress(Progress("checking", min(start + _BLOCK, len(prints)), len(prints)))


def _zones() -> np.ndarray:
    """Which high DCT coefficients make up each zone, closed under transposition: float32 (zones, 1024)."""
    row, column = np.divmod(np.arange(SIDE * SIDE), SIDE)
    outer, inner = np.maximum(row, column) // 4, np.minimum(row, column) // 4
    high = np.maximum(row, column) >= _LOW
    names = sorted(set(zip(outer[high].tolist(), inner[high].tolist(), strict=True)))
    return np.stack([high & (outer == one) & (inner == other) for one, other in names]).astype(np.float32)


_ZONES = _zones()


@dataclass(frozen=True)
class _Parts:
    """Low DCT coefficients of prints, sorted by what mirrors and transpositions do to them; (n, ...) each.

    `still` never changes; `swapped` changes sign when transposed; `crossed` when mirrored along one axis;
    `both` under either; `wide` when mirrored left to right, `tall` top to bottom, and a transposition
    exchanges these two. `rest` holds the norms of the other coefficients, zone by zone.
    """

    still: np.ndarray
    swapped: np.ndarray
    crossed: np.ndarray
    both: np.ndarray
    wide: np.ndarray
    tall: np.ndarray
    rest: np.ndarray

    @classmethod
    def of(cls, prints: np.ndarray) -> "_Parts":
        count = len(prints)
        low = np.empty((count, _LOW, _LOW), np.float32)
        rest = np.empty((count, len(_ZONES)), np.float32)
        basis = dct_basis(SIDE, SIDE).astype(np.float32)
        for start in range(0, count, _CHUNK):
            rows = slice(start, start + _CHUNK)
            whole = basis @ prints[rows].reshape(-1, SIDE, SIDE) @ basis.T
            low[rows] = whole[:, :_LOW, :_LOW]
            rest[rows] = np.sqrt((whole**2).reshape(len(whole), -1) @ _ZONES.T)
        even, odd = low[:, ::2, ::2], low[:, 1::2, 1::2]
        return cls(
            *_symmetric(even),
            *_symmetric(odd),
            wide=low[:, ::2, 1::2].reshape(count, _LOW**2 // 4),
            tall=low[:, 1::2, ::2].transpose(0, 2, 1).reshape(count, _LOW**2 // 4),
            rest=rest,
        )

    def take(self, rows: slice) -> "_Parts":
        return _Parts(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))

    def bound(self, other: "_Parts") -> np.ndarray:
        """At least the best correlation over eight orientations, for every pair: float32 (n, m)."""
        swapped = self.swapped @ other.swapped.T
        crossed, both = self.crossed @ other.crossed.T, self.both @ other.both.T
        upright = _best(crossed + both, self.wide @ other.wide.T, self.tall @ other.tall.T) + swapped
        lying = _best(crossed - both, self.wide @ other.tall.T, self.tall @ other.wide.T) - swapped
        best: np.ndarray = np.maximum(upright, lying, out=upright)
        best += self.still @ other.still.T
        best += self.rest @ other.rest.T
        return best


def _symmetric(block: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Sums (with the diagonal) and differences of mirrored entries of (n, k, k), orthonormal."""
    rows, columns = np.triu_indices(block.shape[1], 1)
    upper, lower = block[:, rows, columns], block[:, columns, rows]
    diagonal = np.einsum("nkk->nk", block)
    root = np.float32(np.sqrt(0.5))
    return np.concatenate([diagonal, (upper + lower) * root], axis=1), (upper - lower) * root


def _best(crossed: np.ndarray, wide: np.ndarray, tall: np.ndarray) -> np.ndarray:
    """The best of four mirrorings: signs of `wide` and `tall` are free, `crossed` has their product."""
    same, different = np.abs(wide + tall), np.abs(wide - tall)
    same += crossed
    different -= crossed
    return np.asarray(np.maximum(same, different, out=same))


def _compare(prints: np.ndarray, first: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Correlation of whole prints in the best of eight orientations, and which: float32 (m,), int (m,)."""
    ours = prints[first].reshape(len(first), SIDE, SIDE)
    views = orientations(prints[second].reshape(len(second), SIDE, SIDE))
    likeness = np.stack([np.einsum("nij,nij->n", ours, view) for view in views])
    return likeness.max(axis=0), likeness.argmax(axis=0)


def orientations(pictures: np.ndarray) -> list[np.ndarray]:
    """The eight flips and quarter turns of square pictures (n, s, s); the first is as it is."""
    flipped = (pictures, pictures[:, :, ::-1])
    return [np.rot90(base, turns, axes=(1, 2)) for base in flipped for turns in range(4)]


def dct_basis(size: int, count: int) -> np.ndarray:
    """The first `count` rows of the orthonormal DCT of `size` values: float64 (count, size)."""
    waves = np.arange(count)[:, None] * (np.arange(size)[None] + 0.5)
    basis: np.ndarray = np.cos(np.pi * waves / size) * np.sqrt(2 / size)
    basis[0] /= np.sqrt(2)
    return basis
