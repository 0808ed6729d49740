"""The texture recipe's arithmetic: Gram features of tapped maps, a closed-form head, and its calibration."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

LAMBDAS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
_TINY = 1e-12
_ROWS_FOR_AXES = 2000


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
    def fit(cls, features: np.ndarray) -> "Scaling":
        """Statistics of float32 (n, d); columns that never vary count for nothing."""
        mean = features.mean(axis=0)
        deviation = features.std(axis=0)
        alive = deviation > 1e-7
        factor = np.sqrt(max(int(alive.sum()), 1))
        scale = np.where(alive, deviation * factor, np.inf)
        return cls(mean.astype(np.float32), scale.astype(np.float32))

    def apply(self, features: np.ndarray) -> np.ndarray:
        """float32 (..., d) to float32 (..., d)."""
        return ((features - self.mean) / self.scale).astype(np.float32)


@dataclass(frozen=True)
class Ridge:
    """A linear head: scores = x @ weights + bias."""

    weights: np.ndarray
    bias: np.ndarray

    def scores(self, x: np.ndarray) -> np.ndarray:
        """float32 (..., d) to float32 (..., k)."""
        return (x @ self.weights + self.bias).astype(np.float32)


def signed_targets(labels: np.ndarray, classes: int) -> np.ndarray:
    """Class indices (n,) to +1 for the class, -1 for the others: float64 (n, classes)."""
    targets = -np.ones((len(labels), classes))
    targets[np.arange(len(labels)), labels] = 1.0
    return targets


def ridge_path(x: np.ndarray, targets: np.ndarray, penalties: Sequence[float]) -> list[Ridge]:
    """Ridge heads for several penalties; solved in the dual while there are fewer rows than columns."""
    bias = targets.mean(axis=0)
    centred = targets - bias
    dual = x.shape[0] <= x.shape[1]
    kernel = (x @ x.T if dual else x.T @ x).astype(np.float64)
    right = centred if dual else x.T.astype(np.float64) @ centred
    heads = []
    for penalty in penalties:
        solved = np.linalg.solve(kernel + penalty * np.eye(len(kernel)), right)
        weights = x.T.astype(np.float64) @ solved if dual else solved
        heads.append(Ridge(weights.astype(np.float32), bias.astype(np.float32)))
    return heads


def softmax(scores: np.ndarray, temperature: float) -> np.ndarray:
    """Probabilities over the last axis, float64."""
    scaled = np.asarray(scores, np.float64) / temperature
    raised = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    return raised / raised.sum(axis=-1, keepdims=True)


def log_loss(scores: np.ndarray, labels: np.ndarray, temperature: float) -> float:
    """Mean negative log probability of the true labels."""
    probabilities = softmax(scores, temperature)[np.arange(len(labels)), labels]
    return float(-np.log(np.maximum(probabilities, 1e-300)).mean())


def fit_temperature(scores: np.ndarray, labels: np.ndarray) -> float:
    """The temperature, 0.01..10, with the least log loss (golden section on its logarithm)."""
    low, high = np.log(0.01), np.log(10.0)
    ratio = (np.sqrt(5) - 1) / 2
    for _ in range(48):
        left, right = high - ratio * (high - low), low + ratio * (high - low)
        if log_loss(scores, labels, float(np.exp(left))) <= log_loss(scores, labels, float(np.exp(right))):
            high = right
        else:
            low = left
    return float(np.exp((low + high) / 2))


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


@dataclass(frozen=True)
class Held:
    """What heads said of rows they had not seen: scores (n, k) per penalty, and novelty (n,)."""

    scores: dict[float, np.ndarray]
    novelty: np.ndarray


def held_out(
    features: np.ndarray,
    labels: np.ndarray,
    folds: np.ndarray,
    classes: int,
    dimensions: int,
    penalties: Sequence[float] = LAMBDAS,
    on_fold: Callable[[int, int], None] = lambda done, total: None,
) -> Held:
    """Fit everything (scaling, projection, head) without each fold and apply it to that fold."""
    scores = {penalty: np.zeros((len(labels), classes), np.float32) for penalty in penalties}
    strange = np.zeros(len(labels))
    numbers = np.unique(folds)
    for done, fold in enumerate(numbers):
        on_fold(done, len(numbers))
        inside, outside = folds != fold, folds == fold
        scaling = Scaling.fit(features[inside])
        x, unseen = scaling.apply(features[inside]), scaling.apply(features[outside])
        projection = Projection.fit(features[inside], dimensions)
        known, _ = projection.apply(features[inside])
        strange[outside] = novelty(*projection.apply(features[outside]), known)
        heads = ridge_path(x, signed_targets(labels[inside], classes), penalties)
        for penalty, head in zip(penalties, heads, strict=True):
            scores[penalty][outside] = head.scores(unseen)
    on_fold(len(numbers), len(numbers))
    return Held(scores, strange)


def choose_penalty(held: Held, labels: np.ndarray) -> tuple[float, float]:
    """The penalty and temperature with the least held-out log loss."""
    best = None
    for penalty, scores in held.scores.items():
        temperature = fit_temperature(scores, labels)
        loss = log_loss(scores, labels, temperature)
        if best is None or loss < best[0]:
            best = (loss, penalty, temperature)
    assert best is not None
    return best[1], best[2]
