"""Parang: slanting bands of blades, mlinjon on the strips between, or bands of another motif."""

import math
from collections.abc import Callable

from ml.drawn.blades import Chain, chosen_chain, chosen_dress, pair
from ml.drawn.canvas import Canvas, group, path, placed
from ml.drawn.isen import ISEN
from ml.drawn.palettes import mix
from ml.drawn.pen import Point, closed, dots, ellipse, line, polygon, turned, wobble
from ml.drawn.rows import EDGES, FIGURES, Inks, Place, stretch

Layer = tuple[Point, list[str]]
"""Where it lies along and across the first band, and variants of it, each one pair of blades long."""
Strip = Callable[[Canvas, float, float], str]
"""What lies between two bands: (canvas, length, room), about its middle, along +x."""


def parang_rusak(c: Canvas) -> None:
    """Bold blades locked together along diagonal bands, knobs at their ends, mlinjon between the bands."""
    chain = chosen_chain(c)
    slope = c.about(-45.0, -62.0, -28.0)
    c.cover(_ground(c))
    under, over, step = c.manner(*[_alike] * 6, _mirrored, _two_dyes, _two_dyes, _with_a_row, _with_a_row)(c, chain)
    along, down = turned([(chain.pitch, 0), step], slope)
    reach = math.hypot(*step) / 2 + chain.length
    for layers in (under, over):
        for _, _, x, y in c.lattice(along, down, reach):
            for at, names in layers:
                c.use(c.choose(names), *turned([at], slope, (x, y))[0], angle=slope)


def _ground(c: Canvas) -> str:
    """What shows in gaps and strips: plain dye, or a quiet isen in it."""
    p = c.palette
    isen = c.manner("", "", "", "", "", "cecek", "galaran", "ukel", "sisik")
    back = c.manner(p.ground, p.ground, p.line, p.main)
    return ISEN[isen](c, mix(back, p.second, 0.55), back, 0.8) if isen else back


Cloth = tuple[list[Layer], list[Layer], Point]
"""What is laid first, what is laid over it, and the step to where all of it repeats across the bands."""


def _alike(c: Canvas, chain: Chain) -> Cloth:
    """Every band the same, its blades in line with those of the next."""
    x, y = chain.below
    strip = (x / 2 + chain.pitch / 4, y / 2)
    return [((0, 0), _back(c, chain))], [((0, 0), _blades(c, chain)), (strip, _strips(c, chain))], (x, y)


def _two_dyes(c: Canvas, chain: Chain) -> Cloth:
    """Every other band in another dress."""
    (x, y), strips, back = chain.below, _strips(c, chain), _back(c, chain)
    over: list[Layer] = [((k * x, k * y), _blades(c, chain)) for k in (0, 1)]
    over += [((k * x + chain.pitch / 4, k * y), strips) for k in (0.5, 1.5)]
    return [((0, 0), back), ((x, y), back)], over, (2 * x, 2 * y)


def _mirrored(c: Canvas, chain: Chain) -> Cloth:
    """Every other band the other way round, foot to foot and head to head."""
    (x, y), strips, back, blades = chain.below, _strips(c, chain), _back(c, chain), _blades(c, chain)
    turned_over = [c.define(group(placed(name, 0, 0), scale="1 -1")) for name in blades]
    over = [((0.0, 0.0), blades), ((0.0, y), turned_over)]
    over += [((side * x / 2 + chain.pitch / 4, k * y), strips) for k, side in ((0.5, 1), (1.5, -1))]
    return [((0, 0), back), ((0, y), back)], over, (0, 2 * y)


def _with_a_row(c: Canvas, chain: Chain) -> Cloth:
    """Parang seling: bands of blades and rows of another figure by turns."""
    p = c.palette
    width = (chain.depth + chain.room) * c.rng.uniform(0.3, 1.6)
    back, ink = c.rng.choice(((p.main, p.light), (p.ground, p.light), (p.light, p.line), (p.second, p.line)))
    isen = c.rng.choice(("", "cecek", "galaran", "ukel", "kembang"))
    paint = ISEN[isen](c, mix(back, ink, 0.4), back, 0.7) if isen else back
    count = max(1, round(chain.pitch / width * c.rng.uniform(0.8, 1.5)))
    figure, edge = c.rng.choice(FIGURES), c.rng.choice(EDGES)
    place, inks = Place(chain.pitch, width, count), Inks(paint, ink, p.accent)
    row = c.variants(3, lambda: stretch(c, place, figure, inks) + edge(c, place, p.light))
    far = chain.depth + chain.room + width
    return [((0, 0), _back(c, chain)), ((0, far / 2), row)], [((0, 0), _blades(c, chain))], (0, far)


def _blades(c: Canvas, chain: Chain) -> list[str]:
    """Variants of a pair of blades, in one dress."""
    dress = chosen_dress(c)
    return c.variants(3, lambda: pair(c, chain, dress))


def _back(c: Canvas, chain: Chain) -> list[str]:
    """The dye behind a band of blades: none, or one that parts it from the strips."""
    fill = c.manner("none", "none", "none", c.palette.main, c.palette.second)
    return [c.define(path(_box(chain.pitch + 2, chain.depth), fill))]


def _strips(c: Canvas, chain: Chain) -> list[str]:
    """Variants of what lies between two bands."""
    strip = c.manner(_mlinjon, _mlinjon, _squares, _beads, _lenses, _stripe, _rail, _bare)
    return c.variants(2, lambda: strip(c, chain.pitch, chain.room))


def _mlinjon(c: Canvas, length: float, room: float) -> str:
    """Diamonds, one to a blade, each with a smaller one in it."""
    p, markup, r = c.palette, "", min(room * 0.17, length * 0.1)
    for x in (-length / 4, length / 4):
        shape = wobble([(x - r * 1.2, 0), (x, -r), (x + r * 1.2, 0), (x, r)], c.rng, r * 0.04)
        inner = [(x + (px - x) * 0.42, py * 0.42) for px, py in shape]
        markup += path(polygon(shape), p.main, p.second, r * 0.16) + path(polygon(inner), p.second)
    return markup


def _squares(c: Canvas, length: float, room: float) -> str:
    """Squares, one in another."""
    p, markup = c.palette, ""
    for x in (-length / 4, length / 4):
        for share, tint in ((1.0, p.second), (0.7, p.line), (0.35, p.light)):
            r = min(room * 0.17, length * 0.1) * share
            square = [(x - r, -r), (x + r, -r), (x + r, r), (x - r, r)]
            markup += path(polygon(wobble(square, c.rng, r * 0.06)), tint)
    return markup


def _beads(c: Canvas, length: float, room: float) -> str:
    """A row of knobs."""
    points = [(length * (k - 2.5) / 6, 0.0) for k in range(6)]
    return path(dots(points, min(room * 0.16, length / 16), c.rng), c.palette.light)


def _lenses(c: Canvas, length: float, room: float) -> str:
    """A chain of light lenses."""
    h = min(room * 0.2, length * 0.1)
    lenses = [wobble(ellipse(s * length / 4, 0, length * 0.22, h, 0, 6), c.rng, h * 0.05) for s in (-1, 1)]
    return path("".join(map(closed, lenses)), c.palette.light)


def _stripe(c: Canvas, length: float, room: float) -> str:
    """A stripe of another dye with short strokes across."""
    half = room * 0.2
    strokes = "".join(
        line([(x * length, -half), (x * length + half, half)]) for x in (-0.37, -0.12, 0.13, 0.38)
    )
    stripe = path(_box(length + 2, 2 * half), c.palette.main)
    return stripe + path(strokes, "none", c.palette.light, half * 0.2)


def _rail(c: Canvas, length: float, room: float) -> str:
    """Two plain lines."""
    end = length / 2 + 1
    lines = "".join(line([(-end, y), (end, y)]) for y in (-room * 0.1, room * 0.1))
    return path(lines, "none", c.palette.light, room * 0.07)


def _bare(c: Canvas, length: float, room: float) -> str:
    """Nothing but the ground."""
    return ""


def _box(length: float, width: float) -> str:
    x, y = length / 2, width / 2
    return polygon([(-x, -y), (x, -y), (x, y), (-x, y)])
