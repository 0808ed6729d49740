"""How far a picture lies from all that a model was trained on."""

from dataclasses import dataclass

import numpy as np

_TINY = 1e-12
_ROWS_FOR_AXES = 2000


@dataclass(frozen=True)
class Projection:
    """The leading axes of raw features, for similarity and novelty. Stored as float16.

    Raw, not standardised: how far a picture lies from all that is known shows best in the features' own
    proportions (measured on foreign pictures; similarity is as good).
    """

    axes: np.ndarray

    @classmethod
    def fit(cls, features: np.ndarray, dimensions: int) -> "Projection":
        """At most `dimensions` axes (d, count) of rows (n, d); many rows are sampled evenly."""
        rows = features[:: -(-len(features) // _ROWS_FOR_AXES)]
        count = min(dimensions, *rows.shape)
        if rows.shape[0] <= rows.shape[1]:
            values, vectors = np.linalg.eigh((rows @ rows.T).astype(np.float64))
            leading, kept = vectors[:, ::-1][:, :count], values[::-1][:count]
            axes = rows.T @ leading / np.sqrt(np.maximum(kept, _TINY))
        else:
            _, vectors = np.linalg.eigh((rows.T @ rows).astype(np.float64))
            axes = vectors[:, ::-1][:, :count]
        return cls(axes.astype(np.float16))

    def apply(self, features: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """float32 (..., d) to embeddings (..., count) of norm 1, and the share of the norm kept (...)."""
        short = features @ self.axes.astype(np.float32, copy=False)
        norms = np.linalg.norm(short, axis=-1)
        kept = norms / np.maximum(np.linalg.norm(features, axis=-1), _TINY)
        return (short / np.maximum(norms, _TINY)[..., None]).astype(np.float32), kept.astype(np.float32)


def novelty(
    embeddings: np.ndarray, kept: np.ndarray, references: np.ndarray, neighbours: int = 5
) -> np.ndarray:
    """1 - mean cosine to the nearest references: (m, d) against (n, d), all of norm 1, to float64 (m,).

    `kept` (m,) turns cosines between embeddings into cosines between whole features and references, so what
    the training images cannot express counts as new.
    """
    cosines = kept[:, None] * (embeddings @ references.T)
    count = min(neighbours, cosines.shape[1])
    nearest = np.partition(cosines, cosines.shape[1] - count, axis=1)[:, cosines.shape[1] - count :]
    return 1.0 - nearest.mean(axis=1, dtype=np.float64)
