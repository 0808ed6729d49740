"""How sure a model may say it is: a temperature for honest probabilities, and sets that keep a promise."""

from dataclasses import dataclass

import numpy as np

PROMISE = 0.9
"""Share of pictures whose prediction set holds the truth."""

_HALVINGS = 32  # Steps of a golden section: a temperature to seven digits.


def softmax(scores: np.ndarray, temperature: float) -> np.ndarray:
    """Probabilities over the last axis, float64."""
    scaled = np.asarray(scores, np.float64) / temperature
    raised = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    probabilities: np.ndarray = raised / raised.sum(axis=-1, keepdims=True)
    return probabilities


def log_losses(scores: np.ndarray, labels: np.ndarray, temperature: float) -> np.ndarray:
    """Negative log probabilities of the true labels: float64 (n,)."""
    probabilities = softmax(scores, temperature)[np.arange(len(labels)), labels]
    losses: np.ndarray = -np.log(np.maximum(probabilities, 1e-300))
    return losses


def log_loss(scores: np.ndarray, labels: np.ndarray, temperature: float) -> float:
    """Mean negative log probability of the true labels."""
    return float(log_losses(scores, labels, temperature).mean())


def fit_temperature(scores: np.ndarray, labels: np.ndarray) -> float:
    """The temperature, 0.01..10, with the least log loss (golden section on its logarithm)."""
    low, high = np.log(0.01), np.log(10.0)
    ratio = (np.sqrt(5) - 1) / 2

    def tried(at: float) -> tuple[float, float]:
        return at, log_loss(scores, labels, float(np.exp(at)))

    left, right = tried(high - ratio * (high - low)), tried(low + ratio * (high - low))
    for _ in range(_HALVINGS):
        if left[1] <= right[1]:
            high, right = right[0], left
            left = tried(high - ratio * (high - low))
        else:
            low, left = left[0], right
            right = tried(low + ratio * (high - low))
    return float(np.exp((low + high) / 2))


def crossfitted(scores: np.ndarray, labels: np.ndarray, parts: np.ndarray) -> np.ndarray:
    """Probabilities of each part of held-out scores by the temperature of the other parts: float64 (n, k).

    What is counted on them flatters nobody: no answer had a say in its own temperature.
    """
    probabilities = np.zeros(scores.shape)
    for part in np.unique(parts):
        inside = parts == part
        others = ~inside if not inside.all() else inside
        temperature = fit_temperature(scores[others], labels[others])
        probabilities[inside] = softmax(scores[inside], temperature)
    return probabilities


@dataclass(frozen=True)
class Conformal:
    """Prediction sets that hold the truth as often as promised: the labels with probability `least` or more.

    The score is 1 - probability (Sadinle, Lei and Wasserman 2019), which gives the smallest sets on average;
    `n` held-out answers set the bar. A set may be empty: no label is likely enough.
    """

    promise: float
    least: float
    n: int

    @classmethod
    def fit(cls, probabilities: np.ndarray, labels: np.ndarray, promise: float = PROMISE) -> "Conformal":
        """From held-out probabilities (n, k) and true labels (n,); with very few, every set holds all."""
        own = np.sort(probabilities[np.arange(len(labels)), labels])[::-1]
        rank = int(np.ceil((len(own) + 1) * promise))
        return cls(promise, float(own[rank - 1]) if rank <= len(own) else 0.0, len(own))

    def members(self, probabilities: np.ndarray) -> np.ndarray:
        """Which labels are in the set: bool, of the shape of the probabilities (..., k)."""
        return probabilities >= self.least
