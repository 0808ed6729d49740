"""Narrow rows of one small figure side by side, with an edge; for lereng and between bands of parang."""

from collections.abc import Callable
from dataclasses import dataclass

from ml.drawn.canvas import Canvas, group, path
from ml.drawn.pen import closed, dots, ellipse, line, opened, petal, polygon, spiral, turned, wobble

Figure = Callable[[Canvas, float, str, str], str]
"""Draws one small figure about the origin: (canvas, radius, ink, tint)."""


@dataclass(frozen=True)
class Place:
    """A stretch of a row along +x about the origin: its length, its width, how many figures stand in it."""

    length: float
    width: float
    count: int = 1


@dataclass(frozen=True)
class Inks:
    """A row's ground, its figures' ink, and a second tint."""

    back: str
    ink: str
    tint: str


Edge = Callable[[Canvas, Place, str], str]
"""Draws what parts a row from the next: (canvas, place, ink)."""


def stretch(c: Canvas, place: Place, figure: Figure, inks: Inks) -> str:
    """The ground of a stretch and the figures on it."""
    # A hair of overlap keeps the seam between stretches from showing.
    w, h = place.length / 2 + 0.6, place.width / 2
    step = place.length / place.count
    r = min(place.width, step) * 0.4
    figures = "".join(
        group(figure(c, r, inks.ink, inks.tint), (k + 0.5) * step - place.length / 2)
        for k in range(place.count)
    )
    return path(polygon([(-w, -h), (w, -h), (w, h), (-w, h)]), inks.back) + figures


def edge_lines(c: Canvas, place: Place, ink: str) -> str:
    """A fine line along either side."""
    w, h, inset = place.length / 2 + 0.6, place.width / 2, min(3.0, place.width * 0.05)
    sides = [line(wobble([(-w, y), (0, y), (w, y)], c.rng, inset * 0.15)) for y in (inset - h, h - inset)]
    return path("".join(sides), "none", ink, inset * 0.9)


def edge_beads(c: Canvas, place: Place, ink: str) -> str:
    """Cecek along either side."""
    count = max(3, round(place.length / 12))
    step, h = place.length / count, place.width / 2
    points = [((k + 0.5) * step - place.length / 2, y) for k in range(count) for y in (5 - h, h - 5)]
    return path(dots(points, min(2.6, place.width * 0.06), c.rng), ink)


def edge_bars(c: Canvas, place: Place, ink: str) -> str:
    """A bold bar along one side and a fine line along the other."""
    w, h = place.length / 2 + 0.6, place.width / 2
    thick = place.width * 0.12
    bar, fine = line([(-w, thick / 2 - h), (w, thick / 2 - h)]), line([(-w, h - 2), (w, h - 2)])
    return path(bar, "none", ink, thick) + path(fine, "none", ink, 2)


EDGES: tuple[Edge, ...] = (edge_lines, edge_beads, edge_bars)
"""Every edge."""


def curl(c: Canvas, r: float, ink: str, tint: str) -> str:
    curl = wobble([(x, y - r * 0.1) for x, y in spiral(1.35, r * 0.72, 120)], c.rng, 0.5)
    tail = [(curl[0][0] - r * 0.62, curl[0][1] + r * 0.16), curl[0]]
    bud = closed(turned(petal(r * 0.62, r * 0.36, 0.5), -40, (r * 0.42, r * 0.5)))
    return (
        path(opened(tail + curl[1:]), "none", ink, r * 0.17)
        + path(bud, tint)
        + path(dots([(r * 0.95, -r * 0.6)], r * 0.1), ink)
    )


def flower(c: Canvas, r: float, ink: str, tint: str) -> str:
    leaves = "".join(
        closed(wobble(turned(petal(r * 0.72, r * 0.42, 0.3), 45 + 90 * k), c.rng, 0.5)) for k in range(4)
    )
    tips = dots([turned([(r * 0.72, 0)], 90 * k)[0] for k in range(4)], r * 0.1, c.rng)
    return path(leaves, ink) + path(tips, tint) + path(dots([(0, 0)], r * 0.16), tint)


def leaf(c: Canvas, r: float, ink: str, tint: str) -> str:
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


def lens(c: Canvas, r: float, ink: str, tint: str) -> str:
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


def zigzag(c: Canvas, r: float, ink: str, tint: str) -> str:
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


def drops(c: Canvas, r: float, ink: str, tint: str) -> str:
    """Two drops that chase each other."""
    pair = "".join(
        closed(wobble(turned(petal(r * 1.1, r * 0.55, 0.0), a, at), c.rng, 0.4))
        for a, at in ((-60, (-r * 0.55, r * 0.45)), (120, (r * 0.55, -r * 0.45)))
    )
    return path(pair, ink) + path(dots([(-r * 0.62, -r * 0.6), (r * 0.62, r * 0.6)], r * 0.13, c.rng), tint)


def ring(c: Canvas, r: float, ink: str, tint: str) -> str:
    """A ring with a dot in it."""
    circle = closed(wobble(ellipse(0, 0, r * 0.62, r * 0.62, 0, 8), c.rng, 0.4))
    return path(circle, "none", ink, r * 0.16) + path(dots([(0, 0)], r * 0.24), tint)


def strokes(c: Canvas, r: float, ink: str, tint: str) -> str:
    """Sawut: slanting strokes, a dot after them."""
    marks = "".join(
        line(wobble([(x - r * 0.25, r * 0.7), (x + r * 0.25, -r * 0.7)], c.rng, 0.4))
        for x in (-r * 0.75, -r * 0.25, r * 0.25)
    )
    return path(marks, "none", ink, r * 0.17) + path(dots([(r * 0.85, 0)], r * 0.15), tint)


def scales(c: Canvas, r: float, ink: str, tint: str) -> str:
    """Gringsing: two scales, each with its dot."""
    arcs = "".join(
        opened([(x - r * 0.55, y), (x, y - r * 0.6), (x + r * 0.55, y)])
        for x, y in ((-r * 0.5, r * 0.7), (r * 0.5, r * 0.2))
    )
    return path(arcs, "none", ink, r * 0.14) + path(
        dots([(-r * 0.5, r * 0.55), (r * 0.5, r * 0.05)], r * 0.12), tint
    )


FIGURES: tuple[Figure, ...] = (curl, flower, leaf, lens, zigzag, drops, ring, strokes, scales)
"""Every figure that stands in rows."""
