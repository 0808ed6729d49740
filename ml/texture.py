"""The texture recipe's arithmetic: Gram features of tapped maps, their scaling and a linear head."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ml.rows import Rows, blocks

_TINY = 1e-12


def gram(features: np.ndarray) -> np.ndarray:
    """Mean outer product over positions of a float32 map (h, w, c): float32 (c, c)."""
    flat = features.reshape(-1, features.shape[-1])
    return flat.T @ flat / np.float32(len(flat))


@lru_cache(maxsize=8)
def upper_triangle(side: int) -> tuple[np.ndarray, np.ndarray]:
    """Indices of a square matrix's upper triangle with the diagonal."""
    rows, columns = np.triu_indices(side)
    return rows, columns


def block_feature(matrix: np.ndarray) -> np.ndarray:
    """Upper triangle of a Gram matrix, signed square root, L2 norm 1: float32 (c (c + 1) / 2,)."""
    upper = matrix[upper_triangle(len(matrix))]
    rooted = np.sign(upper) * np.sqrt(np.abs(upper))
    return (rooted / max(float(np.linalg.norm(rooted)), _TINY)).astype(np.float32)


def texture_feature(maps: Sequence[np.ndarray]) -> np.ndarray:
    """The blocks' features one after the other: float32 (7264,) for MobileNetV2's three taps."""
    return np.concatenate([block_feature(gram(features)) for features in maps])


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
        return ((features - self.mean) / self.scale).astype(np.float32, copy=False)


@dataclass(frozen=True)
class Ridge:
    """A linear head: scores = x @ weights + bias."""

    weights: np.ndarray
    bias: np.ndarray

    def scores(self, x: np.ndarray) -> np.ndarray:
        """float32 (..., d) to float32 (..., k)."""
        return (x @ self.weights + self.bias).astype(np.float32, copy=False)
