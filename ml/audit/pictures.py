"""One picture at a time: its size, its sharpness, and the small copies that others are compared with."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from ml.audit.findings import Flaw
from ml.datasets import FINE, THUMB, grey_square
from ml.images import decode, inspect

TOO_SMALL = 96
"""Short side in pixels below which most of what a network of 224 pixels sees was made up between pixels."""

BLURRED = 0.06
"""Sharpness below which a picture counts as blurred (see docs/audit.md for how it was set)."""

_SIDE = 224


@dataclass(frozen=True)
class Measured:
    """What was measured of one picture: its real size, its sharpness, and a grey thumbnail uint8 (64, 64)."""

    width: int
    height: int
    sharpness: float
    thumb: np.ndarray


def measure(path: Path) -> Measured:
    """Decode a picture once and measure it; raises the errors of `ml.images`."""
    content = path.read_bytes()
    info = inspect(content)
    image = decode(content, at_least=_SIDE)
    return Measured(info.width, info.height, sharpness(image), grey_square(image, THUMB))


def measure_all(paths: Sequence[Path], on_item: Callable[[int, int], None]) -> list[Measured]:
    """Every picture, in order."""
    measured = []
    with ThreadPoolExecutor(max_workers=4) as pool:
        for index, one in enumerate(pool.map(measure, paths)):
            measured.append(one)
            on_item(index + 1, len(paths))
    return measured


def sharpness(image: np.ndarray) -> float:
    """Variance of the Laplacian over the variance of the grey picture, its long side at 224 pixels.

    At one size for all, so that pictures of any resolution compare; over the variance, so that a faded cloth
    is not called blurred. 0 for a flat picture.
    """
    picture = Image.fromarray(image).convert("L")
    factor = _SIDE / max(picture.size)
    size = (max(round(picture.width * factor), 3), max(round(picture.height * factor), 3))
    how = Image.Resampling.BOX if factor < 1 else Image.Resampling.BILINEAR
    grey = np.asarray(picture.resize(size, how), np.float32)
    middle = 4 * grey[1:-1, 1:-1]
    laplacian = middle - grey[:-2, 1:-1] - grey[2:, 1:-1] - grey[1:-1, :-2] - grey[1:-1, 2:]
    return float(laplacian.var() / max(float(grey.var()), 1.0))


def flaws_of(file: str, one: Measured) -> list[Flaw]:
    """What is wrong with a picture that can be read."""
    found = []
    if min(one.width, one.height) < TOO_SMALL:
        detail = f"{one.width} x {one.height} pixels; the short side should have {TOO_SMALL} or more."
        found.append(Flaw(file, "too_small", detail))
    if one.sharpness < BLURRED:
        detail = f"Sharpness {one.sharpness:.3f}; {BLURRED} or more is usual."
        found.append(Flaw(file, "blurred", detail))
    return found


def square_of(path: Path) -> np.ndarray:
    """uint8 (192, 192, 3), for comparing fine detail."""
    image = Image.fromarray(decode(path, at_least=FINE))
    return np.asarray(image.resize((FINE, FINE), Image.Resampling.BOX))
