"""Motifs on a grid: nitik, truntum, poleng, sidomukti."""

import math

from ml.drawings.batik.canvas import Canvas, path, placed
from ml.drawings.batik.isen import ISEN
from ml.drawings.batik.motifs_ceplok import corner
from ml.drawings.batik.ornament import butterfly, lar, spray, throne
from ml.drawings.batik.palettes import mix
from ml.drawings.batik.pen import Point, closed, dots, ellipse, line, petal, polygon, turned, wobble


def nitik(c: Canvas) -> None:
    """Everything from small squares and dashes, as if woven: flowers of dots in a lattice of dots."""
    p = c.palette
    c.cover(p.ground)
    fine, fat = 11.4 * c.about(1.0, 0.65, 1.35), c.about(1.0, 0.68, 1.4)
    count = c.manner(c.rng.choice((14, 16)), 10, 12, 14, 16, 18)
    side = fine * count
    figures = [_nitik_flower(c, count, kind) for kind in c.rng.sample((0, 1, 2, 3), 2)]
    figures = c.manner(figures, figures, [figures[0], figures[0]])
    names = [[c.define(_nitik_marks(c, figure, fine, fat)) for _ in range(2)] for figure in figures]
    border = [c.define(_nitik_marks(c, _nitik_lattice(count), fine, fat)) for _ in range(2)]
    angle, bordered = c.manner(0, 0, 45), c.manner(True, True, False)
    first, second = turned([(side, 0), (side * c.manner(0.0, 0.0, 0.5), side)], angle)
    for i, j, x, y in c.lattice(first, second, side * 0.75):
        c.use(c.choose(names[(i + j) % 2]), x, y, angle=angle)
        if bordered:
            c.use(c.choose(border), x, y, angle=angle)


def _nitik_flower(c: Canvas, count: int, kind: int) -> dict[Point, str]:
    """Grid places (half steps from the middle) and the role of colour at each."""
    marks: dict[Point, str] = {}
    half = count / 2 - 1.5
    places = [k + (0.5 if count % 2 == 0 else 0.0) for k in range(-count // 2, count // 2)]
    for x in places:
        for y in places:
            a, b = sorted((abs(x), abs(y)))
            role = _nitik_role(kind, a, b, half)
            if role:
                marks[(x, y)] = role
    return marks


def _nitik_role(kind: int, a: float, b: float, half: float) -> str:
    radius = math.hypot(a, b)
    if kind == 0:  # a flower of eight: full axes and diagonals in a ring
        if abs(radius - half) < 0.55:
            return "second"
        return (
            "light" if radius < half - 1 and (a < 1 or b - a < 1) and b > 1 else ("accent" if b < 1 else "")
        )
    if kind == 1:  # nested diamonds
        ring = (a + b) % 3
        return ("light" if (a + b) > 3.5 else "accent") if ring < 1.01 and a + b <= half + 1 else ""
    if kind == 2:  # four round flowers about a cross
        ring = math.hypot(a - half * 0.5, b - half * 0.5)
        if a < 1:
            return "accent" if b < half else ""
        return "light" if abs(ring - half * 0.38) < 0.62 else ("second" if ring < 0.8 else "")
    if b > half:  # squares within squares, their corners opened by diagonals
        return ""
    if b - a < 0.1:
        return "accent"
    return "light" if round(half - b) % 2 == 0 else ""


def _nitik_lattice(count: int) -> dict[Point, str]:
    half = count / 2
    marks: dict[Point, str] = {}
    for k in range(count):
        at = k - half + 0.5
        marks[(at, -half)] = "second" if k % 4 else "light"
        marks[(-half, at)] = "second" if k % 4 else "light"
    marks[(-half, -half)] = "light"
    return marks


def _nitik_marks(c: Canvas, figure: dict[Point, str], fine: float, fat: float) -> str:
    """Each mark is a stamped square, split by a hair of ground, as the cleft canting leaves it."""
    markup = ""
    for role in ("second", "light", "accent"):
        squares = []
        for (x, y), own in figure.items():
            if own == role:
                w, h = fine * fat * c.rng.uniform(0.3, 0.37), fine * fat * c.rng.uniform(0.3, 0.37)
                squares.append(
                    polygon(
                        wobble(
                            [
                                (x * fine - w, y * fine - h),
                                (x * fine + w, y * fine - h),
                                (x * fine + w, y * fine + h),
                                (x * fine - w, y * fine + h),
                            ],
                            c.rng,
                            0.5,
                        )
                    )
                )
        if squares:
            markup += path("".join(squares), getattr(c.palette, role))
    return markup


def truntum(c: Canvas) -> None:
    """Small star flowers in even scatter on a dark ground, smaller stars and dots between them."""
    p = c.palette
    c.cover(p.ground)
    step = c.rng.uniform(80, 92) * c.about(1.0, 0.65, 1.5)
    rays, reach = c.manner(c.rng.choice((8, 8, 10)), 5, 6, 8, 10, 12), c.about(0.62, 0.45, 0.72)
    plump = c.about(0.3, 0.18, 0.38)
    large = c.variants(4, lambda: _star(c, step * reach, rays, plump))
    second = step * c.about(0.24, 0.14, 0.34)
    small = c.manner(True, True, True, False)
    smalls = c.variants(3, lambda: _small_star(c, second)) if small else large
    loose, turning = c.about(2.5, 1.0, 9.0), c.about(7.0, 0.0, 45.0)
    for _, _, x, y in c.lattice((step, step), (step, -step), step):
        jx, jy = c.rng.uniform(-loose, loose), c.rng.uniform(-loose, loose)
        c.use(c.choose(large), x + jx, y + jy, angle=c.rng.uniform(-turning, turning))
        c.use(c.choose(smalls), x + step, y, angle=c.rng.uniform(-10, 10))
    if c.manner(True, True, False):
        _trails(c, step)


def _trails(c: Canvas, step: float) -> None:
    """Four dots in each gap between stars."""
    r = step * 0.09
    trail = c.define(path(dots([(0, -r), (0, r), (-r, 0), (r, 0)], step * 0.035, c.rng), c.palette.second))
    for _, _, x, y in c.lattice((step, step), (step, -step), step):
        c.use(trail, x + step / 2, y + step / 2, angle=45)
        c.use(trail, x + step / 2, y - step / 2, angle=45)


def _star(c: Canvas, r: float, rays: int, plump: float) -> str:
    p = c.palette
    turn = 360 / rays
    ray = [(x + r * 0.22, y) for x, y in petal(r * 0.66, r * plump * 8 / rays, 0.7)]
    petals = "".join(closed(wobble(turned(ray, turn * k), c.rng, 0.7)) for k in range(rays))
    hairs = "".join(line(turned([(r * 0.36, 0), (r * 0.72, 0)], turn * (k + 0.5))) for k in range(rays))
    tips = dots([turned([(r * 0.86, 0)], turn * (k + 0.5))[0] for k in range(rays)], r * 0.055, c.rng)
    heart = closed(wobble(ellipse(0, 0, r * 0.17, r * 0.17, 0, 7), c.rng, 0.5))
    return (
        path(petals, p.light)
        + path(hairs, "none", p.second, r * 0.041)
        + path(tips, p.light)
        + path(heart, p.main, p.light, r * 0.041)
        + path(dots([(0, 0)], r * 0.05), p.light)
    )


def _small_star(c: Canvas, r: float) -> str:
    p = c.palette
    leaves = "".join(
        closed(wobble(turned(petal(r, r * 0.5, 0.7), 90 * k + 45), c.rng, 0.4)) for k in range(4)
    )
    tips = dots([turned([(r * 1.0, 0)], 90 * k)[0] for k in range(4)], r * 0.16, c.rng)
    return path(leaves, p.second) + path(tips, p.light) + path(dots([(0, 0)], r * 0.18), p.ground)


def poleng(c: Canvas) -> None:
    """Checks: dark where two dark stripes cross, light where none does, half-dark where one does."""
    p = c.palette
    half = mix(p.ground, p.light, 0.45)
    side = 112.0
    c.cover(p.light)
    trim = c.rng.choice((True, False))
    darks = c.variants(3, lambda: _check(c, side, p.ground, p.accent if trim else p.ground))
    greys = c.variants(3, lambda: _woven_check(c, side, half, p.ground))
    lights = c.variants(2, lambda: _check(c, side, p.light, half if trim else p.light))
    for i, j, x, y in c.lattice((side, 0), (0, side), side):
        kind = darks if i % 2 == 0 and j % 2 == 0 else (lights if i % 2 and j % 2 else greys)
        c.use(c.choose(kind), x, y)


def _check(c: Canvas, side: float, fill: str, trim: str) -> str:
    h = side / 2
    edge = wobble([(-h, -h), (0, -h), (h, -h), (h, 0), (h, h), (0, h), (-h, h), (-h, 0)], c.rng, 1.2)
    markup = path(polygon(edge), fill)
    inner = [(x * 0.8, y * 0.8) for x, y in edge]
    return markup if trim == fill else markup + path(polygon(inner), "none", trim, 2.4)


def _woven_check(c: Canvas, side: float, fill: str, thread: str) -> str:
    h = side / 2
    threads = []
    count = 9
    for k in range(count):
        at = -h + side * (k + 0.5) / count
        threads.append(line(wobble([(at, -h), (at, 0), (at, h)], c.rng, 0.8)))
    return _check(c, side, fill, fill) + path("".join(threads), "none", thread, side / count * 0.34)


def sidomukti(c: Canvas) -> None:
    """A lattice of beaded bands; in its cells wings, butterfly, throne and flower spray by turns."""
    p = c.palette
    side = 228.0 * c.about(1.0, 0.7, 1.3)
    diamond = c.rng.random() < 0.6
    filled = c.rng.choice(("ukel", "ukel", "sisik", "cecek", "galaran"))
    ground = p.light if c.rng.random() < 0.6 else p.ground
    ink = p.line if ground == p.light else p.light
    c.cover(ISEN[filled](c, mix(ground, p.second, 0.75), ground, 1.0))
    figures = [lar, butterfly, throne, spray]
    names = [c.define(figure(c, side * 0.37, ink, p.main, p.second)) for figure in figures]
    band = c.variants(2, lambda: _beaded_band(c, side))
    knot = c.define(corner(c, side * 0.085))
    angle = 45.0 if diamond else 0.0
    step = side
    first, second = turned([(step, 0), (0, step)], angle)
    cells = list(c.lattice(first, second, side))
    for i, j, x, y in cells:
        centre = turned([(step / 2, step / 2)], angle, (x, y))[0]
        c.use(names[(i + 2 * (j % 2)) % 4], *centre, angle=c.rng.uniform(-2.5, 2.5))
    for _, _, x, y in cells:
        c.add(placed(c.choose(band), x, y, angle=angle) + placed(c.choose(band), x, y, angle=angle + 90))
    for _, _, x, y in cells:
        c.use(knot, x, y)


def _beaded_band(c: Canvas, side: float) -> str:
    p = c.palette
    w = side * 0.05
    strip = wobble([(0, -w), (side / 2, -w), (side, -w), (side, w), (side / 2, w), (0, w)], c.rng, 0.8)
    count = 9
    beads = "".join(
        closed(
            wobble(
                ellipse(side * (k + 0.5) / count, 0, side * 0.034, w * 0.42, -35 if k % 2 else 35, 6),
                c.rng,
                0.5,
            )
        )
        for k in range(count)
    )
    return path(polygon(strip), p.ground, p.second, 2.6) + path(beads, p.light)
