"""Ceplok: rosettes by turns with a second figure in the squares of a grid."""

import math

from ml.drawings.batik.canvas import Canvas, path
from ml.drawings.batik.isen import ISEN
from ml.drawings.batik.ornament import rosette
from ml.drawings.batik.palettes import mix
from ml.drawings.batik.pen import Point, closed, dots, ellipse, line, petal, polygon, turned, wobble


def ceplok(c: Canvas) -> None:
    """Rosettes in squares by turns with four-leaved crosses, joined at the corners by small rings."""
    side = 186.0 * c.about(1.0, 0.75, 1.4)
    _ground(c, side)
    petals = c.manner(c.rng.choice((6, 8, 8, 12)), 4, 5, 6, 8, 12, 16)
    style = c.manner(c.rng.choice(("round", "square", "star")), "round", "square", "star", "diamond", "bare")
    share, wide = c.about(0.68, 0.58, 0.9), side * c.about(0.46, 0.38, 0.49)
    firsts = c.variants(2, lambda: _rosette(c, wide, petals, style, share))
    figure = c.manner(_cross, _cross, _star, _roundel, None)
    reach = side * c.about(0.47, 0.3, 0.48)
    seconds = c.variants(2, lambda: figure(c, reach)) if figure else firsts
    joint = c.manner(corner, corner, _knot, None)
    corners = c.variants(2, lambda: joint(c, side * c.about(0.1, 0.06, 0.15))) if joint else []
    angle, aside = c.manner(0, 0, 45), c.manner(0.0, 0.0, 0.0, 0.5)  # squares, lozenges, or rows set off
    first, second = turned([(side, 0), (side * aside, side)], angle)
    cells = list(c.lattice(first, second, side))
    rows = c.manner(False, False, False, True)
    for i, j, x, y in cells:
        c.use(c.choose(firsts if (j if rows else i + j) % 2 == 0 else seconds), x, y, angle=angle)
    for _, _, x, y in cells if corners else ():
        c.use(c.choose(corners), x + (first[0] + second[0]) / 2, y + (first[1] + second[1]) / 2, angle=angle)


def _ground(c: Canvas, side: float) -> None:
    p = c.palette
    filled = c.manner("", "", "", "", "cecek", "ukel", "galaran", "sisik", "kembang")
    thin = mix(p.ground, p.second, 0.6)
    c.cover(ISEN[filled](c, thin, p.ground, c.rng.uniform(0.5, 0.9) * side / 186) if filled else p.ground)


def _rosette(c: Canvas, r: float, petals: int, style: str, share: float) -> str:
    """A flower of `share` of its frame's size; a bare one has no frame."""
    p = c.palette
    flower = rosette(c, r * share, petals, p.light, p.main, p.second)
    if style == "bare":
        return flower
    frame = _frame(r, style)
    markup = path(closed(wobble(frame, c.rng, 1.2)), p.main, p.light, r * 0.053)
    inner = [(x * 0.86, y * 0.86) for x, y in wobble(frame, c.rng, 1.0)]
    markup += path(closed(inner), p.ground, p.second, r * 0.028)
    beads = [turned([(r * 0.79, 0)], 360 / 24 * k)[0] for k in range(24)]
    if share < 0.75 and style != "diamond":
        markup += path(dots(beads, r * 0.037, c.rng), p.light)
    return markup + flower


def _frame(r: float, style: str) -> list[Point]:
    if style == "round":
        return ellipse(0, 0, r, r, 0, 14)
    if style == "star":
        sizes = [r * (1.04 if k % 2 == 0 else 0.86) for k in range(16)]
        return [turned([(size, 0)], 22.5 * k)[0] for k, size in enumerate(sizes)]
    way = 45 if style == "diamond" else 0
    square = [(-1, -1), (0, -0.94), (1, -1), (0.94, 0), (1, 1), (0, 0.94), (-1, 1), (-0.94, 0)]
    wide = r * (0.75 if style == "diamond" else 0.97)
    return turned([(wide * x, wide * y) for x, y in square], way)


def _cross(c: Canvas, r: float) -> str:
    """Four leaves on the axes, four small ones between, in a bent lozenge."""
    p = c.palette
    bent = [turned([(r, 0), (r * 0.42, r * 0.42)], 90 * k) for k in range(4)]
    markup = path(
        polygon(wobble([at for pair in bent for at in pair], c.rng, 1.0)), "none", p.second, r * 0.03
    )
    leaves = "".join(
        closed(wobble(turned(petal(r * 0.86, r * 0.36, 0.9), 90 * k), c.rng, 0.8)) for k in range(4)
    )
    ribs = "".join(line(turned([(r * 0.2, 0), (r * 0.68, 0)], 90 * k)) for k in range(4))
    small = "".join(
        closed(wobble(turned(petal(r * 0.5, r * 0.24, 0.5), 45 + 90 * k), c.rng, 0.8)) for k in range(4)
    )
    markup += path(leaves, p.light) + path(ribs, "none", p.main, r * 0.034) + path(small, p.second)
    four = [(r * 0.62, 0.0), (r * 0.76, 0.0), (r * 0.69, r * 0.12), (r * 0.69, -r * 0.12)]
    trail = [at for k in range(4) for at in turned(four, 45 + 90 * k)]
    heart = path(dots([(0, 0)], r * 0.1), p.ground, p.light, r * 0.027)
    return markup + path(dots(trail, r * 0.034, c.rng), p.light) + heart


def _star(c: Canvas, r: float) -> str:
    """A star of eight points within another."""
    p = c.palette
    markup = ""
    for size, dye in ((0.95, p.second), (0.72, p.ground), (0.55, p.light)):
        points = [turned([(r * size * (1 if k % 2 == 0 else 0.62), 0)], 22.5 * k)[0] for k in range(16)]
        markup += path(polygon(wobble(points, c.rng, r * 0.012)), dye, p.light, r * 0.02)
    return markup + path(dots([(0, 0)], r * 0.12), p.main)


def _roundel(c: Canvas, r: float) -> str:
    """Rings round a ring of dots."""
    p = c.palette
    rings = [closed(wobble(ellipse(0, 0, r * size, r * size, 0, 14), c.rng, r * 0.01)) for size in (0.8, 0.6)]
    ring = [turned([(r * 0.38, 0)], 30 * k)[0] for k in range(12)]
    markup = path(rings[0], p.main, p.light, r * 0.05) + path(rings[1], p.ground, p.second, r * 0.03)
    return markup + path(dots([(0, 0), *ring], r * 0.06, c.rng), p.light)


def _knot(c: Canvas, r: float) -> str:
    """A small lozenge with a dot."""
    p = c.palette
    sides = wobble([(r, 0), (0, r), (-r, 0), (0, -r)], c.rng, r * 0.05)
    return path(polygon(sides), p.second, p.light, r * 0.15) + path(dots([(0, 0)], r * 0.25), p.ground)


def corner(c: Canvas, r: float) -> str:
    """The ring that joins squares at their corners, four dots and one within."""
    p = c.palette
    ring = closed(wobble(ellipse(0, 0, r, r, 0, 9), c.rng, 0.7))
    four = [(r * 0.48 * math.cos(k * math.pi / 2), r * 0.48 * math.sin(k * math.pi / 2)) for k in range(4)]
    return (
        path(ring, p.ground, p.light, r * 0.18)
        + path(dots(four, r * 0.16), p.second)
        + path(dots([(0, 0)], r * 0.2), p.light)
    )
