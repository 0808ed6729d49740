"""The texture recipe's arithmetic: Gram features of tapped maps, their scaling and a linear head."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ml.texture.feature_rows import Rows, blocks

FLOOR = 0.01
"""By what share of their mean a Gram matrix's eigenvalues are raised before the root."""
KIND = "root"
"""Names what `texture_feature` makes, where features are stored; another arithmetic needs another name."""
_TINY = 1e-12
_ROWS_AT_ONCE = 256


def gram(features: np.ndarray) -> np.ndarray:
    """Mean outer product over positions of a float32 map (h, w, c): float32 (c, c)."""
    flat = features.reshape(-1, features.shape[-1])
    products: np.ndarray = flat.T @ flat / np.float32(len(flat))
    return products


@lru_cache(maxsize=8)
def upper_triangle(side: int) -> tuple[np.ndarray, np.ndarray]:
    """Indices of a square matrix's upper triangle with the diagonal."""
    rows, columns = np.triu_indices(side)
    return rows, columns


def spectrum(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Eigenvalues (c,) and axes (c, c) of a Gram matrix, each value raised by a hundredth of their mean.

    Directions that a picture lacks would otherwise have no slope and, in float32, no reliable root.
    """
    values, axes = np.linalg.eigh(matrix)
    values = np.maximum(values, 0)
    return values + values.dtype.type(FLOOR) * values.mean(), axes


@lru_cache(maxsize=8)
def counts(side: int) -> np.ndarray:
    """How an upper triangle's entries count so that products are those of whole matrices: float32."""
    rows, columns = upper_triangle(side)
    return np.where(rows == columns, 1, np.sqrt(2)).astype(np.float32)


def block_feature(matrix: np.ndarray) -> np.ndarray:
    """The Gram matrix's own square root, its upper triangle, L2 norm 1: float32 (c (c + 1) / 2,).

    The root of the matrix, not of its entries: it evens out how strongly each direction of the channels'
    space is used (Li et al. 2017), which told more motifs apart (docs/recipes-texture.md).
    """
    values, axes = spectrum(matrix)
    roots = (axes * np.sqrt(values)) @ axes.T
    norm = max(float(np.sqrt(values.sum())), _TINY)
    upper = roots[upper_triangle(len(matrix))] * counts(len(matrix))
    feature: np.ndarray = (upper / norm).astype(np.float32)
    return feature


def texture_feature(maps: Sequence[np.ndarray]) -> np.ndarray:
    """The blocks' features one after the other: float32 (7264,) for MobileNetV2's three taps."""
    return np.concatenate([block_feature(gram(features)) for features in maps])


def similarity_feature(matrices: Sequence[np.ndarray]) -> np.ndarray:
    """What similarity and novelty are measured in: as `texture_feature`, by the root of each entry.

    The matrix's root tells motifs apart better, and out-of-distribution pictures from cloth worse
    (docs/answers.md): it lifts what is weak, and in such a picture that is noise.
    """
    return np.concatenate(
        [_entries(matrix[upper_triangle(len(matrix))][None])[0] for matrix in matrices]
    ).astype(np.float32, copy=False)


def _entries(upper: np.ndarray) -> np.ndarray:
    """Signed roots of entries (n, d), each row of norm 1."""
    rooted = np.sign(upper) * np.sqrt(np.abs(upper))
    entries: np.ndarray = rooted / np.maximum(np.linalg.norm(rooted, axis=1, keepdims=True), _TINY)
    return entries


def similarity_of(features: np.ndarray, channels: Sequence[int]) -> np.ndarray:
    """`similarity_feature` of texture features (n, d): a root times itself is its Gram matrix again."""
    blocks_of, start = [], 0
    for side in channels:
        where = upper_triangle(side)
        stop = start + len(where[0])
        root = np.zeros((len(features), side, side), np.float32)
        root[:, *where] = features[:, start:stop] / counts(side)
        root[:, where[1], where[0]] = root[:, *where]
        raised = np.float32(1 + FLOOR) * (root @ root)[:, *where]
        blocks_of.append(_entries(raised - np.float32(FLOOR / side) * (where[0] == where[1])))
        start = stop
    return np.concatenate(blocks_of, axis=1)


class SimilarityRows:
    """Rows of texture features read as `similarity_of` them."""

    def __init__(self, features: Rows, channels: Sequence[int]) -> None:
        self._features, self._channels = features, channels

    @property
    def shape(self) -> tuple[int, ...]:
        """(n, d)."""
        return self._features.shape

    def __len__(self) -> int:
        return len(self._features)

    def __getitem__(self, key: slice | np.ndarray) -> np.ndarray:
        """float32 (m, d) for a slice, an array of row numbers or a mask."""
        wanted = np.arange(len(self))[key]
        out = np.empty((len(wanted), self.shape[1]), np.float32)
        for block in blocks(len(wanted), _ROWS_AT_ONCE):
            out[block] = similarity_of(self._features[wanted[block]], self._channels)
        return out


def similarity_rows(features: Rows, channels: Sequence[int]) -> Rows:
    """The same rows for similarity and novelty: an array of an array, else read when asked for."""
    rows = SimilarityRows(features, channels)
    return rows[:] if isinstance(features, np.ndarray) else rows


@dataclass(frozen=True)
class Scaling:
    """Standardisation by training statistics, then one factor that makes the mean squared norm 1."""

    mean: np.ndarray
    scale: np.ndarray

    @classmethod
    def fit(cls, features: Rows) -> "Scaling":
        """Statistics of float32 (n, d), read in blocks; columns that never vary count for nothing."""
        shift = features[:1][0].astype(np.float64)
        total, squares = np.zeros(len(shift)), np.zeros(len(shift))
        for block in blocks(len(features)):
            moved = features[block] - shift
            total += moved.sum(axis=0)
            squares += np.einsum("nd,nd->d", moved, moved)
        mean = total / len(features)
        return cls.of(shift + mean, squares / len(features) - mean**2)

    @classmethod
    def of(cls, mean: np.ndarray, variance: np.ndarray) -> "Scaling":
        """From the columns' means and variances, float64 (d,)."""
        deviation = np.sqrt(np.maximum(variance, 0.0))
        alive = deviation > 1e-7
        factor = np.sqrt(max(int(alive.sum()), 1))
        scale = np.where(alive, deviation * factor, np.inf)
        return cls(mean.astype(np.float32), scale.astype(np.float32))

    def apply(self, features: np.ndarray) -> np.ndarray:
        """float32 (..., d) to float32 (..., d)."""
        scaled: np.ndarray = ((features - self.mean) / self.scale).astype(np.float32, copy=False)
        return scaled


@dataclass(frozen=True)
class Ridge:
    """A linear head: scores = x @ weights + bias."""

    weights: np.ndarray
    bias: np.ndarray

    def scores(self, x: np.ndarray) -> np.ndarray:
        """float32 (..., d) to float32 (..., k)."""
        scores: np.ndarray = (x @ self.weights + self.bias).astype(np.float32, copy=False)
        return scores
