"""Parang as real cloths have it: bold blades packed side by side, knobs that touch nothing, many forms."""

import math
from collections import Counter
from random import Random

import numpy as np
import pytest

from ml.drawings import draw_svg, render
from ml.drawings.batik.blades import Chain, chosen_chain, chosen_dress
from ml.drawings.batik.canvas import Canvas, Frame
from ml.drawings.batik.cloth import rasterise
from ml.drawings.batik.motifs import named_palette
from ml.drawings.batik.motifs_band import lereng
from ml.drawings.batik.motifs_parang import parang_rusak
from ml.drawings.batik.strips import EDGES, FIGURES, Edge, Figure, Inks, Place, stretch

SEEDS = range(120)
STEPS = [k / 50 for k in range(51)]


def canvas(seed: int, variety: float) -> Canvas:
    return Canvas(Random(seed), named_palette("sogan-yogya"), Frame(), "x", variety)


def chains(variety: float) -> list[Chain]:
    return [chosen_chain(canvas(seed, variety)) for seed in SEEDS]


def test_the_usual_parang_has_the_same_proportions_whatever_the_seed() -> None:
    assert len(set(chains(0.0))) == 1
    assert len({chosen_dress(canvas(seed, 0.0)) for seed in SEEDS}) == 1


def test_blades_are_thick_and_never_overlap() -> None:
    for chain in chains(1.0):
        shift = chain.rise / chain.length
        for kind in (0, 1):
            for t in STEPS:
                left, right = chain.spread(kind, t)
                assert right - left > 0.3 * chain.width, f"{chain} is too thin at {t}"
                if t + shift <= 1:
                    gap = chain.spread(1 - kind, t + shift)[0] + chain.width - right
                    assert gap == pytest.approx(chain.gap * chain.width)


def test_knobs_touch_no_blade() -> None:
    for chain in chains(1.0):
        for kind in (0, 1):
            own, other = chain.outline(kind), chain.outline(1 - kind)
            for at, side in zip(chain.ends(kind), (-1, 1), strict=False):
                beside = [(x + side * chain.width, y - side * chain.rise) for x, y in other]
                for outline in (own, beside):
                    near = min(math.dist(at, point) for point in outline)
                    assert near > chain.knob * 0.95, f"a knob of {chain} lies on a blade"


def test_light_fills_most_of_a_usual_cloth() -> None:
    picture = rasterise(draw_svg("parang-rusak", 3, palette="hitam-putih", plain=True), 200)
    light = float((picture.mean(axis=2) > 150).mean())
    assert 0.45 < light < 0.75


def test_cloths_differ_in_structure() -> None:
    structures: Counter[tuple[int, tuple[int, ...]]] = Counter()
    for seed in range(60):
        c = canvas(seed, 1.0)
        parang_rusak(c)
        shapes = [markup.count("<path") for markup in c.defs]
        structures[(len(c.defs), tuple(shapes))] += 1
    assert len(structures) >= 40
    usual = set()
    for seed in range(8):
        c = canvas(seed, 0.0)
        parang_rusak(c)
        usual.add((len(c.defs), len(c.body), tuple(markup.count("<path") for markup in c.defs)))
    assert len(usual) == 1


@pytest.mark.slow
@pytest.mark.parametrize("slug", ["parang-rusak", "lereng"])
def test_no_cloth_is_empty(slug: str) -> None:
    for seed in range(12):
        assert render(slug, seed, 96).std() > 6, f"{slug} {seed} shows nothing"


def test_rows_of_lereng_leave_no_ground_between() -> None:
    for seed in range(6):
        c = canvas(seed, 1.0)
        lereng(c)
        assert "".join(c.body).count("<use") > 20
        c.body[0] = c.body[0].replace(c.palette.ground, "#00ff00")
        picture = rasterise(c.svg(256), 256).astype(int)
        green = (picture[..., 1] - picture[..., 0] > 150) & (picture[..., 1] - picture[..., 2] > 150)
        assert float(green.mean()) < 0.002


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.__name__)
def test_every_figure_of_a_row_is_seen_and_repeated(figure: Figure) -> None:
    inks = Inks("#000000", "#ffffff", "#ff0000")
    place = Place(400.0, 200.0, 2)
    c = canvas(1, 0.0)
    c.add(stretch(c, place, figure, inks))
    picture = rasterise(c.svg(200), 200)
    # On the page the stretch is 80 x 40 pixels about the middle.
    left, right = picture[80:120, 60:100], picture[80:120, 100:140]
    for half in (left, right):
        assert 0.08 < float((half.max(axis=2) > 128).mean()) < 0.6
    assert abs(float(left.mean()) - float(right.mean())) < 12


@pytest.mark.parametrize("edge", EDGES, ids=lambda edge: edge.__name__)
def test_an_edge_stays_on_its_row(edge: Edge) -> None:
    c = canvas(1, 0.0)
    c.add(edge(c, Place(900.0, 200.0), "#000000"))
    dark = np.flatnonzero((rasterise(c.svg(200), 200).mean(axis=2) < 128).any(axis=1))
    assert 79 <= dark.min() < 90 < 110 < dark.max() <= 121
