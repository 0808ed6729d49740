"""Motifs in bands: parang rusak, lereng, tumpal."""

import math
from collections.abc import Callable
from functools import partial

from ml.drawn.canvas import Canvas, path
from ml.drawn.isen import ISEN
from ml.drawn.ornament import rosette
from ml.drawn.palettes import mix
from ml.drawn.pen import Point, closed, dots, ellipse, line, opened, petal, polygon, spiral, turned, wobble

Figure = Callable[[Canvas, float, str, str], str]
"""Draws one small figure: (canvas, radius, ink, tint)."""

SLOPE = -45.0
"""Bands of parang and lereng rise to the right."""


def parang_rusak(c: Canvas) -> None:
    """Slanted S-blades locked together along diagonal bands, mlinjon diamonds on the strips between."""
    p = c.palette
    c.cover(p.ground)
    height, strip, pitch = 176.0, 46.0, 66.0
    blades = c.variants(4, lambda: _blade(c, height, pitch))
    eyes = c.variants(3, lambda: _blade_eyes(c, height, pitch))
    diamonds = c.variants(3, lambda: _mlinjon(c, strip))
    rails = c.variants(2, lambda: _rails(c, pitch, height, strip))
    band = height + strip
    along, across = turned([(pitch, 0), (pitch * 0.35, band)], SLOPE)
    for _, _, x, y in c.lattice(along, across, band):
        c.use(c.choose(rails), x, y, angle=SLOPE)
        c.use(c.choose(blades), x, y, angle=SLOPE)
        c.use(c.choose(eyes), x, y, angle=SLOPE)
        middle = turned([(0, height / 2 + strip / 2)], SLOPE, (x, y))[0]
        c.use(c.choose(diamonds), *middle, angle=SLOPE)


def _blade(c: Canvas, height: float, pitch: float) -> str:
    """One blade about the origin: full shoulder above, long wavy tail below, a contour line within."""
    p = c.palette
    spine, halves = [], (0.12, 0.36, 0.43, 0.4, 0.31, 0.26, 0.27, 0.22, 0.13)
    for k in range(9):
        t = k / 8
        lean = (0.5 - t) * height * 0.72 + math.sin(t * 2 * math.pi) * pitch * 0.2
        spine.append((lean, (t - 0.5) * height * 0.97))
    outline = wobble(_swept(spine, [h * pitch for h in halves]), c.rng, 0.9)
    inner = wobble(_swept(spine[1:-1], [h * pitch * 0.6 for h in halves[1:-1]]), c.rng, 0.6)
    marks = path(closed(outline), p.light) + path(closed(inner), "none", p.second, 2.4)
    return marks


def _swept(spine: list[Point], halves: list[float]) -> list[Point]:
    """Outline of a blade: `halves` to either side of the spine, measured along the band."""
    left = [(x - h, y) for (x, y), h in zip(spine, halves, strict=True)]
    right = [(x + h, y) for (x, y), h in zip(spine, halves, strict=True)]
    return right + left[::-1]


def _blade_eyes(c: Canvas, height: float, pitch: float) -> str:
    """The round heads at both ends of the gap between two blades, and the thin inner blade in the gap."""
    p = c.palette
    r = pitch * 0.2
    top = (height * 0.36 - pitch * 0.6, -height * 0.42)
    foot = (-height * 0.36 + pitch * 0.46, height * 0.42)
    rings = "".join(closed(wobble(ellipse(x, y, r, r, 0, 8), c.rng, 0.6)) for x, y in (top, foot))
    spine = []
    for k in range(7):
        t = 0.14 + 0.72 * k / 6
        lean = (0.5 - t) * height * 0.72 + math.sin(t * 2 * math.pi) * pitch * 0.2
        spine.append((lean + pitch * (0.5 - 0.0 * t), (t - 0.5) * height * 0.97))
    gap = opened(wobble(spine, c.rng, 0.6))
    return (
        path(gap, "none", p.main, pitch * 0.085)
        + path(rings, p.light)
        + path(dots([top, foot], r * 0.3), p.second)
    )


def _rails(c: Canvas, pitch: float, height: float, strip: float) -> str:
    p = c.palette
    over = pitch * 0.52
    markup = ""
    for side in (1, -1):
        y = side * (height / 2 + strip * 0.12)
        markup += path(line(wobble([(-over, y), (over, y)], c.rng, 0.5)), "none", p.main, 5.0)
    return markup


def _mlinjon(c: Canvas, strip: float) -> str:
    p = c.palette
    w, h = strip * 0.56, strip * 0.3
    outer = wobble([(-w, 0), (0, -h), (w, 0), (0, h)], c.rng, 0.8)
    inner = [(x * 0.5, y * 0.5) for x, y in outer]
    flank = dots([(-w * 1.3, 0), (w * 1.3, 0)], 2.6, c.rng)
    return (
        path(polygon(outer), p.ground, p.light, 3.4) + path(polygon(inner), p.second) + path(flank, p.light)
    )


def lereng(c: Canvas) -> None:
    """Narrow diagonal rows, each of one small repeated figure, parted by fine lines."""
    p = c.palette
    c.cover(p.ground)
    width, pitch = 62.0, 58.0
    kinds = c.rng.sample([_row_curl, _row_flower, _row_leaf, _row_lens, _row_zigzag], 3)
    light_row = c.rng.random() < 0.7
    rows = []
    for index, kind in enumerate(kinds):
        back = p.light if light_row and index == 1 else (p.main if index == 2 else p.ground)
        ink = p.line if back == p.light else p.light
        rows.append(c.variants(3, partial(_row_cell, c, kind, width, pitch, back, ink)))
    along, across = turned([(pitch, 0), (0, width)], SLOPE)
    order = (0, 1, 0, 2)
    for _, j, x, y in c.lattice(along, across, width * 1.2):
        c.use(c.choose(rows[order[j % 4]]), x, y, angle=SLOPE)


def _row_cell(c: Canvas, kind: Figure, width: float, pitch: float, back: str, ink: str) -> str:
    p = c.palette
    w, h = pitch / 2 + 0.6, width / 2
    ground = path(polygon([(-w, -h), (w, -h), (w, h), (-w, h)]), back)
    edge = line(wobble([(-w, -h + 3), (0, -h + 3), (w, -h + 3)], c.rng, 0.5))
    second = line(wobble([(-w, h - 3), (0, h - 3), (w, h - 3)], c.rng, 0.5))
    tint = p.second if back != p.second else p.accent
    return ground + kind(c, min(width, pitch) * 0.4, ink, tint) + path(edge + second, "none", p.second, 2.8)


def _row_curl(c: Canvas, r: float, ink: str, tint: str) -> str:
    curl = wobble([(x, y - r * 0.1) for x, y in spiral(1.35, r * 0.72, 120)], c.rng, 0.5)
    tail = [(curl[0][0] - r * 0.62, curl[0][1] + r * 0.16), curl[0]]
    bud = closed(turned(petal(r * 0.62, r * 0.36, 0.5), -40, (r * 0.42, r * 0.5)))
    return (
        path(opened(tail + curl[1:]), "none", ink, r * 0.17)
        + path(bud, tint)
        + path(dots([(r * 0.95, -r * 0.6)], r * 0.1), ink)
    )


def _row_flower(c: Canvas, r: float, ink: str, tint: str) -> str:
    leaves = "".join(
        closed(wobble(turned(petal(r * 0.72, r * 0.42, 0.3), 45 + 90 * k), c.rng, 0.5)) for k in range(4)
    )
    tips = dots([turned([(r * 0.72, 0)], 90 * k)[0] for k in range(4)], r * 0.1, c.rng)
    return path(leaves, ink) + path(tips, tint) + path(dots([(0, 0)], r * 0.16), tint)


def _row_leaf(c: Canvas, r: float, ink: str, tint: str) -> str:
    stem = opened(
        wobble(
            [(-r * 1.4, r * 0.3), (-r * 0.5, -r * 0.22), (r * 0.5, r * 0.22), (r * 1.4, -r * 0.3)], c.rng, 0.5
        )
    )
    blades = "".join(
        closed(wobble(turned(petal(r * 0.9, r * 0.42, 0.8), a, (x, y)), c.rng, 0.5))
        for x, y, a in ((-r * 0.55, -r * 0.15, -38), (r * 0.35, r * 0.15, 142), (r * 0.1, 0.0, 38))
    )
    return path(stem, "none", tint, r * 0.12) + path(blades, ink)


def _row_lens(c: Canvas, r: float, ink: str, tint: str) -> str:
    blade = closed(
        wobble(
            turned(
                [
                    (-r, 0),
                    (-r * 0.4, -r * 0.34),
                    (r * 0.5, -r * 0.2),
                    (r, 0),
                    (r * 0.4, r * 0.34),
                    (-r * 0.5, r * 0.2),
                ],
                -52,
            ),
            c.rng,
            0.6,
        )
    )
    return path(blade, ink) + path(dots([(r * 0.72, r * 0.5), (-r * 0.72, -r * 0.5)], r * 0.15, c.rng), tint)


def _row_zigzag(c: Canvas, r: float, ink: str, tint: str) -> str:
    zig = line(
        wobble(
            [
                (-r * 1.22, r * 0.4),
                (-r * 0.6, -r * 0.4),
                (0, r * 0.4),
                (r * 0.6, -r * 0.4),
                (r * 1.22, r * 0.4),
            ],
            c.rng,
            0.5,
        )
    )
    return path(zig, "none", ink, r * 0.16) + path(
        dots([(-r * 0.6, r * 0.34), (r * 0.6, r * 0.34), (0, -r * 0.34)], r * 0.12, c.rng), tint
    )


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
