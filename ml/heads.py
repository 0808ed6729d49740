"""What turns a network's outputs into scores, an embedding and a map of evidence, for each kind of recipe."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from ml.errors import BundleIncompatible
from ml.novelty import Projection, novelty
from ml.texture import Ridge, Scaling, gram, texture_feature, upper_triangle

ARRAYS = ("mean", "scale", "weights", "bias", "axes", "references")

# Below this share of a block's mean root, the gradient of the root is held: at 0 it has no bound.
_ROOT_FLOOR = 0.2


@dataclass(frozen=True)
class Reading:
    """Raw scores float32 (k,), an embedding float32 (m,) of norm 1, and the novelty."""

    scores: np.ndarray
    embedding: np.ndarray
    novelty: float


class Head(Protocol):
    """The part of a model that follows its LiteRT file."""

    def read(self, outputs: Sequence[np.ndarray]) -> Reading:
        """Scores, embedding and novelty of one image."""

    def places(self, outputs: Sequence[np.ndarray], index: int) -> tuple[np.ndarray, float]:
        """Evidence for class `index` per place, float32 (h, w), and the first-order score it sums to."""


def arrays_of(scaling: Scaling, ridge: Ridge, projection: Projection, references: np.ndarray) -> dict:
    """The arrays that a bundle stores for any head; references as float16."""
    return {
        "mean": scaling.mean,
        "scale": scaling.scale,
        "weights": ridge.weights,
        "bias": ridge.bias,
        "axes": projection.axes,
        "references": references.astype(np.float16),
    }


@dataclass(frozen=True)
class _Stored:
    scaling: Scaling
    ridge: Ridge
    projection: Projection
    references: np.ndarray

    @classmethod
    def of(cls, arrays: dict[str, np.ndarray], classes: int) -> "_Stored":
        """Check that the arrays fit each other; raises BundleIncompatible."""
        width = arrays["mean"].shape[0]
        fits = (
            arrays["scale"].shape == (width,)
            and arrays["weights"].shape == (width, classes)
            and arrays["bias"].shape == (classes,)
            and arrays["axes"].shape[0] == width
            and arrays["references"].shape[1:] == arrays["axes"].shape[1:]
        )
        if not fits:
            shapes = {name: array.shape for name, array in arrays.items()}
            raise BundleIncompatible(f"The arrays of the head do not fit {classes} classes: {shapes}.")
        return cls(
            Scaling(arrays["mean"], arrays["scale"]),
            Ridge(arrays["weights"], arrays["bias"]),
            Projection(arrays["axes"].astype(np.float32)),
            arrays["references"].astype(np.float32),
        )

    def reading(self, scores: np.ndarray, feature: np.ndarray) -> Reading:
        embedding, kept = self.projection.apply(feature)
        strange = novelty(embedding[None], kept[None], self.references)
        return Reading(scores, embedding, float(strange[0]))


class TextureHead:
    """Gram features of the tapped maps and a linear layer."""

    def __init__(self, arrays: dict[str, np.ndarray], classes: int) -> None:
        self._stored = _Stored.of(arrays, classes)

    def read(self, outputs: Sequence[np.ndarray]) -> Reading:
        feature = texture_feature(outputs)
        scores = self._stored.ridge.scores(self._stored.scaling.apply(feature))
        return self._stored.reading(scores, feature)

    def places(self, outputs: Sequence[np.ndarray], index: int) -> tuple[np.ndarray, float]:
        """The first-order share of each place: f' M f, with M the gradient of the score by the Gram matrix.

        A share says how the score would move if its place counted for more. The taps' maps are brought to
        the finest grid with their totals kept, and added.
        """
        slope = self._stored.ridge.weights[:, index] / self._stored.scaling.scale
        side = max(features.shape[0] for features in outputs)
        total = np.zeros((side, side))
        first_order = 0.0
        start = 0
        for features in outputs:
            matrix = gram(features)
            stop = start + len(matrix) * (len(matrix) + 1) // 2
            gradient = gram_gradient(matrix, slope[start:stop])
            # Row by row of the map: products this small stay in one thread, which is several times as fast.
            maps = features.astype(np.float64)
            shares = ((maps @ gradient) * maps).sum(axis=2) / maps[..., 0].size
            total += spread(shares, side)
            first_order += float((gradient * matrix).sum())
            start = stop
        return total.astype(np.float32), first_order


def gram_gradient(matrix: np.ndarray, slope: np.ndarray) -> np.ndarray:
    """Gradient of `slope` . block_feature(matrix) by a symmetric Gram matrix: float64 (c, c), symmetric."""
    where = upper_triangle(len(matrix))
    upper = matrix[where].astype(np.float64)
    magnitude = np.sqrt(np.abs(upper))
    rooted = np.sign(upper) * magnitude
    norm = max(float(np.linalg.norm(rooted)), 1e-12)
    unit = rooted / norm
    by_root = (slope - (slope @ unit) * unit) / norm
    by_entry = by_root / (2 * np.maximum(magnitude, _ROOT_FLOOR * magnitude.mean() + 1e-12))
    gradient = np.zeros(matrix.shape)
    gradient[where] = by_entry / 2
    return gradient + gradient.T


def spread(shares: np.ndarray, side: int) -> np.ndarray:
    """Bring a square map to a finer grid; each cell's value is divided among the cells it becomes."""
    factor = side // shares.shape[0]
    return np.kron(shares, np.full((factor, factor), 1 / factor**2))


class NetworkHead:
    """A fine-tuned network that puts out scores, its pooled features and its last maps."""

    def __init__(self, arrays: dict[str, np.ndarray], classes: int) -> None:
        self._stored = _Stored.of(arrays, classes)

    def read(self, outputs: Sequence[np.ndarray]) -> Reading:
        return self._stored.reading(outputs[0], outputs[1])

    def places(self, outputs: Sequence[np.ndarray], index: int) -> tuple[np.ndarray, float]:
        """Class activation: exact for pooling and one dense layer; sums to the score less its bias."""
        maps = outputs[2]
        shares = maps @ self._stored.ridge.weights[:, index] / (maps.shape[0] * maps.shape[1])
        first_order = float(outputs[0][index] - self._stored.ridge.bias[index])
        return shares.astype(np.float32), first_order
