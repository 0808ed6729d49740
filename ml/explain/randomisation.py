"""Does a map depend on what the model learned? The parameter randomisation check of Adebayo et al. (2018).

Maps of the trained model are compared with maps of models that know nothing. A map that stays alike draws the
picture, not the reason, and is not shown.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from ml.explain.similarity import spearman, ssim
from ml.models import Head

LIMIT = 0.5
"""Mean absolute rank correlation and mean structural similarity both have to stay below it."""

EXPLAINED = 8
"""Training pictures whose maps are compared."""

LEARNED_FROM = 48
"""Training pictures that the model with shuffled labels learns from."""

DRAWS = 3
"""Models that know nothing, of each kind."""

Outputs = Sequence[np.ndarray]
Maps = Callable[[Outputs, int], np.ndarray]


def check_head(head: Head, outputs: Sequence[Outputs], truth: np.ndarray, penalty: float) -> dict[str, Any]:
    """The check of a head's closed map, by numpy alone.

    `outputs` are the network's for training pictures, `truth` int (n,) their classes. Returns `verdict`'s.
    """
    explained = outputs[:EXPLAINED]
    best = [int(head.read(one).scores.argmax()) for one in explained]
    trained = [head.places(one, index)[0] for one, index in zip(explained, best, strict=True)]
    features = np.stack([head.feature(one) for one in outputs])
    found: dict[str, list[list[float]]] = {}
    for draw in range(DRAWS):
        for name, places in _ignorant(head, features, truth, penalty, draw).items():
            maps = (places(one, index) for one, index in zip(explained, best, strict=True))
            found.setdefault(name, []).append([similarity(*pair) for pair in zip(trained, maps, strict=True)])
    return verdict(found)


def _ignorant(
    head: Head, features: np.ndarray, truth: np.ndarray, penalty: float, seed: int
) -> dict[str, Maps]:
    """Three models that know nothing of these classes, by what was taken from them."""
    random = np.random.default_rng(seed)
    weights = head.ridge.weights
    drawn = random.normal(size=weights.shape) * weights.std(axis=0)
    redrawn = head.with_ridge(replace(head.ridge, weights=drawn.astype(np.float32)))
    learned = _ridge_weights(features, random.permutation(truth), weights.shape[1], penalty)
    misled = head.with_ridge(replace(head.ridge, weights=learned))
    return {
        "random last layer": lambda one, index: redrawn.places(one, index)[0],
        "shuffled labels": lambda one, index: misled.places(one, index)[0],
        "random channels": lambda one, index: head.places(mixed(one, seed), index)[0],
    }


def _ridge_weights(features: np.ndarray, labels: np.ndarray, classes: int, penalty: float) -> np.ndarray:
    """Weights float32 (d, classes) learned from few rows (n, d), in the dual."""
    targets = np.where(labels[:, None] == np.arange(classes), 1.0, -1.0)
    rows = features.astype(np.float64)
    solved = np.linalg.solve(rows @ rows.T + penalty * np.eye(len(rows)), targets - targets.mean(axis=0))
    return (rows.T @ solved).astype(np.float32)


def mixed(outputs: Outputs, seed: int) -> list[np.ndarray]:
    """Each map's channels turned at random: what a network whose last projection is random would put out."""
    rotations = iter(_rotations(seed, tuple(one.shape[2] for one in outputs if one.ndim == 3)))
    return [one @ next(rotations) if one.ndim == 3 else one for one in outputs]


@lru_cache(maxsize=1)
def _rotations(seed: int, channels: tuple[int, ...]) -> list[np.ndarray]:
    """A random turn of so many channels each; kept, for picture after picture is turned alike."""
    random = np.random.default_rng(seed)
    return [np.linalg.qr(random.normal(size=(count, count)))[0].astype(np.float32) for count in channels]


def similarity(a: np.ndarray, b: np.ndarray) -> float:
    """The larger of absolute rank correlation and structural similarity as shown, 0..1."""
    return max(abs(spearman(a, b)), ssim(a, b), 0.0)


def verdict(found: Mapping[str, Sequence[Sequence[float]]]) -> dict[str, Any]:
    """Similarities per kind of model (draws x pictures), for JSON: means with intervals, and `passed`."""
    against = {}
    for name, rows in found.items():
        by_picture = np.asarray(rows, np.float64).mean(axis=0)
        half = 1.96 * float(by_picture.std(ddof=1)) / len(by_picture) ** 0.5 if len(by_picture) > 1 else 1.0
        mean = float(by_picture.mean())
        against[name] = {
            "similarity": mean,
            "low": max(mean - half, 0.0),
            "high": min(mean + half, 1.0),
            "n": len(by_picture),
        }
    passed = all(one["similarity"] < LIMIT for one in against.values())
    return {"passed": passed, "limit": LIMIT, "against": against}
