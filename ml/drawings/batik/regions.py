"""Irregular islands that cover a cloth: Voronoi cells of jittered points, by clipping half-planes."""

import math
from collections.abc import Sequence

from ml.drawings.batik.canvas import Canvas
from ml.drawings.batik.pen import Point


def cells(c: Canvas, pitch: float, jitter: float) -> list[list[Point]]:
    """Polygons that tile the visible cloth; sites are a staggered lattice moved by up to `jitter` pitches."""
    sites = {}
    for i, j, x, y in c.lattice((pitch, 0), (pitch / 2, pitch * 0.87), pitch * 2.2):
        sites[(i, j)] = (
            x + c.rng.uniform(-jitter, jitter) * pitch,
            y + c.rng.uniform(-jitter, jitter) * pitch,
        )
    everyone = list(sites.values())
    found = []
    for site in everyone:
        if c.frame.sees(*site, pitch):
            near = sorted(everyone, key=lambda other: math.dist(site, other))[1:15]
            found.append(_cell(site, near, pitch * 2))
    return [cell for cell in found if len(cell) > 2]


def _cell(site: Point, neighbours: Sequence[Point], reach: float) -> list[Point]:
    x, y = site
    shape = [(x - reach, y - reach), (x + reach, y - reach), (x + reach, y + reach), (x - reach, y + reach)]
    for other in neighbours:
        middle = ((x + other[0]) / 2, (y + other[1]) / 2)
        shape = clip(shape, middle, (other[0] - x, other[1] - y))
    return shape


def inset(shape: Sequence[Point], distance: float) -> list[Point]:
    """A convex polygon with every side moved inwards; the polygon itself when nothing would be left."""
    cx, cy = sum(x for x, _ in shape) / len(shape), sum(y for _, y in shape) / len(shape)
    result = list(shape)
    for i, (x0, y0) in enumerate(shape):
        x1, y1 = shape[(i + 1) % len(shape)]
        nx, ny = y1 - y0, x0 - x1
        length = math.hypot(nx, ny) or 1.0
        if (cx - x0) * nx + (cy - y0) * ny > 0:
            nx, ny = -nx, -ny
        nx, ny = nx / length, ny / length
        result = clip(result, (x0 - nx * distance, y0 - ny * distance), (nx, ny))
    return result if len(result) > 2 else list(shape)


def clip(shape: Sequence[Point], at: Point, outward: Point) -> list[Point]:
    """The part of a convex polygon on the inner side of a line through `at`."""
    kept: list[Point] = []
    for i, here in enumerate(shape):
        there = shape[(i + 1) % len(shape)]
        a, b = _side(here, at, outward), _side(there, at, outward)
        if a <= 0:
            kept.append(here)
        if (a < 0 < b) or (b < 0 < a):
            t = a / (a - b)
            kept.append((here[0] + (there[0] - here[0]) * t, here[1] + (there[1] - here[1]) * t))
    return kept


def _side(point: Point, at: Point, outward: Point) -> float:
    return (point[0] - at[0]) * outward[0] + (point[1] - at[1]) * outward[1]
