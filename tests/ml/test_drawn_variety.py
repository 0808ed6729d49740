"""Variety in a motif: at 0 its usual proportions, at 1 anything a real cloth of that name may be."""

import math
import re
from itertools import pairwise
from random import Random

import numpy as np
import pytest

from ml.drawings.batik.bodies import bent
from ml.drawings.batik.canvas import Canvas, Frame
from ml.drawings.batik.cloth import rasterise
from ml.drawings.batik.fruits import FILLINGS, Shape, shape_of
from ml.drawings.batik.motifs import document, motif_of, named_palette
from ml.drawings.batik.motifs_clouds import bands_of
from ml.drawings.batik.palettes import channels

SLUGS = ("kawung", "megamendung", "ceplok", "truntum", "nitik")
SEEDS = range(12)


def drawing(slug: str, seed: int, variety: float, size: int = 96) -> np.ndarray:
    """Brightness 0..1 of a cloth in its own palette, straight on."""
    svg = document(slug, seed, named_palette(motif_of(slug).palettes[0]), Frame(), size, variety)
    return np.asarray(rasterise(svg, size).mean(axis=2) / 255.0)


def canvas(seed: int, variety: float) -> Canvas:
    return Canvas(Random(seed), named_palette("cirebon"), Frame(), "t", variety)


@pytest.mark.slow
@pytest.mark.parametrize("slug", SLUGS)
def test_brightness_differs_more_between_cloths_with_variety(slug: str) -> None:
    usual, varied = (np.std([drawing(slug, k, v).mean() for k in SEEDS]) for v in (0.0, 1.0))
    assert varied > 1.5 * usual + 0.01


@pytest.mark.slow
@pytest.mark.parametrize("slug", SLUGS)
def test_no_cloth_is_empty_or_broken_at_full_variety(slug: str) -> None:
    for seed in range(24):
        svg = document(slug, seed, named_palette("indigo"), Frame(), 96, 1.0)
        assert not re.search(r"NaN|nan|inf", svg)
        assert len(svg.encode()) < 400_000
        grey = rasterise(svg, 96).mean(axis=2)
        assert grey.std() > 8, f"{slug} {seed} is one flat colour"
        assert len(np.unique(grey.round())) > 12


@pytest.mark.slow
def test_the_usual_kawung_repeats_at_its_usual_distance() -> None:
    """The grid's diagonal, 152 * sqrt(2) * 1.12 of 1000, is 130 pixels of 540."""
    step = round(152 * math.sqrt(2) * 1.12 * 0.54)
    usual, varied = ([_likeness(drawing("kawung", k, v, 540), step) for k in SEEDS] for v in (0.0, 1.0))
    assert min(usual) > 0.75
    assert np.median(varied) < 0.5


def _likeness(picture: np.ndarray, shift: int) -> float:
    """Correlation of a picture with itself moved aside."""
    return float(np.corrcoef(picture[:, shift:].ravel(), picture[:, :-shift].ravel())[0, 1])


def test_usual_fruits_touch_and_varied_ones_may_lie_apart() -> None:
    usual = {shape_of(canvas(k, 0.0), 100.0, 0.0) for k in SEEDS}
    assert len(usual) == 1
    assert usual.pop().reach == pytest.approx(49.7)
    varied = [shape_of(canvas(k, 1.0), 100.0, 0.0) for k in range(60)]
    slenderness = [shape.b / shape.a for shape in varied]
    assert min(slenderness) < 0.42
    assert max(slenderness) > 0.88
    assert min(shape.reach for shape in varied) < 38
    assert {shape.cut for shape in varied} == {True, False}


def test_what_is_drawn_in_a_fruit_stays_in_it() -> None:
    c = canvas(3, 1.0)
    for shape in (Shape(50.0, 20.0, 1.4, False), Shape(50.0, 44.0, 0.8, False), Shape(50.0, 30.0, 1.0, True)):
        for draw in FILLINGS:
            starts = _starts(draw(c, shape, "#000000"))
            assert starts
            for x, y in starts:
                assert abs(x) <= 50.5
                assert abs(y) <= shape.half(x) + 2.0


def _starts(markup: str) -> list[tuple[float, float]]:
    """Where each stroke or dot of the markup begins."""
    return [(float(x), float(y)) for x, y in re.findall(r"M(-?[\d.]+) (-?[\d.]+)", markup)]


@pytest.mark.parametrize("cut", [False, True])
def test_the_half_width_of_a_fruit_closes_at_its_ends(cut: bool) -> None:
    shape = Shape(50.0, 30.0, 1.2, cut)
    assert shape.half(0.0) == pytest.approx(30.0)
    assert shape.half(50.0) == shape.half(-50.0) == shape.half(70.0) == 0.0
    assert shape.half(20.0) >= shape.half(30.0) > shape.half(45.0)


def test_contours_of_a_cloud_lie_one_within_another_until_none_is_left() -> None:
    def thick(t: float) -> float:
        return 20 * math.sin(math.pi * t)

    body = bent((0.0, 0.0), 200.0, lambda t: 0.0, thick, thick, 16)
    spans = [_span(body.contour(depth)) for depth in (0.0, 5.0, 10.0, 15.0)]
    for (outer_x, outer_y), (inner_x, inner_y) in pairwise(spans):
        assert inner_x < outer_x - 5
        assert inner_y == pytest.approx(outer_y - 10, abs=1)
    assert body.contour(20.0) == body.contour(30.0) == ""


def _span(data: str) -> tuple[float, float]:
    """How wide and how high the points of path data lie."""
    numbers = [float(value) for value in re.findall(r"-?\d+(?:\.\d+)?", data)]
    xs, ys = numbers[0::2], numbers[1::2]
    return max(xs) - min(xs), max(ys) - min(ys)


def test_clouds_are_dipped_two_to_many_times() -> None:
    """A light rim, then one dye after another, each deeper within."""
    usual = bands_of(canvas(1, 0.0), 4.0, 27.0)
    assert len(usual) == 6
    lights = [sum(channels(dye)) for dye, _ in usual]
    assert lights == sorted(lights, reverse=True)
    counts = set()
    for seed in range(80):
        bands = bands_of(canvas(seed, 1.0), 4.0, 27.0)
        depths = [depth for _, depth in bands]
        assert depths[0] == 0.0
        assert depths == sorted(depths)
        counts.add(len(bands))
    assert min(counts) == 2
    assert max(counts) >= 9
