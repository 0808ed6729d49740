"""The fruit of kawung: its shape, the lines round it, its seeds and fillings."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from ml.drawings.batik.canvas import Canvas, path
from ml.drawings.batik.pen import closed, dots, ellipse, line, polygon, wobble


@dataclass(frozen=True)
class Shape:
    """A fruit's half length, half width, and how its flanks close: below 1 full, 1 round, above 1 pointed."""

    a: float
    b: float
    point: float
    cut: bool
    """Straight flanks and corners, as a stencil or a stamp leaves them."""

    def half(self, x: float) -> float:
        """Half the fruit's width at x."""
        near = max(0.0, 1 - abs(x) / self.a)
        if self.cut:
            return float(self.b * min(1.0, near / 0.42))
        return float(self.b * max(0.0, 1 - (x / self.a) ** 2) ** (self.point / 2))

    @property
    def reach(self) -> float:
        """The farthest its flank goes slantwise; neighbours touch where this is half an edge of the grid."""
        return max(x + self.half(x) for x in (self.a * k / 24 for k in range(25)))

    def outline(self, c: Canvas, scale: float = 1.0, grown: float = 0.0) -> str:
        """Path data of the fruit scaled, then grown outward by so much, drawn by an unsteady hand."""
        a, b = self.a * scale + grown, self.b * scale + grown
        shake = 0.0072 * self.a * 2
        if self.cut:
            corners = [(a, 0.0), (a * 0.58, b), (-a * 0.58, b), (-a, 0.0), (-a * 0.58, -b), (a * 0.58, -b)]
            return polygon(wobble(corners, c.rng, shake))
        round_ = [k * math.pi / 8 for k in range(16)]
        points = [(a * math.cos(t), b * _power(math.sin(t), self.point)) for t in round_]
        return closed(wobble(points, c.rng, shake))


Dress = Callable[[Canvas, Shape, str], str]
"""Draws what is on a fruit, given the colour of its marks."""


def shape_of(c: Canvas, length: float, less: float) -> Shape:
    """A fruit for an edge of that length: a slender lens to nearly round, touching its neighbours or not."""
    cut = c.manner(False, False, False, False, False, False, True)
    ratio, full = c.about(0.607, 0.36, 0.95), c.about(0.994, 0.68, 1.02)
    ratio = min(ratio, 0.62) if cut else ratio
    point = c.about(1.1, 0.75, 1.5)
    a = full * length / 2 / Shape(1.0, ratio, point, cut).reach - less
    return Shape(a, a * ratio, point, cut)


def fruit(
    c: Canvas, shape: Shape, dyes: tuple[str, str, str], dress: tuple[Dress, ...], haloes: list[float]
) -> str:
    """One fruit about the origin, lying along x; `haloes` are how far lines run round it, outermost first."""
    p = c.palette
    fill, edge, mark = dyes
    thin = shape.a * 0.037
    markup = "".join(
        path(shape.outline(c, 1.0, by), p.ground, p.light if k % 2 else p.second, haloes[-1] * 0.4)
        for k, by in enumerate(haloes)
    )
    markup += path(shape.outline(c), fill, edge, thin * 1.4)
    return markup + "".join(draw(c, shape, mark) for draw in dress)


def dressing(c: Canvas) -> tuple[Dress, ...]:
    """What this cloth's fruits carry: perhaps a contour, perhaps a filling, and their seeds."""
    contour = c.manner(_contour, _contour, _contours, None, None)
    stripes = _stripes if c.rng.random() < 0.15 else None
    filling = c.manner(stripes, None, None, None, None, *FILLINGS)
    spread = c.about(0.32, 0.16, 0.58)
    size = c.about(0.082, 0.05, 0.16)
    kinds = ("pair", "pair", "pair", "squares", "four", "one", "cross", "split", "bar", "stalked", "three")
    kind = c.manner("pair", *kinds)

    def seeds(c: Canvas, shape: Shape, mark: str) -> str:
        return _seeds(c, shape, mark, kind, spread, size)

    bare = filling and filling is not _half and c.rng.random() < 0.6
    edge = c.manner(None, None, None, None, _beads)
    chosen = (contour, filling, edge, None if bare else seeds)
    return tuple(draw for draw in chosen if draw)


def _contour(c: Canvas, shape: Shape, mark: str) -> str:
    return path(shape.outline(c, 0.815), "none", c.palette.second, shape.a * 0.037)


def _contours(c: Canvas, shape: Shape, mark: str) -> str:
    lines = (shape.outline(c, 0.84), shape.outline(c, 0.62), shape.outline(c, 0.4))
    return path("".join(lines), "none", c.palette.main, shape.a * 0.045)


def _stripes(c: Canvas, shape: Shape, mark: str) -> str:
    """Strokes across the fruit."""
    count = 7
    strokes = ""
    for k in range(count):
        x = shape.a * (k + 0.5 - count / 2) * 0.22
        strokes += line(
            wobble([(x, -shape.half(x) * 0.66), (x, shape.half(x) * 0.66)], c.rng, shape.a * 0.012)
        )
    return path(strokes, "none", c.palette.main, shape.a * 0.04)


def _ribs(c: Canvas, shape: Shape, mark: str) -> str:
    """Lines from end to end, as a leaf's."""
    strokes = "".join(
        line([(x, shape.half(x) * share * 0.8) for x in (shape.a * t / 6 for t in range(-5, 6))])
        for share in (-0.7, -0.35, 0.0, 0.35, 0.7)
    )
    return path(strokes, "none", c.palette.main, shape.a * 0.035)


def _dotted(c: Canvas, shape: Shape, mark: str) -> str:
    """Fine dots all over."""
    step = shape.a * 0.17
    points = [
        (x, y)
        for i in range(-5, 6)
        for j in range(-6, 7)
        for x, y in [((i + 0.5 * (j % 2)) * step, j * step * 0.8)]
        if abs(y) < shape.half(x / 0.85) * 0.85 - step * 0.3
    ]
    return path(dots(points, step * 0.24, c.rng), c.palette.main)


def _net(c: Canvas, shape: Shape, mark: str) -> str:
    """Strokes across both ways, as a basket's."""
    step, data = shape.a * 0.2, ""
    for way in (1, -1):
        for k in range(-6, 7):
            run = [(k * step + t * step / 2, way * t * step / 2) for t in range(-12, 13)]
            inside = [at for at in run if abs(at[1]) < shape.half(at[0] / 0.86) * 0.86]
            data += line([inside[0], inside[-1]]) if len(inside) > 1 else ""
    return path(data, "none", c.palette.main, shape.a * 0.03)


def _leaf(c: Canvas, shape: Shape, mark: str) -> str:
    """A leaf within the fruit, its rib and veins left light."""
    p = c.palette
    inner = Shape(shape.a * 0.7, shape.b * 0.6, 1.5, False)
    veins = line([(-inner.a, 0), (inner.a, 0)])
    for x in (-0.5, -0.15, 0.2, 0.5):
        for side in (1, -1):
            veins += line(
                [(x * inner.a, 0), ((x + 0.2) * inner.a, side * inner.half((x + 0.2) * inner.a) * 0.8)]
            )
    return path(inner.outline(c), p.main) + path(veins, "none", p.light, shape.a * 0.03)


def _beads(c: Canvas, shape: Shape, mark: str) -> str:
    """Dots along the edge, within."""
    xs = [shape.a * 0.86 * t / 6 for t in range(-6, 7)]
    points = [(x, way * shape.half(x) * 0.86) for x in xs for way in (1, -1) if way > 0 or abs(x) < xs[-1]]
    return path(dots(points, shape.a * 0.028, c.rng), c.palette.main)


def _half(c: Canvas, shape: Shape, mark: str) -> str:
    """One flank in a second dye."""
    xs = [shape.a * 0.9 * t / 6 for t in range(-6, 7)]
    flank = [(x, shape.half(x) * 0.84) for x in xs]
    return path(polygon([*flank, (xs[-1], 0), (xs[0], 0)]), c.palette.second)


def _seeds(c: Canvas, shape: Shape, mark: str, kind: str, spread: float, size: float) -> str:
    """Seeds by kind; `spread` and `size` are shares of the fruit's half length."""
    at, r, b = shape.a * spread, shape.a * size, shape.b
    if kind == "split":
        return path(
            line(wobble([(-2.2 * at, 0), (0, 0), (2.2 * at, 0)], c.rng, r * 0.2)), "none", mark, r * 0.7
        )
    if kind == "bar":
        box = polygon(
            wobble([(-at, -r * 1.3), (at, -r * 1.3), (at, r * 1.3), (-at, r * 1.3)], c.rng, r * 0.3)
        )
        return path(box, mark) + path(dots([(-at / 2, 0), (at / 2, 0)], r * 0.5), c.palette.light)
    places = {
        "four": [(-at, 0.0), (at, 0.0), (0.0, -b * 0.45), (0.0, b * 0.45)],
        "one": [(0.0, 0.0)],
        "cross": [(0.0, 0.0), (-at * 0.6, 0.0), (at * 0.6, 0.0), (0.0, -b * 0.3), (0.0, b * 0.3)],
        "three": [(-at, 0.0), (0.0, 0.0), (at, 0.0)],
    }.get(kind, [(-at, 0.0), (at, 0.0)])
    if kind == "squares":
        data = "".join(
            polygon(wobble([(x - r, -r), (x + r, -r), (x + r, r), (x - r, r)], c.rng, r * 0.2))
            for x, _ in places
        )
        return path(data, mark)
    drops = "".join(closed(wobble(ellipse(x, y, r, r * 0.78, 35, 6), c.rng, r * 0.2)) for x, y in places)
    stalks = "".join(line([(x, y), (x * 2.1, y)]) for x, y in places) if kind == "stalked" else ""
    return path(drops, mark) + (path(stalks, "none", mark, r * 0.4) if stalks else "")


def _power(value: float, exponent: float) -> float:
    return math.copysign(abs(value) ** exponent, value)


FILLINGS: tuple[Dress, ...] = (_stripes, _ribs, _dotted, _net, _half, _leaf)
"""What fills a fruit between its contour and its seeds."""
