"""Whether a map points at what matters: deletion and insertion curves (Petsiuk et al. 2018).

Places are taken away in the order of the map, or put back onto a blurred picture; a true map makes the
answer fall at once, or come at once.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter

GRID = 14
STEPS = 14
_BLUR = 18.7  # Of the picture's side: 12 px at 224. Strokes vanish, colours stay.

Scorer = Callable[[np.ndarray], float]


@dataclass(frozen=True)
class Curves:
    """Probability of the explained label after 0, 1/STEPS ... 1 of the places were changed: float64 (n,)."""

    deletion: np.ndarray
    insertion: np.ndarray

    @property
    def deletion_area(self) -> float:
        """0..1, lower is better."""
        return area(self.deletion)

    @property
    def insertion_area(self) -> float:
        """0..1, higher is better."""
        return area(self.insertion)


def curves(score: Scorer, pixels: np.ndarray, places: np.ndarray) -> Curves:
    """Both curves for uint8 (s, s, 3) and a map (h, w), by a function that scores a picture of that size."""
    blurred = blur(pixels)
    order = np.argsort(-to_grid(places).ravel(), kind="stable")
    deleted, inserted = [], []
    for count in np.linspace(0, GRID * GRID, STEPS + 1).astype(int):
        chosen = np.zeros(GRID * GRID, bool)
        chosen[order[:count]] = True
        mask = _enlarged(chosen.reshape(GRID, GRID), pixels.shape[0])[..., None]
        deleted.append(score(np.where(mask, blurred, pixels)))
        inserted.append(score(np.where(mask, pixels, blurred)))
    return Curves(np.array(deleted), np.array(inserted))


def area(curve: np.ndarray) -> float:
    """Under a curve whose steps are equal, on a base of 1."""
    return float((curve[1:] + curve[:-1]).mean() / 2)


def blur(pixels: np.ndarray) -> np.ndarray:
    """A picture without its strokes."""
    return np.asarray(Image.fromarray(pixels).filter(ImageFilter.GaussianBlur(pixels.shape[0] / _BLUR)))


def to_grid(places: np.ndarray) -> np.ndarray:
    """A map (h, w) of any size as float64 (GRID, GRID); totals are kept up to one factor."""
    image = Image.fromarray(np.ascontiguousarray(places, np.float32))
    return np.asarray(image.resize((GRID, GRID), Image.Resampling.BOX), np.float64)


def edge_strength(pixels: np.ndarray) -> np.ndarray:
    """How steep the lightness of uint8 (h, w, 3) is, float64 (h, w): an order that knows no model."""
    down, across = np.gradient(pixels.astype(np.float64).mean(axis=2))
    steepness: np.ndarray = np.hypot(down, across)
    return steepness


def _enlarged(chosen: np.ndarray, side: int) -> np.ndarray:
    rows = np.arange(side) * len(chosen) // side
    return chosen[np.ix_(rows, rows)]
