"""The drawn motifs differ in structure, not in hue or spacing, and the texture recipe tells them apart."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ml import drawings
from ml.datasets import Manifest
from ml.recipes import TrainConfig
from ml.training import train
from tests.support.pictures import real_data

TRAIN, TEST, SIZE = 14, 8, 128
TWICE_CHANCE = 2 / len(drawings.MOTIFS)


@pytest.fixture(scope="module")
def pictures() -> np.ndarray:
    """uint8 (motif, seed, SIZE, SIZE, 3) with full variation; the last TEST seeds are for judging."""
    return np.stack(
        [[drawings.render(slug, 900 + k, SIZE) for k in range(TRAIN + TEST)] for slug in drawings.MOTIFS]
    )


@pytest.mark.slow
def test_hue_does_not_give_a_motif_away(pictures: np.ndarray) -> None:
    assert _named_by(hue_histogram, pictures) < TWICE_CHANCE


@pytest.mark.slow
def test_spacing_does_not_give_a_motif_away(pictures: np.ndarray) -> None:
    assert _named_by(repeat_distance, pictures) < TWICE_CHANCE


@pytest.mark.slow
@pytest.mark.data
@pytest.mark.timeout(900)
def test_the_texture_recipe_names_unseen_drawings(tmp_path: Path) -> None:
    """In all their forms, at full variation, on ImageNet weights, from thirty drawings of each."""
    weights = sorted((real_data() / "weights").glob("*.h5"))
    drawings.write_collection(tmp_path / "set" / "train", 30, 256, seed=1)
    drawings.write_collection(tmp_path / "set" / "test", 10, 256, seed=2)
    config = TrainConfig(backbone_weights=weights[0])
    result = train(config, Manifest.from_folder(tmp_path / "set"), tmp_path / "bundle")
    assert result.report is not None
    assert result.report.n == 10 * len(drawings.MOTIFS)
    assert result.report.accuracy.value >= 0.95


def hue_histogram(picture: np.ndarray) -> np.ndarray:
    """24 shares of hue, each pixel weighed by how much colour it has."""
    values = np.asarray(Image.fromarray(picture).convert("HSV"), np.float64)
    hue, saturation, value = np.moveaxis(values, -1, 0)
    counts, _ = np.histogram(hue, bins=24, range=(0, 256), weights=saturation * value)
    return np.asarray(counts / (counts.sum() + 1e-9))


def repeat_distance(picture: np.ndarray) -> np.ndarray:
    """Log distance, in pixels, after which the drawing is most like itself again: its scale alone."""
    grey = np.asarray(Image.fromarray(picture).convert("L"), np.float64)
    light = Image.fromarray(grey.astype(np.float32)).resize((4, 4), Image.Resampling.BOX)
    window = np.outer(np.hanning(SIZE), np.hanning(SIZE))
    own = (grey - np.asarray(light.resize((SIZE, SIZE), Image.Resampling.BICUBIC))) * window
    overlap = np.maximum(_autocorrelation(window), 1e-3 * window.sum())
    likeness = _autocorrelation(own) / overlap
    distance = np.hypot(*np.meshgrid(*[np.arange(-SIZE, SIZE)] * 2))
    rings = np.bincount(distance.astype(int).ravel(), likeness.ravel()) / np.bincount(
        distance.astype(int).ravel()
    )
    # Nearer than this the drawing is only beside itself, not repeated.
    hill = int(np.argmax(rings < 0.05 * rings[0])) or 3
    # A repeat is a peak; along a stripe likeness only fades, and its highest place would be the hill's edge.
    shifts = [(dy, dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)]
    peak = likeness >= np.max([np.roll(likeness, shift, axis=(0, 1)) for shift in shifts], axis=0)
    likeness[~peak | (distance <= hill) | (distance > 0.45 * SIZE)] = -np.inf
    return np.log(distance.ravel()[[likeness.argmax()]])


def _autocorrelation(values: np.ndarray) -> np.ndarray:
    spectrum = np.abs(np.fft.fft2(values, (2 * SIZE, 2 * SIZE))) ** 2
    return np.fft.fftshift(np.fft.ifft2(spectrum).real)


def _named_by(feature: Callable[[np.ndarray], np.ndarray], pictures: np.ndarray) -> float:
    """Share of the judged pictures whose nearest mean of the learned ones is their own motif's."""
    seen = np.stack([[feature(picture) for picture in row] for row in pictures])
    means = seen[:, :TRAIN].mean(axis=1)
    judged = seen[:, TRAIN:]
    distances = ((judged[:, :, None] - means[None, None]) ** 2).sum(axis=-1)
    return float((distances.argmin(axis=2) == np.arange(len(means))[:, None]).mean())
