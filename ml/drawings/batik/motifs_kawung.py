"""Kawung: fruits on the edges of a square grid, four round each crossing, as many towns draw them."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from ml.drawings.batik.canvas import Canvas, path
from ml.drawings.batik.fruits import Shape, dressing, fruit, shape_of
from ml.drawings.batik.isen import ISEN
from ml.drawings.batik.ornament import rosette
from ml.drawings.batik.palettes import mix
from ml.drawings.batik.pen import Point, closed, dots, ellipse, line, petal, polygon, turned, wobble


@dataclass(frozen=True)
class _Grid:
    """The square grid: length of an edge, turn in degrees (45: fruits lie slantwise), a weaver's slant."""

    length: float
    turn: float
    slant: float
    apart: bool
    """Each crossing keeps four fruits of its own, and no fruit lies between two crossings."""

    @property
    def near(self) -> float:
        """From a crossing to the middle of its fruits."""
        return self.length * (0.275 if self.apart else 0.5)

    @property
    def edges(self) -> tuple[Point, Point]:
        """The two edges that leave a crossing."""
        first, second = (self.length, 0.0), turned([(0.0, self.length)], self.slant)[0]
        return turned([first], self.turn)[0], turned([second], self.turn)[0]


def kawung(c: Canvas) -> None:
    """Fruits slender to round, touching or apart, with seeds or fillings; crossings and ground dressed."""
    grid = _grid(c)
    _ground(c, grid)
    shape, draw = _fruits(c, grid)
    room = grid.near - shape.a
    middle = c.manner(
        c.rng.choice((_cross, _ring)), _cross, _ring, _four_dots, _flower, _lozenge, _rays, None
    )
    wide = max(grid.length * c.about(0.075, 0.045, 0.13), room * c.about(0.8, 0.5, 1.1))
    face = c.manner(_star, _star, _seven, _gem, _gem, _spokes, _eye, None)
    reach = (grid.length / 2 - shape.b) * c.about(1.0, 0.7, 1.15)
    centres = c.variants(2, lambda: middle(c, wide)) if middle else []
    faces = c.variants(3, lambda: face(c, reach)) if face else []
    first, second = grid.edges
    for i, j, x, y in c.lattice(first, second, grid.length):
        if faces:
            at = (x + (first[0] + second[0]) / 2, y + (first[1] + second[1]) / 2)
            c.use(c.choose(faces), *at, angle=grid.turn - 45)
        draw(i, j, x, y)
        if centres:
            c.use(c.choose(centres), x, y, angle=grid.turn - 45)
    above = c.manner(*[None] * 10, _bands, _medallions)
    if above:
        above(c, grid)


def _grid(c: Canvas) -> _Grid:
    length, turn = 152.0 * 2 ** c.about(0.0, -0.8, 1.2), c.manner(45.0, 45.0, 0.0)
    slant = c.about(0.0, -7, 7) * c.manner(0, 0, 1)
    return _Grid(length, turn, slant, c.manner(False, False, False, False, True))


def _ground(c: Canvas, grid: _Grid) -> None:
    """Plain, or finely filled; perhaps ruled, or laid with circles that overlap."""
    p = c.palette
    filled = c.manner("", *[""] * 6, "cecek", "ukel", "sisik", "cecek-pitu", "galaran", "nitik")
    size = c.rng.uniform(0.5, 0.8) * grid.length / 152
    if filled:
        c.cover(ISEN[filled](c, mix(p.ground, c.rng.choice((p.second, p.light)), 0.6), p.ground, size))
    else:
        c.cover(p.ground)
    first, second = grid.edges
    ways = ("", "rings", "rules") if grid.apart else ("", "", "rules", "circles")
    ruled, dye = c.manner("", *ways), c.rng.choice((p.main, p.second, p.light))
    if not ruled:
        return
    across = (first[0] + second[0], first[1] + second[1])
    along = (first[0] - second[0], first[1] - second[1])
    data = line([(0, 0), across]) + line([(0, 0), along])
    if ruled == "circles":  # those whose overlaps are the fruits
        r = grid.length / math.sqrt(2)
        data = closed(ellipse(across[0] / 2, across[1] / 2, r, r, 0, 12))
    elif ruled == "rings":
        data = closed(ellipse(0, 0, grid.length * 0.49, grid.length * 0.49, 0, 12))
    name = c.define(path(data, "none", dye, grid.length * c.about(0.025, 0.015, 0.04)))
    for _, _, x, y in c.lattice(first, second, grid.length * 1.5):
        c.use(name, x, y)


def _bands(c: Canvas, grid: _Grid) -> None:
    """Strips of another filling laid over every few rows, edged with lines."""
    p = c.palette
    step = grid.length * (math.sqrt(2) if grid.turn else 1.0)
    every, wide = step * c.rng.choice((2, 3, 4)), step * c.rng.uniform(0.35, 0.8)
    filled = ISEN[c.rng.choice(("cecek", "ukel", "parang", "nitik", "truntum", "kembang"))]
    paint = filled(c, p.light, c.rng.choice((p.main, p.ground)), grid.length / 152)
    reach = c.frame.radius + grid.length
    for k in range(math.floor((c.frame.y - reach) / every), math.ceil((c.frame.y + reach) / every)):
        left, right, y = c.frame.x - reach, c.frame.x + reach, k * every
        strip = [(left, y - wide / 2), (right, y - wide / 2), (right, y + wide / 2), (left, y + wide / 2)]
        c.add(path(polygon(strip), paint, p.light, wide * 0.07))


def _medallions(c: Canvas, grid: _Grid) -> None:
    """A rosette in a ring over every few crossings, in place of the four fruits there."""
    p = c.palette
    r = grid.length * c.rng.uniform(0.5, 0.85)
    petals, every = c.rng.choice((6, 8, 12)), c.rng.choice((2, 3, 4))
    disc = path(dots([(0, 0)], r), p.ground, p.light, r * 0.06)
    beads = path(dots([turned([(r * 0.84, 0)], 15 * k)[0] for k in range(24)], r * 0.04), p.light)
    name = c.define(disc + beads + rosette(c, r * 0.72, petals, p.light, p.main, p.second))
    first, second = grid.edges
    for i, j, x, y in c.lattice(first, second, grid.length):
        if i % every == 0 and j % every == 0:
            c.use(name, x, y, angle=grid.turn - 45)


def _fruits(c: Canvas, grid: _Grid) -> tuple[Shape, Callable[[int, int, float, float], None]]:
    """The shape of this cloth's fruits, and what draws those that belong to a crossing."""
    haloes, gap = c.manner(0, 0, 1, 1, 2), grid.length * c.about(0.03, 0.018, 0.045)
    shape = shape_of(c, grid.length * (0.56 if grid.apart else 1.0), haloes * gap)
    kinds = [
        c.variants(3, partial(fruit, c, shape, dyes, dressing(c), [gap * k for k in range(haloes, 0, -1)]))
        for dyes in _dyes(c)
    ]
    chequered = c.manner("none", "none", "none", "edges", "rows", "chess", "any")
    first, second = grid.edges

    def draw(i: int, j: int, x: float, y: float) -> None:
        for edge, (dx, dy) in enumerate((first, second)):
            other = {"edges": edge, "rows": j % 2, "chess": (i + j) % 2, "any": c.rng.randrange(2)}
            names = kinds[other.get(chequered, 0)]
            angle = math.degrees(math.atan2(dy, dx))
            for share in (0.275, -0.275) if grid.apart else (0.5,):
                back = 180 * c.rng.randrange(2)
                c.use(c.choose(names), x + dx * share, y + dy * share, angle=angle + back)

    return shape, draw


def _dyes(c: Canvas) -> list[tuple[str, str, str]]:
    """Two kinds of fruit: what fills it, what edges it, what marks it."""
    p = c.palette
    usual = (p.light, "", p.line)
    others = [
        (p.second, p.light, p.line),
        (p.main, p.light, p.light),
        (p.ground, p.light, p.light),
        (mix(p.light, p.second, 0.45), "", p.line),
    ]
    edged = (p.light, p.line, p.main)
    return [c.manner(usual, usual, usual, edged, (p.ground, p.light, p.second)), c.manner(*others)]


def _four(c: Canvas, points: list[Point], shake: float, angle: float = 0.0) -> str:
    """Path data of a shape drawn four times about the origin."""
    return "".join(closed(wobble(turned(points, angle + 90 * k), c.rng, shake)) for k in range(4))


def _cross(c: Canvas, r: float) -> str:
    p = c.palette
    arms = _four(c, petal(r * 1.15, r * 0.7, 0.4), r * 0.035)
    return path(arms, p.second) + path(dots([(0, 0)], r * 0.28), p.ground)


def _ring(c: Canvas, r: float) -> str:
    p = c.palette
    ring = closed(wobble(ellipse(0, 0, r * 0.8, r * 0.8, 0, 8), c.rng, r * 0.045))
    return path(ring, p.ground, p.light, r * 0.26) + path(dots([(0, 0)], r * 0.24), p.light)


def _four_dots(c: Canvas, r: float) -> str:
    """Four drops of wax, in the openings between the fruits."""
    places = turned([(r * 0.62, 0), (0, r * 0.62), (-r * 0.62, 0), (0, -r * 0.62)], 0)
    return path(dots(places, r * 0.36, c.rng), c.palette.light)


def _flower(c: Canvas, r: float) -> str:
    p = c.palette
    leaves = _four(c, petal(r * 1.2, r * 0.8), r * 0.04) + _four(c, petal(r * 0.9, r * 0.5), r * 0.04, 45)
    return path(leaves, p.light, p.line, r * 0.1) + path(dots([(0, 0)], r * 0.3), p.main)


def _lozenge(c: Canvas, r: float) -> str:
    p = c.palette
    sides = wobble([(r, 0), (0, r), (-r, 0), (0, -r)], c.rng, r * 0.06)
    return path(polygon(sides), p.main, p.light, r * 0.2) + path(dots([(0, 0)], r * 0.22), p.light)


def _rays(c: Canvas, r: float) -> str:
    """Four tapering strokes that part the fruits from one another."""
    rays = _four(c, [(x + r * 0.35, y) for x, y in petal(r * 1.5, r * 0.34, 0.2)], r * 0.03)
    return path(rays + dots([(0, 0)], r * 0.2), c.palette.light)


def _star(c: Canvas, r: float) -> str:
    """The four-pointed ground between four fruits: a small flower, dots running into the points."""
    p = c.palette
    r *= 0.537
    leaves = _four(c, petal(r, r * 0.62, 0.6), r * 0.03)
    rows = [turned([(r * 1.42, 0), (r * 1.85, 0), (r * 2.2, 0)], 90 * k) for k in range(4)]
    trail = dots([point for row in rows for point in row], r * 0.115, c.rng)
    return (
        path(leaves, p.main, p.second, r * 0.1)
        + path(trail, p.second)
        + path(dots([(0, 0)], r * 0.2), p.light)
    )


def _seven(c: Canvas, r: float) -> str:
    """Seven dots."""
    ring = [turned([(r * 0.42, 0)], 60 * k)[0] for k in range(6)]
    return path(dots([(0, 0), *ring], r * 0.14, c.rng), c.rng.choice((c.palette.light, c.palette.second)))


def _gem(c: Canvas, r: float) -> str:
    """The ground between four fruits in a dye of its own, dotted."""
    p = c.palette
    corners = [turned([(r * 1.5, 0), turned([(r * 0.68, 0)], 45)[0]], 90 * k) for k in range(4)]
    sides = wobble([point for pair in corners for point in pair], c.rng, r * 0.03)
    step = r * 0.24
    places = [(i * step, j * step) for i in range(-4, 5) for j in range(-4, 5) if abs(i) + abs(j) < 4]
    dye, mark = c.rng.choice(
        ((p.main, p.light), (p.second, p.light), (p.accent, p.ground), (p.light, p.main))
    )
    return path(polygon(sides), dye, p.line, r * 0.05) + path(dots(places, step * 0.2, c.rng), mark)


def _spokes(c: Canvas, r: float) -> str:
    """A small star of strokes."""
    strokes = "".join(
        line(turned([(r * 0.22, 0), (r * (0.75 if k % 2 else 1.1), 0)], 45 * k)) for k in range(8)
    )
    return path(strokes, "none", c.palette.light, r * 0.09) + path(dots([(0, 0)], r * 0.13), c.palette.light)


def _eye(c: Canvas, r: float) -> str:
    p = c.palette
    ring = closed(wobble(ellipse(0, 0, r * 0.45, r * 0.45, 0, 8), c.rng, r * 0.02))
    return path(ring, p.ground, p.second, r * 0.1) + path(dots([(0, 0)], r * 0.18), p.light)
