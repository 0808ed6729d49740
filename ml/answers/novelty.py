"""How far a picture lies from all that a model was trained on (docs/log/answers.md: what was tried)."""

from dataclasses import dataclass

import numpy as np

from ml.texture import Rows

PER_CLASS = 400
"""References that a bundle keeps of one class at most; with more images it would grow without end."""

NEIGHBOURS = 3
"""References that a picture's distance is measured to: the mean over the nearest (Sun et al. 2022)."""

LINE = 1.0
"""Novelty above which a picture is called unknown."""

KEPT = 0.95
"""Held-out training images that stay below the line, at least."""

KEPT_OF_DRAWINGS = 0.99
"""The same where drawings stand for photographs, which lie farther from them than they from each other."""

_REACH_OF_DRAWINGS = 1.1
"""How much farther the line lies there, in reaches: a first model named parang too seldom without."""

_DISTANCE_OF_DRAWINGS = 0.1
"""What distance counts there, compared with elsewhere: drawings are near each other for being drawn."""

_TINY = 1e-12
ROWS_FOR_AXES = 2000
"""Rows that axes are found from at most."""


@dataclass(frozen=True)
class Projection:
    """The leading axes of raw features, for similarity and novelty. Stored as float16.

    Raw, not standardised: how far a picture lies from all that is known shows best in the features' own
    proportions (measured on out-of-distribution pictures; similarity is as good).
    """

    axes: np.ndarray

    @classmethod
    def fit(cls, features: Rows, dimensions: int, of: np.ndarray | None = None) -> "Projection":
        """At most `dimensions` axes (d, count) of (n, d), or of the rows `of`; many are sampled evenly."""
        of = np.arange(len(features)) if of is None else of
        rows = features[of[:: -(-len(of) // ROWS_FOR_AXES)]]
        count = min(dimensions, *rows.shape)
        if rows.shape[0] <= rows.shape[1]:
            axes = rows.T @ _leading(rows @ rows.T, count)
        else:
            _, vectors = np.linalg.eigh((rows.T @ rows).astype(np.float64))
            axes = vectors[:, ::-1][:, :count]
        return cls(axes.astype(np.float16))

    def apply(self, features: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """float32 (..., d) to embeddings (..., count) of norm 1, and the share of the norm kept (...)."""
        short = features @ self.axes.astype(np.float32, copy=False)
        return _unit(short, np.linalg.norm(features, axis=-1))


def _leading(kernel: np.ndarray, count: int) -> np.ndarray:
    """What makes orthonormal axes of the rows whose products are `kernel` (n, n): float32 (n, count)."""
    values, vectors = np.linalg.eigh(kernel.astype(np.float64))
    kept = np.maximum(values[::-1][:count], _TINY)
    leading: np.ndarray = (vectors[:, ::-1][:, :count] / np.sqrt(kept)).astype(np.float32)
    return leading


def _unit(short: np.ndarray, lengths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Embeddings of norm 1, float32, and the share that they had of the whole lengths."""
    norms = np.linalg.norm(short, axis=-1)
    kept = norms / np.maximum(lengths, _TINY)
    return (short / np.maximum(norms, _TINY)[..., None]).astype(np.float32), kept.astype(np.float32)


def embedded(
    products: np.ndarray, inside: np.ndarray, dimensions: int, rows: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """What a projection of the rows `inside` makes of `rows`, from all rows' products (n, n) alone.

    Where several parts of few rows are fitted this spares the axes; up to ROWS_FOR_AXES rows inside.
    """
    axes = _leading(products[np.ix_(inside, inside)], min(dimensions, len(inside)))
    return _unit(products[np.ix_(rows, inside)] @ axes, np.sqrt(products.diagonal()[rows]))


def distance_to_nearest(
    embeddings: np.ndarray, kept: np.ndarray, references: np.ndarray, neighbours: int = NEIGHBOURS
) -> np.ndarray:
    """1 - mean cosine to the nearest references: (m, d) against (n, d), all of norm 1, to float64 (m,).

    `kept` (m,) turns cosines between embeddings into cosines between whole features and references, so what
    the training images cannot express counts as new.
    """
    cosines = kept[:, None] * (embeddings @ references.T)
    count = min(neighbours, cosines.shape[1])
    nearest = np.partition(cosines, cosines.shape[1] - count, axis=1)[:, cosines.shape[1] - count :]
    distances: np.ndarray = 1.0 - nearest.mean(axis=1, dtype=np.float64)
    return distances


@dataclass(frozen=True)
class NoveltyScale:
    """Distance and best score joined to one novelty: how far the nearest references are, how low the score.

    Each finds what the other misses (docs/answers.md). Scaled by held-out training images: half of them lie
    below 0.5, KEPT of them or more below 1.
    """

    weight: float
    middle: float
    reach: float
    neighbours: int = 1
    """References that the distances were measured to."""

    @classmethod
    def fit(cls, distance: np.ndarray, best: np.ndarray, *, drawn: bool = False) -> "NoveltyScale":
        """From held-out distances (n,) and best raw scores (n,); both count by their spread.

        `drawn` says that drawings stand for the photographs that will be asked about (docs/answers.md).
        """
        spread = float(best.std())
        weight = float(distance.std()) / spread if spread > _TINY else 0.0
        if drawn:
            weight /= _DISTANCE_OF_DRAWINGS
        raw = distance - weight * best
        middle, line = np.quantile(raw, [0.5, KEPT_OF_DRAWINGS if drawn else KEPT])
        reach = float(line - middle) * (_REACH_OF_DRAWINGS if drawn else 1.0)
        return cls(weight, float(middle), max(reach, 1e-6), NEIGHBOURS)

    def of(self, distance: np.ndarray | float, best: np.ndarray | float) -> np.ndarray:
        """Novelty, 0 and up; over LINE a picture counts as unlike all that is known."""
        raw = np.asarray(distance, np.float64) - self.weight * np.asarray(best, np.float64)
        return np.maximum(0.0, LINE / 2 * (1 + (raw - self.middle) / self.reach))


def spread_over_classes(labels: np.ndarray, most: int = PER_CLASS) -> np.ndarray:
    """Indices of at most `most` rows of each class, spread evenly over its rows, in order: int (m,)."""
    kept = []
    for label in np.unique(labels):
        rows = np.flatnonzero(labels == label)
        kept.append(rows[np.linspace(0, len(rows) - 1, min(most, len(rows))).round().astype(int)])
    return np.sort(np.concatenate(kept))
