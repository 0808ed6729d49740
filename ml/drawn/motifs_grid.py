"""Motifs on a grid: ceplok, nitik, truntum, poleng, sidomukti."""

import math

from ml.drawn.canvas import Canvas, path, placed
from ml.drawn.isen import ISEN
from ml.drawn.ornament import butterfly, lar, rosette, spray, throne
from ml.drawn.palettes import mix
from ml.drawn.pen import Point, closed, dots, ellipse, line, petal, polygon, turned, wobble


def ceplok(c: Canvas) -> None:
    """Rosettes in squares by turns with four-leaved crosses, joined at the corners by small rings."""
    p = c.palette
    side = 186.0
    c.cover(p.ground)
    petals = c.rng.choice((6, 8, 8, 12))
    style = c.rng.choice(("round", "square", "star"))
    firsts = c.variants(2, lambda: _ceplok_rosette(c, side, petals, style))
    seconds = c.variants(2, lambda: _ceplok_cross(c, side))
    corners = c.variants(2, lambda: _ceplok_corner(c, side * 0.1))
    cells = list(c.lattice((side, 0), (0, side), side))
    for i, j, x, y in cells:
        c.use(c.choose(firsts if (i + j) % 2 == 0 else seconds), x, y)
    for _, _, x, y in cells:
        c.use(c.choose(corners), x + side / 2, y + side / 2)


def _ceplok_rosette(c: Canvas, side: float, petals: int, style: str) -> str:
    p = c.palette
    r = side * 0.46
    if style == "round":
        frame = ellipse(0, 0, r, r, 0, 14)
    elif style == "star":
        frame = [
            (q * math.cos(t), q * math.sin(t))
            for k in range(16)
            for q, t in [(r * (1.04 if k % 2 == 0 else 0.86), k * math.pi / 8)]
        ]
    else:
        frame = [
            (r * 0.97 * s, r * 0.97 * t)
            for s, t in ((-1, -1), (0, -0.94), (1, -1), (0.94, 0), (1, 1), (0, 0.94), (-1, 1), (-0.94, 0))
        ]
    markup = path(closed(wobble(frame, c.rng, 1.2)), p.main, p.light, 4.5)
    markup += path(
        closed([(x * 0.86, y * 0.86) for x, y in wobble(frame, c.rng, 1.0)]), p.ground, p.second, 2.4
    )
    beads = [turned([(r * 0.79, 0)], 360 / 24 * k)[0] for k in range(24)]
    markup += path(dots(beads, 3.2, c.rng), p.light)
    return markup + rosette(c, r * 0.68, petals, p.light, p.main, p.second)


def _ceplok_cross(c: Canvas, side: float) -> str:
    p = c.palette
    r = side * 0.47
    diamond = wobble(
        [
            (0, -r),
            (r * 0.42, -r * 0.42),
            (r, 0),
            (r * 0.42, r * 0.42),
            (0, r),
            (-r * 0.42, r * 0.42),
            (-r, 0),
            (-r * 0.42, -r * 0.42),
        ],
        c.rng,
        1.0,
    )
    markup = path(polygon(diamond), "none", p.second, 2.6)
    leaves = "".join(
        closed(wobble(turned(petal(r * 0.86, r * 0.36, 0.9), 90 * k), c.rng, 0.8)) for k in range(4)
    )
    ribs = "".join(line(turned([(r * 0.2, 0), (r * 0.68, 0)], 90 * k)) for k in range(4))
    small = "".join(
        closed(wobble(turned(petal(r * 0.5, r * 0.24, 0.5), 45 + 90 * k), c.rng, 0.8)) for k in range(4)
    )
    markup += path(leaves, p.light) + path(ribs, "none", p.main, 3.0) + path(small, p.second)
    trail = [
        point
        for k in range(4)
        for point in turned(
            [(r * 0.62, 0), (r * 0.76, 0), (r * 0.69, r * 0.12), (r * 0.69, -r * 0.12)], 45 + 90 * k
        )
    ]
    return (
        markup
        + path(dots(trail, 3.0, c.rng), p.light)
        + path(dots([(0, 0)], r * 0.1), p.ground, p.light, 2.4)
    )


def _ceplok_corner(c: Canvas, r: float) -> str:
    p = c.palette
    ring = closed(wobble(ellipse(0, 0, r, r, 0, 9), c.rng, 0.7))
    return (
        path(ring, p.ground, p.light, 3.4)
        + path(dots([turned([(r * 0.48, 0)], 90 * k)[0] for k in range(4)], r * 0.16), p.second)
        + path(dots([(0, 0)], r * 0.2), p.light)
    )


def nitik(c: Canvas) -> None:
    """Everything from small squares and dashes, as if woven: flowers of dots in a lattice of dots."""
    p = c.palette
    c.cover(p.ground)
    fine = 11.4
    count = c.rng.choice((14, 16))
    side = fine * count
    figures = [_nitik_flower(c, count, kind) for kind in c.rng.sample((0, 1, 2, 3), 2)]
    names = [[c.define(_nitik_marks(c, figure, fine)) for _ in range(2)] for figure in figures]
    border = [c.define(_nitik_marks(c, _nitik_lattice(count), fine)) for _ in range(2)]
    for i, j, x, y in c.lattice((side, 0), (0, side), side * 0.75):
        c.use(c.choose(names[(i + j) % 2]), x, y)
        c.use(c.choose(border), x, y)


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


def _nitik_marks(c: Canvas, figure: dict[Point, str], fine: float) -> str:
    """Each mark is a stamped square, split by a hair of ground, as the cleft canting leaves it."""
    markup = ""
    for role in ("second", "light", "accent"):
        squares = []
        for (x, y), own in figure.items():
            if own == role:
                w, h = fine * c.rng.uniform(0.3, 0.37), fine * c.rng.uniform(0.3, 0.37)
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
    step = c.rng.uniform(80, 92)
    rays = c.rng.choice((8, 8, 10))
    large = c.variants(4, lambda: _star(c, step * 0.62, rays))
    small = c.variants(3, lambda: _small_star(c, step * 0.24))
    for _, _, x, y in c.lattice((step, step), (step, -step), step):
        jx, jy = c.rng.uniform(-2.5, 2.5), c.rng.uniform(-2.5, 2.5)
        c.use(c.choose(large), x + jx, y + jy, angle=c.rng.uniform(-7, 7))
        c.use(c.choose(small), x + step, y, angle=c.rng.uniform(-10, 10))
    trail = c.define(
        path(
            dots([(0, -step * 0.09), (0, step * 0.09), (-step * 0.09, 0), (step * 0.09, 0)], 3.0, c.rng),
            p.second,
        )
    )
    for _, _, x, y in c.lattice((step, step), (step, -step), step):
        c.use(trail, x + step / 2, y + step / 2, angle=45)
        c.use(trail, x + step / 2, y - step / 2, angle=45)


def _star(c: Canvas, r: float, rays: int) -> str:
    p = c.palette
    turn = 360 / rays
    petals = "".join(
        closed(
            wobble(
                turned([(x + r * 0.22, y) for x, y in petal(r * 0.66, r * 0.3, 0.7)], turn * k), c.rng, 0.7
            )
        )
        for k in range(rays)
    )
    hairs = "".join(line(turned([(r * 0.36, 0), (r * 0.72, 0)], turn * (k + 0.5))) for k in range(rays))
    tips = dots([turned([(r * 0.86, 0)], turn * (k + 0.5))[0] for k in range(rays)], r * 0.055, c.rng)
    heart = closed(wobble(ellipse(0, 0, r * 0.17, r * 0.17, 0, 7), c.rng, 0.5))
    return (
        path(petals, p.light)
        + path(hairs, "none", p.second, 2.2)
        + path(tips, p.light)
        + path(heart, p.main, p.light, 2.2)
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
    side = 228.0
    diamond = c.rng.random() < 0.6
    filled = c.rng.choice(("ukel", "ukel", "sisik", "cecek", "galaran"))
    ground = p.light if c.rng.random() < 0.6 else p.ground
    ink = p.line if ground == p.light else p.light
    c.cover(ISEN[filled](c, mix(ground, p.second, 0.75), ground, 1.0))
    figures = [lar, butterfly, throne, spray]
    names = [c.define(figure(c, side * 0.37, ink, p.main, p.second)) for figure in figures]
    band = c.variants(2, lambda: _beaded_band(c, side))
    knot = c.define(_ceplok_corner(c, side * 0.085))
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
