"""Isen-isen: the small fillings of batik, as repeating tiles in any two colours."""

import math
from collections.abc import Callable

from ml.drawings.batik.canvas import Canvas, path
from ml.drawings.batik.pen import closed, dots, line, number, opened, petal, polygon, spiral, turned, wobble

Filling = Callable[[Canvas, str, str, float], str]


def tile(c: Canvas, width: float, height: float, back: str, marks: str, angle: float = 0.0) -> str:
    """A paint: `marks` on a plain `back`, repeated."""
    # A hair of overlap keeps the seam between tiles from showing.
    ground = f'<rect x="-1" y="-1" width="{number(width + 2)}" height="{number(height + 2)}" fill="{back}"/>'
    return c.pattern(width, height, ground + marks, angle=angle)


def cecek(c: Canvas, fore: str, back: str, size: float) -> str:
    """Dots in staggered rows."""
    s = size * 14
    points = [(s * 0.25, s * 0.25), (s * 0.75, s * 0.75)]
    return tile(c, s, s, back, path(dots(wobble(points, c.rng, s * 0.04), s * 0.13), fore))


def cecek_pitu(c: Canvas, fore: str, back: str, size: float) -> str:
    """Seven dots: one ringed by six."""
    s = size * 34
    ring = [
        (s / 2 + s * 0.27 * math.cos(k * math.pi / 3), s / 2 + s * 0.27 * math.sin(k * math.pi / 3))
        for k in range(6)
    ]
    return tile(c, s, s, back, path(dots([(s / 2, s / 2), *ring], s * 0.085, c.rng), fore), 45)


def sawut(c: Canvas, fore: str, back: str, size: float) -> str:
    """Short parallel strokes."""
    s = size * 10
    data = line([(s * 0.5, -1), (s * 0.5, s * 3.1)])
    return tile(c, s, s * 3, back, path(data, "none", fore, s * 0.26), c.rng.choice((20, -20, 40)))


def galaran(c: Canvas, fore: str, back: str, size: float) -> str:
    """Long wavy lines side by side."""
    s = size * 12
    data = opened(
        [
            (-s, s * 0.5),
            (0, s * 0.5),
            (s, s * 0.24),
            (2 * s, s * 0.5),
            (3 * s, s * 0.76),
            (4 * s, s * 0.5),
            (5 * s, s * 0.5),
        ]
    )
    return tile(c, 4 * s, s, back, path(data, "none", fore, s * 0.22), c.rng.choice((0, 30, 90)))


def cecek_sawut(c: Canvas, fore: str, back: str, size: float) -> str:
    """Strokes and rows of dots by turns."""
    s = size * 24
    strokes = line([(s * 0.22, -1), (s * 0.22, s + 1)]) + line([(s * 0.42, -1), (s * 0.42, s + 1)])
    points = [(s * 0.74, s * 0.25), (s * 0.74, s * 0.75)]
    marks = path(strokes, "none", fore, s * 0.07) + path(dots(points, s * 0.09), fore)
    return tile(c, s, s, back, marks, c.rng.choice((0, 45, 90)))


def sisik(c: Canvas, fore: str, back: str, size: float) -> str:
    """Scales; with their dot this is gringsing."""
    s = size * 26
    h = s * 0.5
    arcs = "".join(
        f"M{number(x)} {number(y)}a{number(h)} {number(h)} 0 0 0 {number(s)} 0"
        for x, y in ((0, 0), (-h, h), (h, h), (0, s), (0, -0.01))
    )
    points = [(h, h * 0.55), (0, h * 1.55), (s, h * 1.55)]
    return tile(c, s, s, back, path(arcs, "none", fore, s * 0.07) + path(dots(points, s * 0.09), fore))


def ukel(c: Canvas, fore: str, back: str, size: float) -> str:
    """Small scrolls."""
    s = size * 40
    marks = ""
    for x, y, start in ((s * 0.25, s * 0.27, 60), (s * 0.75, s * 0.77, 240)):
        curl = [(x + px, y + py) for px, py in spiral(1.6, s * 0.21, start)]
        marks += path(opened(wobble(curl, c.rng, s * 0.005)), "none", fore, s * 0.055)
    marks += path(dots([(s * 0.75, s * 0.22), (s * 0.25, s * 0.74)], s * 0.05), fore)
    return tile(c, s, s, back, marks)


def kembang(c: Canvas, fore: str, back: str, size: float) -> str:
    """Little four-petalled flowers."""
    s = size * 38
    marks = ""
    for x, y in ((s * 0.25, s * 0.25), (s * 0.75, s * 0.75)):
        leaves = "".join(closed(turned(petal(s * 0.2, s * 0.14), 45 + 90 * k, (x, y))) for k in range(4))
        marks += path(leaves, fore) + path(dots([(x, y)], s * 0.045), back)
    return tile(
        c, s, s, back, marks + path(dots([(s * 0.75, s * 0.25), (s * 0.25, s * 0.75)], s * 0.05), fore)
    )


def kawung_alit(c: Canvas, fore: str, back: str, size: float) -> str:
    """A tiny kawung."""
    s = size * 34
    ovals = "".join(
        closed(
            [
                (x + px, y + py)
                for px, py in turned([(-s * 0.3, 0), (0, -s * 0.18), (s * 0.3, 0), (0, s * 0.18)], a)
            ]
        )
        for x, y, a in (
            (s / 4, s / 4, 45),
            (s * 0.75, s * 0.75, 45),
            (s * 0.75, s / 4, -45),
            (s / 4, s * 0.75, -45),
        )
    )
    seeds = dots([(s / 4, s / 4), (s * 0.75, s * 0.75), (s * 0.75, s / 4), (s / 4, s * 0.75)], s * 0.055)
    return tile(c, s, s, back, path(ovals, fore) + path(seeds, back))


def poleng_alit(c: Canvas, fore: str, back: str, size: float) -> str:
    """Tiny checks."""
    s = size * 26
    h = s / 2
    return tile(
        c,
        s,
        s,
        back,
        path(polygon([(0, 0), (h, 0), (h, h), (0, h)]) + polygon([(h, h), (s, h), (s, s), (h, s)]), fore),
        45,
    )


def parang_alit(c: Canvas, fore: str, back: str, size: float) -> str:
    """Tiny slanted blades between lines."""
    s = size * 18
    blade = closed(
        [
            (s * 0.1, s * 0.5),
            (s * 0.5, s * 0.2),
            (s * 0.9, s * 1.1),
            (s * 0.95, s * 1.9),
            (s * 0.55, s * 2.1),
            (s * 0.35, s * 1.2),
        ]
    )
    rails = line([(-1, s * 2.55), (s + 1, s * 2.55)])
    return tile(c, s, s * 2.8, back, path(blade, fore) + path(rails, "none", fore, s * 0.12), -45)


def nitik_alit(c: Canvas, fore: str, back: str, size: float) -> str:
    """Tiny dashes like weave."""
    s = size * 9
    h = s * 0.52
    marks = "".join(
        polygon([(x, y), (x + h, y), (x + h, y + h), (x, y + h)])
        for x, y in ((s * 0.2, s * 0.2), (s * 2.2, s * 1.2), (s * 1.2, s * 2.2), (s * 1.2, s * 0.2))
    )
    return tile(c, s * 3, s * 3, back, path(marks, fore))


def truntum_alit(c: Canvas, fore: str, back: str, size: float) -> str:
    """Tiny stars."""
    s = size * 36
    marks = ""
    for x, y in ((s * 0.25, s * 0.25), (s * 0.75, s * 0.75)):
        rays = "".join(
            line([turned([(s * 0.06, 0)], 45 * k, (x, y))[0], turned([(s * 0.2, 0)], 45 * k, (x, y))[0]])
            for k in range(8)
        )
        marks += path(rays, "none", fore, s * 0.05) + path(dots([(x, y)], s * 0.04), fore)
    return tile(
        c, s, s, back, marks + path(dots([(s * 0.75, s * 0.25), (s * 0.25, s * 0.75)], s * 0.035), fore)
    )


ISEN: dict[str, Filling] = {
    "cecek": cecek,
    "cecek-pitu": cecek_pitu,
    "sawut": sawut,
    "galaran": galaran,
    "cecek-sawut": cecek_sawut,
    "sisik": sisik,
    "ukel": ukel,
    "kembang": kembang,
    "kawung": kawung_alit,
    "poleng": poleng_alit,
    "parang": parang_alit,
    "nitik": nitik_alit,
    "truntum": truntum_alit,
}
"""Every filling by name. Each takes (canvas, fore, back, size) and returns a paint."""
