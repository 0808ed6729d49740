"""Deletion and insertion curves, on a scorer whose reasons are known."""

import numpy as np
import pytest

from ml.explain import GRID, STEPS, curves, edge_strength
from ml.explain.faithfulness import area, blur, to_grid

SIDE = 4 * GRID


@pytest.fixture
def picture() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (SIDE, SIDE, 3), dtype=np.uint8)


@pytest.fixture
def worth() -> np.ndarray:
    """What each place adds to the score; all places together 1."""
    shares = np.random.default_rng(1).exponential(size=(GRID, GRID)) ** 2
    return shares / shares.sum()


def scorer(picture: np.ndarray, worth: np.ndarray):
    """The worth of all places that are as they were."""

    def score(pixels: np.ndarray) -> float:
        same = (pixels == picture).all(axis=2).reshape(GRID, 4, GRID, 4).all(axis=(1, 3))
        return float(worth[same].sum())

    return score


def test_the_true_order_beats_all_others(picture: np.ndarray, worth: np.ndarray) -> None:
    score = scorer(picture, worth)
    true = curves(score, picture, worth)
    assert true.deletion.shape == true.insertion.shape == (STEPS + 1,)
    assert (true.deletion[0], true.insertion[-1]) == (pytest.approx(1), pytest.approx(1))
    assert (true.deletion[-1], true.insertion[0]) == (0, 0)
    assert np.all(np.diff(true.deletion) <= 0) and np.all(np.diff(true.insertion) >= 0)
    for seed in range(5):
        other = curves(score, picture, np.random.default_rng(seed + 9).random((GRID, GRID)))
        assert true.deletion_area < other.deletion_area
        assert true.insertion_area > other.insertion_area
    worst = curves(score, picture, -worth)
    assert worst.deletion_area > 0.7 > 0.3 > true.deletion_area


def test_an_order_that_knows_nothing_gets_half(picture: np.ndarray) -> None:
    even = np.full((GRID, GRID), 1 / GRID**2)
    found = curves(scorer(picture, even), picture, np.random.default_rng(3).random((GRID, GRID)))
    assert found.deletion_area == pytest.approx(0.5, abs=1e-9)
    assert found.insertion_area == pytest.approx(0.5, abs=1e-9)


def test_areas_are_of_the_trapezoid() -> None:
    assert area(np.array([1.0, 1.0, 1.0])) == 1
    assert area(np.array([1.0, 0.0])) == 0.5
    assert area(np.array([0.0, 1.0, 0.0])) == 0.5


def test_maps_of_any_size_are_brought_to_the_grid(worth: np.ndarray) -> None:
    fine = np.kron(worth, np.ones((2, 2)))
    np.testing.assert_allclose(to_grid(fine), worth, rtol=1e-5)
    assert np.array_equal(np.argsort(to_grid(worth).ravel()), np.argsort(worth.astype(np.float32).ravel()))


def test_blur_takes_strokes_and_leaves_colours(picture: np.ndarray) -> None:
    soft = blur(picture)
    assert soft.shape == picture.shape and soft.std() < picture.std() / 4
    assert soft.mean() == pytest.approx(picture.mean(), abs=3)
    step = np.zeros((8, 8, 3), np.uint8)
    step[:, 4:] = 200
    edges = edge_strength(step)
    assert edges[:, 3:5].min() > 0 and edges[:, :3].max() == edges[:, 5:].max() == 0
