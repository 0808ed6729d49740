"""The texture recipe's arithmetic: Gram features of tapped maps and a closed-form head."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ml.calibration import fit_temperature, log_loss
from ml.novelty import Projection, novelty

LAMBDAS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
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
