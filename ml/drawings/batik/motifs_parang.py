"""Parang: slanting bands of blades, mlinjon on the strips between, or bands of another motif."""

import math
from collections.abc import Callable
from functools import partial

from ml.drawings.batik.blades import Chain, Dress, chosen_chain, chosen_dress, halo, pair
from ml.drawings.batik.canvas import Canvas, group, path, placed
from ml.drawings.batik.isen import ISEN
from ml.drawings.batik.ornament import leaf, rosette
from ml.drawings.batik.palettes import mix
from ml.drawings.batik.pen import Point, closed, dots, ellipse, line, polygon, turned, wobble
from ml.drawings.batik.strips import EDGES, FIGURES, Inks, Place, curl, flower, stretch

Layer = tuple[Point, list[str]]
"""Where it lies along and across the first band, and variants of it, each one pair of blades long."""
Cloth = tuple[list[list[Layer]], Point]
"""What is laid over the whole cloth first, next and last, and the step across the bands to its repeat."""
Strip = Callable[[Canvas, Chain], str]
"""What lies between two bands: a pair's length of it along +x, its middle below the first blade."""


def parang_rusak(c: Canvas) -> None:
    """Bold blades locked together along diagonal bands, knobs at their ends, mlinjon between the bands."""
    chain = chosen_chain(c)
    slope = c.about(-45.0, -62.0, -28.0)
    c.cover(_ground(c))
    passes, step = c.manner(*[_alike] * 7, _mirrored, _two_dyes, _two_dyes, _with_a_row)(c, chain)
    along, down = turned([(chain.pitch, 0), step], slope)
    reach = math.hypot(*step) / 2 + chain.length
    for layers in passes:
        for _, _, x, y in c.lattice(along, down, reach):
            for at, names in layers:
                c.use(c.choose(names), *turned([at], slope, (x, y))[0], angle=slope)


def _ground(c: Canvas) -> str:
    """What shows in gaps and strips: plain dye, or a quiet isen in it."""
    p = c.palette
    isen = c.manner(*[""] * 5, "cecek", "galaran", "ukel", "sisik")
    back = c.manner(p.ground, p.ground, p.ground, p.line, p.main)
    return ISEN[isen](c, mix(back, p.second, 0.55), back, 0.8) if isen else back


def _alike(c: Canvas, chain: Chain) -> Cloth:
    """Every band the same, its blades in line with those of the next."""
    x, y = chain.below
    strips: Layer = ((x / 2 - chain.pitch / 4, y / 2), _strips(c, chain))
    return [*_bands(c, chain, [(0, 0)], [chosen_dress(c)]), [strips]], (x, y)


def _two_dyes(c: Canvas, chain: Chain) -> Cloth:
    """Every other band in another dress."""
    (x, y), strips = chain.below, _strips(c, chain)
    between: list[Layer] = [((k * x - chain.pitch / 4, k * y), strips) for k in (0.5, 1.5)]
    dresses = [chosen_dress(c), chosen_dress(c)]
    return [*_bands(c, chain, [(0, 0), (x, y)], dresses), between], (2 * x, 2 * y)


def _mirrored(c: Canvas, chain: Chain) -> Cloth:
    """Every other band the other way round, foot to foot and head to head."""
    (x, y), strips = chain.below, _strips(c, chain)
    *under, (first,) = _bands(c, chain, [(0, 0)], [chosen_dress(c)])
    other: Layer = ((0, y), [c.define(group(placed(name, 0, 0), scale="1 -1")) for name in first[1]])
    between: list[Layer] = [((s * x / 2 - chain.pitch / 4, k * y), strips) for k, s in ((0.5, 1), (1.5, -1))]
    return [under[0], [first, other, *between]], (0, 2 * y)


def _with_a_row(c: Canvas, chain: Chain) -> Cloth:
    """Parang seling: bands of blades and rows of another figure by turns."""
    width = (chain.depth + chain.room) * c.rng.uniform(0.3, 1.0)
    far = chain.depth + chain.room + width
    row: Layer = ((0, far / 2), _row(c, chain, width))
    return [[row], *_bands(c, chain, [(0, 0)], [chosen_dress(c)])], (0, far)


def _row(c: Canvas, chain: Chain, width: float) -> list[str]:
    """Variants of a row of another figure, on a plain ground or on isen."""
    p = c.palette
    back, ink = c.rng.choice(((p.main, p.light), (p.ground, p.light), (p.light, p.line), (p.second, p.line)))
    isen = c.rng.choice(("", "cecek", "galaran", "ukel", "kembang", "truntum"))
    paint = ISEN[isen](c, mix(back, ink, 0.4), back, 0.7) if isen else back
    count = max(1, round(chain.pitch / width * c.rng.uniform(0.9, 1.6)))
    place, inks = Place(chain.pitch, width, count), Inks(paint, ink, p.accent)
    figure = c.rng.choice(FIGURES if width < chain.depth / 2 else (_bloom, _spray, _bloom, flower, curl))
    edge = c.rng.choice(EDGES)
    return c.variants(3, lambda: stretch(c, place, figure, inks) + edge(c, place, p.light))


def _bloom(c: Canvas, r: float, ink: str, tint: str) -> str:
    """A large flower."""
    return rosette(c, r * 1.05, 8, ink, tint, tint)


def _spray(c: Canvas, r: float, ink: str, tint: str) -> str:
    """A flower among leaves."""
    leaves = "".join(group(leaf(c, r * 1.15, tint, ink), angle=a) for a in (35, 145, 215, -35))
    return leaves + rosette(c, r * 0.5, 6, ink, tint, tint)


def _bands(c: Canvas, chain: Chain, places: list[Point], dresses: list[Dress]) -> list[list[Layer]]:
    """Bands at those places: the dye behind, lines that echo the outline of blades and knobs, the blades."""
    back = _back(c, chain)
    passes: list[list[Layer]] = [[(at, back) for at in places]]
    p, w = c.palette, chain.width
    lines, away = c.manner(1, 0, 0, 0, 2), w * c.about(0.14, 0.08, 0.18)
    echo, thick = c.manner(p.main, p.second, p.light), w * 0.06
    # On parang klitik there is no room for a second line.
    for k in range(min(lines, 1) if w < 40 else lines, 0, -1):
        for colour, reach in ((echo, k * (away + thick)), (p.ground, k * (away + thick) - thick)):
            halos = [c.define(halo(chain, colour, reach))] * len(dresses)
            passes.append([(at, [name]) for at, name in zip(places, halos, strict=True)])
    blades = [c.variants(3, partial(pair, c, chain, dress)) for dress in dresses]
    return [*passes, list(zip(places, blades, strict=True))]


def _back(c: Canvas, chain: Chain) -> list[str]:
    """The dye behind a band of blades: none, or one that parts it from the strips."""
    fill = c.manner("none", "none", "none", c.palette.main, c.palette.second)
    return [c.define(path(_box(chain.pitch + 2, chain.depth), fill))]


def _strips(c: Canvas, chain: Chain) -> list[str]:
    """Variants of what lies between two bands."""
    strip = c.manner(_mlinjon, _mlinjon, _squares, _beads, _lenses, _stripe, _rail, _bare)
    return c.variants(2, lambda: strip(c, chain))


def _mlinjon(c: Canvas, chain: Chain) -> str:
    """Diamonds, one in another, where the knobs leave room."""
    p, (places, r) = c.palette, chain.studs()
    markup = ""
    for x in places:
        shape = wobble([(x - r * 1.2, 0), (x, -r), (x + r * 1.2, 0), (x, r)], c.rng, r * 0.04)
        inner = [(x + (px - x) * 0.42, py * 0.42) for px, py in shape]
        markup += path(polygon(shape), p.main, p.second, r * 0.16) + path(polygon(inner), p.second)
    return markup


def _squares(c: Canvas, chain: Chain) -> str:
    """Squares, one in another, where the knobs leave room."""
    p, (places, r) = c.palette, chain.studs()
    markup = ""
    for x in places:
        for half, tint in ((r * 0.85, p.second), (r * 0.6, p.line), (r * 0.3, p.light)):
            square = [(x - half, -half), (x + half, -half), (x + half, half), (x - half, half)]
            markup += path(polygon(wobble(square, c.rng, half * 0.06)), tint)
    return markup


def _beads(c: Canvas, chain: Chain) -> str:
    """A row of small knobs."""
    points = [(chain.pitch * (k - 2.5) / 6, 0.0) for k in range(6)]
    return path(dots(points, min(chain.room * 0.16, chain.pitch / 16), c.rng), c.palette.light)


def _lenses(c: Canvas, chain: Chain) -> str:
    """A chain of light lenses."""
    x, h = chain.pitch / 4, min(chain.room * 0.2, chain.pitch * 0.1)
    lenses = [wobble(ellipse(s * x, 0, x * 0.9, h, 0, 6), c.rng, h * 0.05) for s in (-1, 1)]
    return path("".join(map(closed, lenses)), c.palette.light)


def _stripe(c: Canvas, chain: Chain) -> str:
    """A stripe of another dye with short strokes across."""
    half = chain.room * 0.2
    starts = [(k / 4 - 0.37) * chain.pitch for k in range(4)]
    strokes = "".join(line([(x, -half), (x + half, half)]) for x in starts)
    stripe = path(_box(chain.pitch + 2, 2 * half), c.palette.main)
    return stripe + path(strokes, "none", c.palette.light, half * 0.2)


def _rail(c: Canvas, chain: Chain) -> str:
    """Two plain lines."""
    end, away = chain.pitch / 2 + 1, chain.room * 0.1
    lines = "".join(line([(-end, y), (end, y)]) for y in (-away, away))
    return path(lines, "none", c.palette.light, away * 0.7)


def _bare(c: Canvas, chain: Chain) -> str:
    """Nothing but the ground."""
    return ""


def _box(length: float, width: float) -> str:
    x, y = length / 2, width / 2
    return polygon([(-x, -y), (x, -y), (x, y), (-x, y)])
