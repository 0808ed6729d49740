"""Motifs drawn freely over the cloth: megamendung, sekar jagad, tambal, buketan, pring."""

import math

from ml.drawn.canvas import Canvas, group, path
from ml.drawn.isen import ISEN
from ml.drawn.motifs_band import background_field
from ml.drawn.ornament import bird, blossom, butterfly, leaf, rosette
from ml.drawn.palettes import mix, steps
from ml.drawn.pen import Point, closed, dots, line, number, opened, polygon, ribbon, spiral, wobble
from ml.drawn.regions import cells, inset


def megamendung(c: Canvas) -> None:
    """Rain clouds: one contour inside the next in five to seven steps of a dye, tips drawn out, curls within."""
    p = c.palette
    c.cover(p.ground)
    count = c.rng.choice((5, 6, 7))
    first, last = (p.light, p.main) if c.rng.random() < 0.7 else (p.second, p.light)
    shades = steps(first, last, count)
    clouds = c.variants(5, lambda: _cloud(c, shades, p.ground))
    wide, high = 292.0, 104.0
    places = [
        (x + c.rng.uniform(-16, 16), y + c.rng.uniform(-9, 9))
        for _, _, x, y in c.lattice((wide, 0), (wide / 2, high), 210)
    ]
    for x, y in places:
        turn = c.rng.uniform(-8, 8) + c.rng.choice((0, 0, 180))
        c.add(group(f'<use href="#{c.choose(clouds)}"/>', x, y, turn, number(c.rng.choice((1, -1))) + " 1"))


def _cloud(c: Canvas, shades: list[str], ground: str) -> str:
    """A cloud about the origin. Each shade is the same outline with a wider stroke, so contours run parallel."""
    lobes = _cloud_outline(c)
    step = 46.0 / len(shades)
    markup = path(lobes, ground, ground, 2 * 34.0, _MITRE)
    for k, shade in enumerate(shades[:-1]):
        width = 2 * max(0.8, 27.0 - step * k * 0.62)
        markup += path(lobes, shade, shade, width, _MITRE)
    markup += path(lobes, shades[-1])
    for x, y, r, start, way in ((-46, 4, 21, 90, True), (26, -4, 25, 80, False)):
        markup += _curl(c, x, y, r * c.rng.uniform(0.9, 1.1), start, way, shades)
    return markup


_MITRE = ' stroke-linejoin="miter" stroke-miterlimit="3"'


def _cloud_outline(c: Canvas) -> str:
    """Lobes above and below between two long points; arcs meet in cusps that point inwards."""
    top = [(-128, 14), (-88, -12), (-48, -34), (4, -46), (54, -30), (92, -8), (134, 10)]
    bottom = [(84, 22), (36, 36), (-16, 40), (-70, 30)]
    ring = wobble(top, c.rng, 4.0) + wobble(bottom, c.rng, 4.0)
    parts = [f"M{number(ring[0][0])} {number(ring[0][1])}"]
    tips = {0, len(top) - 2, len(top) - 1, len(ring) - 1}
    for i in range(len(ring)):
        (x0, y0), (x1, y1) = ring[i], ring[(i + 1) % len(ring)]
        radius = math.hypot(x1 - x0, y1 - y0) * c.rng.uniform(0.54, 0.64)
        if i in tips:  # towards a point the line swings the other way, which draws the point out
            mx, my = (x0 + x1) / 2, (y0 + y1) / 2
            parts.append(f"Q{number(mx)} {number(my * 0.72 + 4)} {number(x1)} {number(y1)}")
        else:
            parts.append(f"A{number(radius)} {number(radius)} 0 0 1 {number(x1)} {number(y1)}")
    return "".join(parts) + "Z"


def _curl(c: Canvas, x: float, y: float, r: float, start: float, clockwise: bool, shades: list[str]) -> str:
    line_points = [(x + px, y + py) for px, py in wobble(spiral(1.5, r, start, clockwise), c.rng, 0.5)]
    wide = ribbon(line_points, (3.0, 9.0, 7.0, 2.0))
    fine = ribbon(line_points, (1.0, 4.2, 3.2, 1.0))
    return path(wide, shades[len(shades) // 2]) + path(fine, shades[0])


def sekar_jagad(c: Canvas) -> None:
    """Islands like a map, each with another filling, some with a flower, divided by waxed channels."""
    p = c.palette
    c.cover(p.light)
    islands = cells(c, pitch=205.0, jitter=0.42)
    names = list(ISEN)
    c.rng.shuffle(names)
    inks = _pairs(c)
    flowers = c.variants(3, lambda: blossom(c, 46, p.light, p.second, p.line))
    sprigs = c.variants(2, lambda: _leafy(c, 60))
    for index, island in enumerate(islands):
        shape = closed(wobble(_rounded(inset(island, 9.0)), c.rng, 3.5))
        fore, back = inks[index % len(inks)]
        paint = ISEN[names[index % len(names)]](c, fore, back, c.rng.uniform(0.85, 1.25))
        c.add(path(shape, paint, p.line, 3.4))
        x, y = sum(q for q, _ in island) / len(island), sum(q for _, q in island) / len(island)
        if index % 3 == 0:
            c.use(c.choose(flowers), x, y, angle=c.rng.uniform(0, 360), scale=c.rng.uniform(0.8, 1.1))
        elif index % 3 == 1 and c.rng.random() < 0.5:
            c.use(c.choose(sprigs), x, y, angle=c.rng.uniform(0, 360))


def _rounded(points: list[Point]) -> list[Point]:
    """Corners cut twice, sides bent: a coastline from a polygon."""
    for _ in range(1):
        cut = []
        for i, (x, y) in enumerate(points):
            nx, ny = points[(i + 1) % len(points)]
            cut += [
                (x * 0.76 + nx * 0.24, y * 0.76 + ny * 0.24),
                (x * 0.24 + nx * 0.76, y * 0.24 + ny * 0.76),
            ]
        points = cut
    return points


def _pairs(c: Canvas) -> list[tuple[str, str]]:
    p = c.palette
    pairs = [
        (p.light, p.ground),
        (p.line, p.second),
        (p.light, p.main),
        (p.second, p.ground),
        (p.main, p.light),
        (p.light, p.accent),
    ]
    c.rng.shuffle(pairs)
    return pairs


def _leafy(c: Canvas, r: float) -> str:
    p = c.palette
    stem = path(
        opened(wobble([(-r, 6), (-r * 0.3, -5), (r * 0.4, 5), (r, -4)], c.rng, 2)), "none", p.line, 3.2
    )
    blades = "".join(
        group(leaf(c, r * 0.72, p.light, p.line), r * t, 0, a)
        for t, a in ((-0.75, -42), (-0.4, 46), (0.0, -42), (0.35, 44), (0.75, -8))
    )
    return stem + blades


def tambal(c: Canvas) -> None:
    """Patchwork: squares cut into triangles, every patch another filling, seams in waxed lines."""
    p = c.palette
    c.cover(p.ground)
    side = 196.0
    names, inks = list(ISEN), _pairs(c)
    paints = [
        ISEN[name](c, *inks[k % len(inks)], c.rng.uniform(0.9, 1.3))
        for k, name in enumerate(c.rng.sample(names, len(names)))
    ]
    flowers = c.variants(2, lambda: rosette(c, side * 0.25, 8, p.light, p.line, p.second))
    for _, _, x, y in c.lattice((side, 0), (0, side), side):
        h = side / 2
        a, b, d, e = wobble([(x - h, y - h), (x + h, y - h), (x + h, y + h), (x - h, y + h)], c.rng, 1.0)
        patches = _patches(c.rng.choice((0, 0, 1, 1, 2, 3)), a, b, d, e, (x, y))
        for patch, paint in zip(patches, c.rng.sample(paints, len(patches)), strict=True):
            c.add(path(polygon(patch), paint) + _seam(c, patch))
        if len(patches) == 1 or (len(patches) == 4 and c.rng.random() < 0.4):
            c.use(c.choose(flowers), x, y)


def _patches(kind: int, a: Point, b: Point, d: Point, e: Point, middle: Point) -> list[list[Point]]:
    if kind == 0:
        return [[a, b, d], [a, d, e]]
    if kind == 1:
        return [[a, b, middle], [b, d, middle], [d, e, middle], [e, a, middle]]
    return [[a, b, e], [b, d, e]] if kind == 2 else [[a, b, d, e]]


def _seam(c: Canvas, patch: list[Point]) -> str:
    p = c.palette
    data = polygon(patch)
    return path(data, "none", p.light, 8.0, ' stroke-linejoin="round"') + path(data, "none", p.line, 2.4)


def buketan(c: Canvas) -> None:
    """Bouquets of full flowers and leaves; butterflies and birds between; a quiet filling behind."""
    p = c.palette
    pale = c.rng.random() < 0.55
    back, ink = (p.light, p.line) if pale else (p.ground, p.light)
    contour = p.line if pale else mix(p.light, p.second, 0.3)
    c.cover(background_field(c, p.second, back, 0.9))
    bouquets = c.variants(2, lambda: _bouquet(c, contour, ink))
    flyers = [
        c.define(butterfly(c, 62, contour, p.main, p.accent)),
        c.define(bird(c, 64, p.main, p.second, contour)),
    ]
    c.rng.shuffle(flyers)
    wide, high = 400.0, 390.0
    for i, j, x, y in c.lattice((wide, 0), (wide / 2, high), 300):
        c.add(
            group(
                f'<use href="#{c.choose(bouquets)}"/>',
                x,
                y,
                c.rng.uniform(-14, 14),
                "1 1" if (i + j) % 2 else "-1 1",
            )
        )
        c.use(flyers[j % 2], x + wide / 2, y + c.rng.uniform(-20, 20), angle=c.rng.uniform(-30, 30))


def _bouquet(c: Canvas, contour: str, ink: str) -> str:
    p = c.palette
    base = (0.0, 168.0)
    heads = [(0, -30, 66), (-84, 20, 48), (80, 6, 52), (-44, -116, 36), (66, -104, 34)]
    stems = "".join(
        path(opened(wobble([base, (x * 0.35, 80), (x, y)], c.rng, 3)), "none", contour, 4.6)
        for x, y, _ in heads
    )
    leaves = ""
    for x, y, length, angle in (
        (-20, 120, 120, 196),
        (16, 116, 124, -14),
        (-14, 90, 112, 158),
        (14, 84, 116, 24),
        (-84, -50, 92, 222),
        (92, -44, 90, -38),
        (4, -92, 92, -92),
        (-110, 50, 80, 168),
        (116, 50, 84, 16),
    ):
        leaves += group(
            leaf(c, length, p.second if c.rng.random() < 0.5 else p.accent, contour, 0.38),
            x,
            y,
            angle + c.rng.uniform(-6, 6),
        )
    tendrils = ""
    for side in (1, -1):
        curl = [(side * (x + 120), y + 120) for x, y in spiral(1.6, 30, 170)]
        tendrils += path(opened([(side * 6.0, 140.0), *wobble(curl, c.rng, 1)]), "none", contour, 3.2)
    flowers = "".join(
        group(
            blossom(c, r, p.main if k % 2 == 0 else p.accent, p.second if k % 2 == 0 else p.main, contour),
            x,
            y,
            c.rng.uniform(0, 70),
        )
        for k, (x, y, r) in reversed(list(enumerate(heads)))
    )
    tie = path(line([(-15, 146), (15, 146)]) + line([(-13, 154), (13, 154)]), "none", ink, 4)
    return tendrils + stems + leaves + flowers + tie


def pring(c: Canvas) -> None:
    """Clumps of jointed bamboo, fans of narrow leaves at the joints."""
    p = c.palette
    pale = c.rng.random() < 0.4
    back = p.light if pale else p.ground
    contour = p.line if pale else p.light
    c.cover(background_field(c, p.second, back, 0.9) if c.rng.random() < 0.6 else back)
    wide, joint = 118.0, 132.0
    joints = c.variants(4, lambda: _joint(c, joint, 30.0, contour))
    thin = c.variants(3, lambda: _joint(c, joint * 0.8, 17.0, contour))
    fans = c.variants(5, lambda: _fan(c, 92.0, contour))
    for i, j, x, y in c.lattice((wide * 2, 0), (0, joint), 240):
        sway = 16 * math.sin(j * 0.55 + i * 1.7)
        c.use(c.choose(joints), x + sway, y, angle=7 * math.cos(j * 0.55 + i * 1.7))
    for i, j, x, y in c.lattice((wide * 2, 0), (0, joint * 0.8), 240):
        lean = 26 * math.sin(j * 0.4 + i * 2.3)
        c.use(c.choose(thin), x + wide * 0.85 + lean, y, angle=9 * math.cos(j * 0.4 + i * 2.3))
    for i, j, x, y in c.lattice((wide, 0), (0, joint), 240):
        if (i + j) % 2 == 0 or c.rng.random() < 0.3:
            side = c.rng.choice((0, 180))
            c.use(c.choose(fans), x, y + c.rng.uniform(-30, 30), angle=side + c.rng.uniform(-30, 30))


def _joint(c: Canvas, length: float, width: float, contour: str) -> str:
    """One piece of stem between two nodes, with its highlight and its collar."""
    p = c.palette
    h, w = length / 2, width / 2
    outline = [
        (-w * 1.18, -h),
        (-w * 0.9, -h * 0.72),
        (-w * 0.86, h * 0.6),
        (-w * 1.18, h),
        (w * 1.18, h),
        (w * 0.86, h * 0.6),
        (w * 0.9, -h * 0.72),
        (w * 1.18, -h),
    ]
    stem = path(closed(wobble(outline, c.rng, 0.7)), p.main, contour, 3.4)
    shine = path(
        line(wobble([(-w * 0.35, -h * 0.66), (-w * 0.35, h * 0.5)], c.rng, 0.7)),
        "none",
        p.second,
        width * 0.16,
    )
    specks = path(dots([(w * 0.35, h * t) for t in (-0.5, -0.3, -0.1)], width * 0.06, c.rng), contour)
    collar = path(
        opened(wobble([(-w * 1.3, -h + 3), (0, -h - 4), (w * 1.3, -h + 3)], c.rng, 0.5)), "none", contour, 5.0
    )
    return stem + shine + specks + collar


def _fan(c: Canvas, length: float, contour: str) -> str:
    p = c.palette
    twig = path(opened([(-length * 0.5, 8), (-length * 0.2, 1), (0, 0)]), "none", contour, 3.2)
    blades = ""
    for angle, share in ((-64, 0.7), (-34, 0.92), (-6, 1.0), (24, 0.9), (52, 0.68)):
        tint = p.second if c.rng.random() < 0.6 else p.accent
        blades += group(leaf(c, length * share, tint, contour, 0.2), 0, 0, angle + c.rng.uniform(-7, 7))
    return twig + blades
