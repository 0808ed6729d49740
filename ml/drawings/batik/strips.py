"""Narrow rows of one small figure side by side, with an edge; for lereng and between bands of parang."""

from collections.abc import Callable
from dataclasses import dataclass

from ml.drawings.batik.canvas import Canvas, group, path
from ml.drawings.batik.pen import closed, dots, ellipse, line, opened, petal, polygon, spiral, turned, wobble

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
    r = min(place.width * 0.42, step * 0.5)
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
    y = h - thick / 4
    bar, fine = line([(-w, thick / 2 - h), (w, thick / 2 - h)]), line([(-w, y), (w, y)])
    return path(bar, "none", ink, thick) + path(fine, "none", ink, thick / 4)


EDGES: tuple[Edge, ...] = (edge_lines, edge_beads, edge_bars)
"""Every edge."""


def curl(c: Canvas, r: float, ink: str, tint: str) -> str:
    """A scroll with a bud under it."""
    scroll = wobble([(x, y - r * 0.1) for x, y in spiral(1.35, r * 0.78, 120)], c.rng, 0.5)
    tail = (scroll[0][0] - r * 0.62, scroll[0][1] + r * 0.16)
    bud = closed(turned(petal(r * 0.62, r * 0.36, 0.5), -40, (r * 0.42, r * 0.5)))
    drop = path(dots([(r * 0.95, -r * 0.6)], r * 0.12), ink)
    return path(opened([tail, *scroll]), "none", ink, r * 0.18) + path(bud, tint) + drop


def flower(c: Canvas, r: float, ink: str, tint: str) -> str:
    """Five slim petals about a heart."""
    petals = [wobble(turned(petal(r * 0.95, r * 0.4, 0.5), 72 * k - 90), c.rng, 0.5) for k in range(5)]
    return path("".join(map(closed, petals)), ink) + path(dots([(0, 0)], r * 0.24), tint)


def leaf(c: Canvas, r: float, ink: str, tint: str) -> str:
    """A twig along the row with a leaf to either side."""
    stem = [(-r * 1.2, r * 0.26), (-r * 0.4, -r * 0.18), (r * 0.4, r * 0.18), (r * 1.2, -r * 0.26)]
    leaves = [
        wobble(turned(petal(r * 1.05, r * 0.52, 0.8), angle, (x, y)), c.rng, 0.5)
        for x, y, angle in ((-r * 0.5, -r * 0.15, -42), (r * 0.5, r * 0.15, 138))
    ]
    return path(opened(wobble(stem, c.rng, 0.5)), "none", tint, r * 0.14) + path(
        "".join(map(closed, leaves)), ink
    )


def lens(c: Canvas, r: float, ink: str, tint: str) -> str:
    """A slanting blade between two dots."""
    blade = [(-1, 0), (-0.4, -0.34), (0.5, -0.24), (1, 0), (0.4, 0.34), (-0.5, 0.24)]
    shape = wobble(turned([(x * r * 1.1, y * r) for x, y in blade], -56), c.rng, 0.5)
    return path(closed(shape), ink) + path(
        dots([(r * 0.72, r * 0.5), (-r * 0.72, -r * 0.5)], r * 0.16, c.rng), tint
    )


def chevron(c: Canvas, r: float, ink: str, tint: str) -> str:
    """Untu walang: two bent lines, one in the other, over a dot."""
    bent = [
        [(-h, r * 0.55), (0, top), (h, r * 0.55)] for h, top in ((r * 0.95, -r * 0.75), (r * 0.5, -r * 0.1))
    ]
    lines = "".join(line(wobble(points, c.rng, 0.5)) for points in bent)
    return path(lines, "none", ink, r * 0.17) + path(dots([(0, r * 0.55)], r * 0.16, c.rng), tint)


def drops(c: Canvas, r: float, ink: str, tint: str) -> str:
    """Two drops that chase each other."""
    chase = ((-62, (-r * 0.62, r * 0.7)), (118, (r * 0.62, -r * 0.7)))
    pair = [wobble(turned(petal(r * 1.25, r * 0.58), a, at), c.rng, 0.4) for a, at in chase]
    return path("".join(map(closed, pair)), ink) + path(
        dots([(r * 0.7, r * 0.7), (-r * 0.7, -r * 0.7)], r * 0.13), tint
    )


def grains(c: Canvas, r: float, ink: str, tint: str) -> str:
    """Beras wutah: three grains of rice thrown about, and dots."""
    spots = ((-0.5, -0.4, 20), (0.1, 0.45, -25), (0.55, -0.35, 75))
    rice = [wobble(ellipse(x * r, y * r, r * 0.42, r * 0.2, a, 8), c.rng, 0.4) for x, y, a in spots]
    points = [(-r * 0.6, r * 0.5), (0.0, -r * 0.05), (r * 0.75, r * 0.45)]
    return path("".join(map(closed, rice)), ink) + path(dots(points, r * 0.13, c.rng), tint)


def strokes(c: Canvas, r: float, ink: str, tint: str) -> str:
    """Sawut: strokes across the row, dots after them."""
    starts = [x * r for x in (-0.8, -0.35, 0.1)]
    marks = "".join(line(wobble([(x, r * 0.8), (x, -r * 0.8)], c.rng, 0.4)) for x in starts)
    points = [(r * 0.62, y * r) for y in (-0.6, 0.0, 0.6)]
    return path(marks, "none", ink, r * 0.18) + path(dots(points, r * 0.15, c.rng), tint)


def scale(c: Canvas, r: float, ink: str, tint: str) -> str:
    """Gringsing: a scale within a scale, and its dot."""
    arcs = [
        [(-h, r * 0.6), (-h * 0.8, -r * 0.1), (0, -h * 0.85), (h * 0.8, -r * 0.1), (h, r * 0.6)]
        for h in (r, r * 0.56)
    ]
    lines = "".join(opened(wobble(points, c.rng, 0.4)) for points in arcs)
    return path(lines, "none", ink, r * 0.16) + path(dots([(0, r * 0.35)], r * 0.2, c.rng), tint)


FIGURES: tuple[Figure, ...] = (curl, flower, leaf, lens, chevron, drops, grains, strokes, scale)
"""Every figure that stands in rows."""
