"""Two pictures that every model is asked about when it is loaded, and what an answer has to be."""

import numpy as np

from ml.errors import BundleIncompatible
from ml.models.heads import Reading
from ml.records import Explanation, Prediction

TROUBLE = (
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What numbers that do not fit each other end in."""


def probe_pictures(size: int) -> list[np.ndarray]:
    """One without anything on it, and one with edges and colours of all brightness: uint8 (size, size, 3)."""
    across, down = np.meshgrid(np.linspace(0, 255, size), np.linspace(255, 0, size))
    woven = np.where((across // 16 + down // 16) % 2, across, 255 - down)
    return [
        np.full((size, size, 3), 127, np.uint8),
        np.stack([across, down, woven], axis=-1).astype(np.uint8),
    ]


def require_numbers(probabilities: np.ndarray, novelty: float) -> None:
    """Raises BundleIncompatible for an answer that holds anything but numbers."""
    if not (np.isfinite(probabilities).all() and np.isfinite(novelty)):
        raise BundleIncompatible("The model's answer to this picture is no number. Train it again.")


def require_answer(
    labels: tuple[str, ...], reading: Reading, prediction: Prediction, explanations: tuple[Explanation, ...]
) -> None:
    """Raises BundleIncompatible naming what a model's answer to a probe picture lacks."""
    if reading.scores.shape != (len(labels),):
        raise BundleIncompatible(
            f"The model puts out scores of shape {reading.scores.shape} and knows {len(labels)} labels."
        )
    shares = [ranked.probability for ranked in prediction.top]
    if not np.isfinite(reading.embedding).all() or len(shares) != min(5, len(labels)):
        raise BundleIncompatible("The model's answer to a probe picture is not whole.")
    total = sum(shares)
    if not (0 < total <= 1 + 1e-6 and (len(labels) > len(shares) or abs(total - 1) < 1e-6)):
        raise BundleIncompatible(f"The model's probabilities come to {total:.6g}, which has to be 1.")
    for one in explanations:
        if one.places.ndim != 2 or not np.isfinite(one.places).all():
            raise BundleIncompatible("The model's explanation of a probe picture is no map of numbers.")
