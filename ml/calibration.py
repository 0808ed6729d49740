"""How sure a model may say it is: probabilities from raw scores, by a temperature that keeps them honest."""

import numpy as np


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
