"""Motifs drawn freely over the cloth: sekar jagad, tambal, buketan, pring."""

import math
from functools import partial

from ml.drawings.batik.canvas import Canvas, group, path, placed
from ml.drawings.batik.isen import ISEN
from ml.drawings.batik.motifs_band import background_field
from ml.drawings.batik.ornament import bird, blossom, butterfly, leaf, rosette
from ml.drawings.batik.palettes import mix
from ml.drawings.batik.pen import Point, closed, dots, line, opened, polygon, spiral, wobble
from ml.drawings.batik.regions import cells, inset


def sekar_jagad(c: Canvas) -> None:
    """Islands like a map, each with another filling, some with a flower, divided by waxed channels."""
    p = c.palette
    c.cover(p.light)
    paints = _paints(c, 11)
    coasts: dict[str, str] = {}
    tides = [c.rng.uniform(0, 6.28) for _ in range(4)]
    islands = cells(c, pitch=205.0, jitter=0.42)
    for index, island in enumerate(islands):
        coast = closed(wobble([_drifted(at, tides) for at in _sailed(inset(island, 8.0))], c.rng, 1.2))
        paint = paints[index % len(paints)]
        coasts[paint] = coasts.get(paint, "") + coast
    # One path for each filling: a pattern is costly to set up, so it is set up once.
    for paint, data in coasts.items():
        c.add(path(data, paint, p.line, 3.4))
    flowers = c.variants(3, lambda: blossom(c, 46, p.light, p.second, p.line))
    sprigs = c.variants(2, lambda: _leafy(c, 60))
    for index, island in enumerate(islands):
        x, y = _drifted(
            (sum(q for q, _ in island) / len(island), sum(q for _, q in island) / len(island)), tides
        )
        if index % 5 in (0, 2):
            c.use(c.choose(flowers), x, y, angle=c.rng.uniform(0, 360), scale=c.rng.uniform(0.8, 1.1))
        elif index % 5 == 3:
            c.use(c.choose(sprigs), x, y, angle=c.rng.uniform(0, 360))


def _sailed(points: list[Point]) -> list[Point]:
    """The way round a polygon in short legs, corners cut off."""
    legs = []
    for i, (x, y) in enumerate(points):
        nx, ny = points[(i + 1) % len(points)]
        count = 4 if math.hypot(nx - x, ny - y) > 60 else 2
        legs += [(x + (nx - x) * t, y + (ny - y) * t) for t in ((k + 0.5) / count for k in range(count))]
    return legs


def _drifted(at: Point, tides: list[float]) -> Point:
    """A point moved by slow waves, the same for neighbours: coasts bend together, channels stay even."""
    x, y = at
    dx = 26 * math.sin(y / 62 + tides[0]) + 11 * math.sin((x + y) / 27 + tides[1])
    dy = 26 * math.sin(x / 57 + tides[2]) + 11 * math.sin((x - y) / 25 + tides[3])
    return (x + dx, y + dy)


def _paints(c: Canvas, count: int) -> list[str]:
    """As many different fillings in changing pairs of colours."""
    pairs = _pairs(c)
    names = c.rng.sample(list(ISEN), count)
    return [ISEN[name](c, *pairs[k % len(pairs)], c.rng.uniform(0.9, 1.3)) for k, name in enumerate(names)]


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
    paints = _paints(c, 10)
    flowers = c.variants(2, lambda: rosette(c, side * 0.25, 8, p.light, p.line, p.second))
    quilt: dict[str, str] = {}
    middles = []
    for _, _, x, y in c.lattice((side, 0), (0, side), side):
        h = side / 2
        a, b, d, e = wobble([(x - h, y - h), (x + h, y - h), (x + h, y + h), (x - h, y + h)], c.rng, 1.0)
        patches = _patches(c.rng.choice((0, 0, 1, 1, 2, 3)), a, b, d, e, (x, y))
        for patch, paint in zip(patches, c.rng.sample(paints, len(patches)), strict=True):
            quilt[paint] = quilt.get(paint, "") + polygon(patch)
        if len(patches) == 1 or (len(patches) == 4 and c.rng.random() < 0.4):
            middles.append((x, y))
    for paint, data in quilt.items():
        c.add(path(data, paint))
    seams = "".join(quilt.values())
    c.add(path(seams, "none", p.light, 8.0, ' stroke-linejoin="round"') + path(seams, "none", p.line, 2.4))
    for x, y in middles:
        c.use(c.choose(flowers), x, y)


def _patches(kind: int, a: Point, b: Point, d: Point, e: Point, middle: Point) -> list[list[Point]]:
    if kind == 0:
        return [[a, b, d], [a, d, e]]
    if kind == 1:
        return [[a, b, middle], [b, d, middle], [d, e, middle], [e, a, middle]]
    return [[a, b, e], [b, d, e]] if kind == 2 else [[a, b, d, e]]


def buketan(c: Canvas) -> None:
    """Bouquets of full flowers and leaves; butterflies and birds between; a quiet filling behind."""
    p = c.palette
    pale = c.rng.random() < 0.55
    back, ink = (p.light, p.line) if pale else (p.ground, p.light)
    contour = p.line if pale else mix(p.light, p.second, 0.3)
    c.cover(background_field(c, p.second, back, 0.9))
    blossoms = [
        c.variants(2, lambda: blossom(c, 60, p.main, p.second, contour)),
        c.variants(2, lambda: blossom(c, 60, p.accent, p.main, contour)),
    ]
    bouquets = c.variants(2, lambda: _bouquet(c, blossoms, contour, ink))
    flyers = [
        c.define(butterfly(c, 62, contour, p.main, p.accent)),
        c.define(bird(c, 64, p.main, p.second, contour)),
    ]
    c.rng.shuffle(flyers)
    wide, high = 392.0, 322.0
    sprigs = c.variants(2, lambda: _leafy(c, 58))
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
        c.use(
            flyers[(i + j) % 2], x + wide / 2, y + 26 + c.rng.uniform(-12, 12), angle=c.rng.uniform(-30, 30)
        )
        c.use(c.choose(sprigs), x + wide / 2, y - 96, angle=c.rng.uniform(-50, 50))


def _bouquet(c: Canvas, blossoms: list[list[str]], contour: str, ink: str) -> str:
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
        placed(c.choose(blossoms[k % 2]), x, y, angle=c.rng.uniform(0, 70), scale=r / 60)
        for k, (x, y, r) in reversed(list(enumerate(heads)))
    )
    tie = path(line([(-15, 146), (15, 146)]) + line([(-13, 154), (13, 154)]), "none", ink, 4)
    return tendrils + stems + leaves + flowers + tie


def pring(c: Canvas) -> None:
    """Clumps of jointed bamboo, fans of narrow leaves at the joints."""
    p = c.palette
    pale = c.rng.random() < 0.4
    back, contour = (p.light, p.line) if pale else (p.ground, p.light)
    c.cover(background_field(c, p.second, back, 0.9) if c.rng.random() < 0.6 else back)
    wide, joint = 236.0, 132.0
    bands = (
        (0.0, joint, 30.0, 0.55, 20.0),
        (wide * 0.34, joint * 0.8, 18.0, 0.42, 30.0),
        (wide * 0.62, joint * 1.1, 22.0, 0.5, 26.0),
    )
    fans = c.variants(5, lambda: _fan(c, 96.0, contour))
    for shift, length, width, rate, sway in bands:
        pieces = c.variants(3, partial(_joint, c, length, width, contour))
        nodes = []
        for i, j, x, y in c.lattice((wide, 0), (0, length), 240):
            here, there = _sway(i, j, rate, sway), _sway(i, j + 1, rate, sway)
            slope = -math.degrees(math.atan2(there - here, length))
            c.use(c.choose(pieces), x + shift + (here + there) / 2, y + length / 2, angle=slope)
            nodes.append((x + shift + here, y))
        for x, y in nodes:
            if c.rng.random() < 0.42:
                side, lift = c.rng.choice(((0, 1), (180, -1))), c.rng.uniform(-24, 30)
                c.use(c.choose(fans), x + side[1] * 46, y - 8 + lift * 0.4, angle=side[0] + side[1] * lift)


def _sway(column: int, row: int, rate: float, reach: float) -> float:
    return reach * math.sin(row * rate + column * 1.9)


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
