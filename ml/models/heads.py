"""What turns a network's outputs into scores, an embedding and a map of evidence, for each kind of recipe."""

import math
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import Protocol, Self

import numpy as np

from ml.answers import Projection, distance_to_nearest
from ml.errors import BundleIncompatible
from ml.texture import Ridge, Scaling, texture_feature
from ml.texture.gram import FLOOR, block_feature, counts, gram, similarity_feature, spectrum, upper_triangle

ARRAYS = ("mean", "scale", "weights", "bias", "axes", "references")


@dataclass(frozen=True)
class Reading:
    """Raw scores float32 (k,), an embedding float32 (m,) of norm 1, and how far the nearest reference is."""

    scores: np.ndarray
    embedding: np.ndarray
    distance: float


class Head(Protocol):
    """The part of a model that follows its LiteRT file."""

    def read(self, outputs: Sequence[np.ndarray]) -> Reading:
        """Scores, embedding and distance of one image."""

    @property
    def ridge(self) -> Ridge:
        """The last layer."""

    def with_ridge(self, ridge: Ridge) -> Self:
        """The same with another last layer."""

    def feature(self, outputs: Sequence[np.ndarray]) -> np.ndarray:
        """What the last layer sees: float32 (d,)."""

    def places(self, outputs: Sequence[np.ndarray], index: int) -> tuple[np.ndarray, float]:
        """Evidence for class `index` per place, float64 (h, w), and the score less its bias: their sum."""


def arrays_of(
    scaling: Scaling, ridge: Ridge, projection: Projection, references: np.ndarray
) -> dict[str, np.ndarray]:
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
    neighbours: int
    """References that a distance is measured to."""

    @classmethod
    def of(cls, arrays: dict[str, np.ndarray], classes: int, neighbours: int) -> "_Stored":
        """Check that the arrays fit each other; raises BundleIncompatible."""
        width = arrays["mean"].size
        axes, references = arrays["axes"], arrays["references"]
        fits = (
            arrays["mean"].ndim == 1
            and axes.ndim == references.ndim == 2
            and len(references) > 0
            and arrays["scale"].shape == (width,)
            and arrays["weights"].shape == (width, classes)
            and arrays["bias"].shape == (classes,)
            and axes.shape[0] == width
            and references.shape[1] == axes.shape[1]
        )
        if not fits:
            shapes = {name: array.shape for name, array in arrays.items()}
            raise BundleIncompatible(f"The arrays of the head do not fit {classes} classes: {shapes}.")
        for name, array in arrays.items():
            # A feature that is the same in every picture has an infinite scale: it says nothing.
            if np.isnan(array).any() if name == "scale" else not np.isfinite(array).all():
                raise BundleIncompatible(f"The head's {name} holds what is no finite number.")
        return cls(
            Scaling(arrays["mean"], arrays["scale"]),
            Ridge(arrays["weights"], arrays["bias"]),
            # Axis by axis in memory, one picture is projected in half the time.
            Projection(np.asfortranarray(arrays["axes"], np.float32)),
            arrays["references"].astype(np.float32),
            neighbours,
        )

    def reading(self, scores: np.ndarray, feature: np.ndarray) -> Reading:
        embedding, kept = self.projection.apply(feature)
        strange = distance_to_nearest(embedding[None], kept[None], self.references, self.neighbours)
        return Reading(scores, embedding, float(strange[0]))


class TextureHead:
    """Gram features of the tapped maps and a linear layer."""

    def __init__(self, arrays: dict[str, np.ndarray], classes: int, neighbours: int) -> None:
        self._stored = _Stored.of(arrays, classes, neighbours)

    @property
    def ridge(self) -> Ridge:
        """The last layer."""
        return self._stored.ridge

    def with_ridge(self, ridge: Ridge) -> Self:
        """The same with another last layer."""
        other = copy(self)
        other._stored = replace(self._stored, ridge=ridge)
        return other

    def feature(self, outputs: Sequence[np.ndarray]) -> np.ndarray:
        """What the last layer sees: float32 (d,)."""
        return self._stored.scaling.apply(texture_feature(outputs))

    def read(self, outputs: Sequence[np.ndarray]) -> Reading:
        matrices = [gram(features) for features in outputs]
        feature = np.concatenate([block_feature(matrix) for matrix in matrices])
        scores = self._stored.ridge.scores(self._stored.scaling.apply(feature))
        return self._stored.reading(scores, similarity_feature(matrices))

    def places(self, outputs: Sequence[np.ndarray], index: int) -> tuple[np.ndarray, float]:
        """The share of each place in the score: f' A f, where A is the score per unit of each Gram entry.

        A block's feature is its Gram matrix's root over a norm; with the norm held, the root's own derivative
        gives a sum over places that is the score, exactly. The average training picture counts as nothing:
        its score is taken off evenly. The taps' maps are brought to the finest grid with their totals kept,
        and added.
        """
        slope = self._stored.ridge.weights[:, index].astype(np.float64) / self._stored.scaling.scale
        usual = slope * self._stored.scaling.mean
        side = math.lcm(*(features.shape[0] for features in outputs))
        total = np.zeros((side, side))
        first_order = 0.0
        start = 0
        for features in outputs:
            stop = start + features.shape[2] * (features.shape[2] + 1) // 2
            shares, whole = block_places(features, slope[start:stop])
            constant = float(usual[start:stop].sum())
            total += spread(shares - constant / shares.size, side)
            first_order += whole - constant
            start = stop
        return total, first_order


def block_places(features: np.ndarray, slope: np.ndarray) -> tuple[np.ndarray, float]:
    """Shares float64 (h, w) of a map's places in `slope` . block_feature(gram(map)), and that whole.

    The root's derivative solves a Lyapunov equation, in closed form on the matrix's own axes; a root being
    of degree 1/2, twice the derivative times the matrix is the root again, place by place.
    """
    # Row by row of the map: products this small stay in one thread, which is several times as fast.
    maps = features.astype(np.float64)
    places, channels = maps[..., 0].size, maps.shape[-1]
    flat = maps.reshape(places, channels)
    values, axes = spectrum(flat.T @ flat / places)
    roots = np.sqrt(values)
    norm = max(float(np.sqrt(values.sum())), 1e-12)
    wanted = np.zeros((channels, channels))
    wanted[upper_triangle(channels)] = slope * counts(channels) / (2 * norm)
    along = axes.T @ (wanted + wanted.T) @ axes
    whole = float(along.diagonal() @ roots)
    weights = 2 * axes @ (along / np.maximum(roots[:, None] + roots, 1e-12)) @ axes.T
    weights += np.eye(channels) * (FLOOR / channels * np.trace(weights))
    shares = ((maps @ weights) * maps).sum(axis=2) / places
    return shares + (whole - shares.sum()) / places, whole


def spread(shares: np.ndarray, side: int) -> np.ndarray:
    """Bring a square map to a finer grid; each cell's value is divided among the cells it becomes."""
    factor = side // shares.shape[0]
    return np.kron(shares, np.full((factor, factor), 1 / factor**2))


class NetworkHead:
    """A fine-tuned network that puts out scores, its pooled features and its last maps."""

    def __init__(self, arrays: dict[str, np.ndarray], classes: int, neighbours: int) -> None:
        self._stored = _Stored.of(arrays, classes, neighbours)

    @property
    def ridge(self) -> Ridge:
        """The last layer."""
        return self._stored.ridge

    def with_ridge(self, ridge: Ridge) -> Self:
        """The same with another last layer."""
        other = copy(self)
        other._stored = replace(self._stored, ridge=ridge)
        return other

    def feature(self, outputs: Sequence[np.ndarray]) -> np.ndarray:
        """What the last layer sees: float32 (d,)."""
        return outputs[1]

    def read(self, outputs: Sequence[np.ndarray]) -> Reading:
        return self._stored.reading(outputs[0], outputs[1])

    def places(self, outputs: Sequence[np.ndarray], index: int) -> tuple[np.ndarray, float]:
        """Class activation: with pooling and one dense layer it sums to the score less its bias, with a
        hidden layer to what is linear in the places.
        """
        maps = outputs[2].astype(np.float64)
        shares = maps @ self._stored.ridge.weights[:, index] / (maps.shape[0] * maps.shape[1])
        return shares, float(shares.sum())
