"""Motifs in rows: lereng and tumpal."""

import math
from itertools import accumulate

from ml.drawings.batik.canvas import Canvas, path
from ml.drawings.batik.isen import ISEN
from ml.drawings.batik.ornament import rosette
from ml.drawings.batik.palettes import mix
from ml.drawings.batik.pen import closed, dots, line, opened, petal, polygon, turned, wobble
from ml.drawings.batik.strips import EDGES, FIGURES, Figure, Inks, Place, stretch


def lereng(c: Canvas) -> None:
    """Narrow diagonal rows, each of one small repeated figure, parted by fine lines."""
    c.cover(c.palette.ground)
    slope, size = c.about(-45.0, -60.0, -30.0), math.exp(c.about(0.0, -0.5, 0.35))
    pitch = 50.0 * size * c.about(1.0, 0.85, 1.4)
    rows = [_row(c, kind, inks, pitch, size) for kind, inks in zip(_kinds(c), _row_inks(c), strict=True)]
    order = c.manner((0, 1, 0, 2), (0, 1, 2), (0, 1), (0, 1, 0, 2, 0, 3), (0, 1, 2, 3))
    middles, total = _side_by_side([rows[k][0] for k in order])
    along, across = turned([(pitch, 0), (pitch * c.about(0.0, 0.0, 1.0), total)], slope)
    for _, _, x, y in c.lattice(along, across, total):
        for middle, k in zip(middles, order, strict=True):
            c.use(c.choose(rows[k][1]), *turned([(0, middle)], slope, (x, y))[0], angle=slope)


def _kinds(c: Canvas) -> list[Figure]:
    """The figures of the rows, each another."""
    return c.rng.sample(FIGURES, 4)


def _row_inks(c: Canvas) -> list[Inks]:
    """The dyes of the rows: all on the ground, or some of them light or dyed."""
    p = c.palette
    dark = Inks(p.ground, p.light, p.second)
    dyed, light = Inks(p.main, p.light, p.accent), Inks(p.light, p.line, p.main)
    pale = c.rng.random() < 0.7
    usual = [dark, light if pale else dark, dyed, dark]
    return c.manner(usual, [dark, dark, dark, dark], [light, dark, light, dyed], [dark, dyed, light, dyed])


def _row(c: Canvas, figure: Figure, inks: Inks, pitch: float, size: float) -> tuple[float, list[str]]:
    """A row's width, and the variants of a stretch of it."""
    place = Place(pitch, 56.0 * size * c.about(1.0, 0.6, 1.4), c.manner(1, 1, 2))
    edge = c.manner(EDGES[0], *EDGES[1:])
    return place.width, c.variants(
        3, lambda: stretch(c, place, figure, inks) + edge(c, place, c.palette.second)
    )


def _side_by_side(widths: list[float]) -> tuple[list[float], float]:
    """Where the middles of rows of these widths lie, and how wide they are together."""
    ends = list(accumulate(widths))
    return [end - width / 2 for end, width in zip(ends, widths, strict=True)], ends[-1]


def tumpal(c: Canvas) -> None:
    """Two rows of tall triangles point at each other across a strip; borders and a field of sprigs beside."""
    p = c.palette
    c.cover(p.ground)
    width, tall, strip, border, field = 104.0, 200.0, 40.0, 34.0, 132.0
    shoots = c.variants(3, lambda: _shoot(c, width, tall))
    knots = c.variants(2, lambda: _strip_diamond(c, width / 2, strip))
    borders = c.variants(2, lambda: _border_cell(c, width / 2, border))
    sprigs = c.variants(3, lambda: _sprig(c, field * 0.34))
    gap = c.define(_gap(c, width, tall))
    period = 2 * tall + strip + 2 * border + field
    for i, _, x, y in c.lattice((width / 2, 0), (0, period), period * 0.75):
        if i % 2 == 0:
            c.use(c.choose(shoots), x, y + strip / 2, angle=0)
            c.use(c.choose(shoots), x, y - strip / 2, angle=180)
        else:
            c.use(gap, x, y + strip / 2 + tall * 0.36)
            c.use(gap, x, y - strip / 2 - tall * 0.36, angle=180)
        c.use(c.choose(knots), x, y)
        edge = tall + strip / 2 + border / 2
        c.use(c.choose(borders), x, y + edge)
        c.use(c.choose(borders), x, y - edge)
        c.use(c.choose(sprigs), x, y + edge + border / 2 + field * (0.27 if i % 2 else 0.73))


def _shoot(c: Canvas, width: float, tall: float) -> str:
    """A triangle with its tip at the origin, hanging down: nested outlines, a filled heart, a sprout."""
    p = c.palette
    half = width / 2 - 1.5
    markup = ""
    tints = (p.light, p.main, p.light, p.ground)
    for k, tint in enumerate(tints):
        lift, inset = 13.0 * k * 1.35, 13.0 * k * 0.36
        own = [
            (0, lift),
            (half * 0.46 - inset * 0.7, tall * 0.46),
            (half - inset, tall),
            (-half + inset, tall),
            (-half * 0.46 + inset * 0.7, tall * 0.46),
        ]
        markup += path(polygon(wobble(own, c.rng, 0.8)), tint)
    beads = dots([(0, tall * t) for t in (0.36, 0.42, 0.48, 0.54)], 3.2, c.rng)
    base = line([(-half, tall - 5), (half, tall - 5)])
    return markup + _sprout(c, half * 0.62, tall) + path(beads, p.light) + path(base, "none", p.second, 5)


def _sprout(c: Canvas, half: float, tall: float) -> str:
    """The plant that stands in a triangle: a fan of leaves under three dots."""
    p = c.palette
    fan = ""
    for angle, length in ((-90, 0.36), (-66, 0.27), (-114, 0.27), (-38, 0.17), (-142, 0.17)):
        fan += closed(
            wobble(turned(petal(tall * length, half * 0.36, 0.7), angle, (0, tall * 0.94)), c.rng, 0.6)
        )
    return path(fan, p.second, p.light, 2.0)


def _gap(c: Canvas, width: float, tall: float) -> str:
    """What fills the ground between two triangles: a hanging spray of dots and a flower, base at the top."""
    p = c.palette
    flower = rosette(c, width * 0.17, 6, p.light, p.main, p.second)
    trail = [(0, -tall * t) for t in (0.13, 0.18, 0.23)] + [(s * width * 0.16, -tall * 0.05) for s in (-1, 1)]
    stalk = path(dots([*trail, *[(s * width * 0.2, tall * 0.1) for s in (-1, 1)]], 3.6, c.rng), p.light)
    leaves = "".join(
        closed(wobble(turned(petal(width * 0.24, width * 0.1, 0.8), a, (0, tall * 0.06)), c.rng, 0.5))
        for a in (50, 130)
    )
    return path(leaves, p.second) + flower + stalk


def _strip_diamond(c: Canvas, pitch: float, strip: float) -> str:
    p = c.palette
    w, h = pitch * 0.42, strip * 0.36
    outer = wobble([(-w, 0), (0, -h), (w, 0), (0, h)], c.rng, 0.7)
    return path(polygon(outer), p.main, p.light, 2.6) + path(dots([(0, 0)], h * 0.28), p.light)


def _border_cell(c: Canvas, pitch: float, border: float) -> str:
    p = c.palette
    w, h = pitch / 2 + 0.5, border / 2
    ground = path(polygon([(-w, -h), (w, -h), (w, h), (-w, h)]), p.main)
    rails = line(wobble([(-w, -h), (w, -h)], c.rng, 0.4)) + line(wobble([(-w, h), (w, h)], c.rng, 0.4))
    wave = opened(wobble([(-w, 0), (-w / 2, -h * 0.5), (0, 0), (w / 2, h * 0.5), (w, 0)], c.rng, 0.5))
    specks = dots([(-w / 2, h * 0.36), (w / 2, -h * 0.36)], h * 0.17, c.rng)
    return (
        ground + path(wave, "none", p.light, 3.2) + path(specks, p.accent) + path(rails, "none", p.light, 3.6)
    )


def _sprig(c: Canvas, r: float) -> str:
    p = c.palette
    leaves = "".join(
        closed(wobble(turned(petal(r * 0.85, r * 0.36, 0.7), a), c.rng, 0.7)) for a in (35, 145, -35, -145)
    )
    flower = rosette(c, r * 0.5, 6, p.light, p.main, p.second)
    return path(leaves, p.second) + flower


def background_field(c: Canvas, ink: str, back: str, size: float) -> str:
    """A quiet filling for the ground behind figures, chosen by the seed."""
    name = c.rng.choice(("cecek", "galaran", "ukel", "sisik", "cecek-pitu"))
    return ISEN[name](c, mix(back, ink, 0.6), back, size)
