"""Figures that several motifs share: rosettes, wings, butterflies, thrones, leaves, flowers, birds."""

import math

from ml.drawings.batik.canvas import Canvas, group, path
from ml.drawings.batik.pen import (
    Point,
    closed,
    dots,
    ellipse,
    line,
    opened,
    petal,
    polygon,
    ribbon,
    spiral,
    turned,
    wobble,
)


def rosette(c: Canvas, r: float, petals: int, fill: str, ink: str, eye: str) -> str:
    """A flower seen from above, petals with a vein and a ringed eye."""
    turn = 360 / petals
    width = min(r * 0.7, 2 * math.pi * r * 0.62 / petals)
    markup = "".join(
        closed(wobble(turned(petal(r, width, 0.35), turn * k), c.rng, 0.9)) for k in range(petals)
    )
    veins = "".join(line(turned([(r * 0.42, 0), (r * 0.74, 0)], turn * k)) for k in range(petals))
    heart = closed(wobble(ellipse(0, 0, r * 0.27, r * 0.27, 0, 8), c.rng, 0.7))
    ring = dots([turned([(r * 0.15, 0)], 60 * k)[0] for k in range(6)], r * 0.038)
    return (
        path(markup, fill, ink, 2.2)
        + path(veins, "none", ink, r * 0.05)
        + path(heart, eye, ink, 2.4)
        + path(ring, ink)
    )


def lar(c: Canvas, r: float, ink: str, fill: str, second: str) -> str:
    """A pair of raised garuda wings: long feathers hung from the arm, a row of coverts, a tail between."""
    markup = "".join(
        path(
            closed(wobble(turned(petal(r * 0.62, r * 0.2, 0.2), a, (0, r * 0.2)), c.rng, 0.6)), tint, ink, 2.4
        )
        for a, tint in ((64, second), (116, second), (90, fill))
    )
    for side in (-1, 1):
        markup += _wing(c, r, side, (ink, fill, second))
    body = [(0, -0.62), (0.12, -0.3), (0.15, 0.14), (0, 0.42), (-0.15, 0.14), (-0.12, -0.3)]
    markup += path(closed(wobble([(x * r, y * r) for x, y in body], c.rng, 0.7)), second, ink, 2.8)
    return markup + path(dots([(0, -r * 0.3), (0, -r * 0.06), (0, r * 0.17)], r * 0.045), ink)


def _wing(c: Canvas, r: float, side: int, colours: tuple[str, str, str]) -> str:
    ink, fill, second = colours
    markup = ""
    for row, (count, length, width) in enumerate(((7, 0.66, 0.2), (6, 0.3, 0.17))):
        for k in range(count):
            t = 1 - k / (count - 1)  # from the wing's tip to the body, so that inner feathers lie on top
            root = (r * (0.1 + 0.72 * t), r * (-0.12 - 0.66 * t**1.4))
            shape = turned(petal(r * length * (0.7 + 0.3 * t), r * width, 0.15), 84 - 52 * t, root)
            tint = (fill, second)[(k + row) % 2]
            markup += path(closed(wobble([(side * x, y) for x, y in shape], c.rng, 0.6)), tint, ink, 2.2)
            if row == 0:
                rib = turned([(r * 0.36, 0), (r * length * 0.66, 0)], 84 - 52 * t, root)
                markup += path(line([(side * x, y) for x, y in rib]), "none", ink, 1.5)
    arm = [(side * r * (0.06 + 0.78 * t), r * (-0.1 - 0.7 * t**1.4)) for t in (0, 0.25, 0.5, 0.75, 1)]
    curl = [(side * (x + r * 0.74), y - r * 0.82) for x, y in spiral(1.1, r * 0.14, 10, clockwise=False)]
    return markup + path(opened([*arm, *curl]), "none", ink, r * 0.06)


def butterfly(c: Canvas, r: float, ink: str, fill: str, second: str) -> str:
    """A butterfly seen from above: two pairs of wings with eyes, feelers curled."""
    markup = ""
    for side in (1, -1):
        upper = [
            (0, -r * 0.1),
            (r * 0.3, -r * 0.62),
            (r * 0.82, -r * 0.8),
            (r * 0.98, -r * 0.45),
            (r * 0.72, -r * 0.05),
            (r * 0.2, r * 0.04),
        ]
        lower = [
            (0, r * 0.05),
            (r * 0.5, r * 0.06),
            (r * 0.78, r * 0.34),
            (r * 0.58, r * 0.72),
            (r * 0.28, r * 0.5),
            (r * 0.06, r * 0.3),
        ]
        for wing, tint in ((lower, second), (upper, fill)):
            own = wobble([(side * x, y) for x, y in wing], c.rng, 0.9)
            markup += path(closed(own), tint, ink, 2.8)
            cx, cy = sum(x for x, _ in own) / 6, sum(y for _, y in own) / 6
            inner = [(cx + (x - cx) * 0.62, cy + (y - cy) * 0.62) for x, y in own]
            markup += path(closed(inner), "none", ink, 1.8) + path(
                dots([(cx + side * r * 0.1, cy)], r * 0.07), ink
            )
        feeler = opened(
            [
                (0, -r * 0.36),
                (side * r * 0.12, -r * 0.7),
                (side * r * 0.3, -r * 0.86),
                (side * r * 0.34, -r * 0.74),
            ]
        )
        markup += path(feeler, "none", ink, 2.4)
    body = closed(wobble(ellipse(0, 0, r * 0.07, r * 0.4, 0, 8), c.rng, 0.5))
    bands = "".join(line([(-r * 0.05, y * r), (r * 0.05, y * r)]) for y in (-0.14, 0.0, 0.14))
    return markup + path(body, second, ink, 2.6) + path(bands, "none", ink, 1.8)


def throne(c: Canvas, r: float, ink: str, fill: str, second: str) -> str:
    """A pavilion: stepped base, pillars, two roofs with a finial."""
    roofs = ""
    for top, bottom, half in ((-0.78, -0.36, 0.5), (-0.38, 0.0, 0.82)):
        shape = [
            (-half * r, bottom * r),
            (-half * r * 0.55, (top * 0.35 + bottom * 0.65) * r),
            (0, top * r),
            (half * r * 0.55, (top * 0.35 + bottom * 0.65) * r),
            (half * r, bottom * r),
        ]
        roofs = path(polygon(wobble(shape, c.rng, 0.9)), fill, ink, 2.8) + roofs
        strokes = "".join(
            line([(x * half * r, bottom * r - 3), (x * half * r * 0.72, (top * 0.3 + bottom * 0.7) * r)])
            for x in (-0.6, -0.3, 0.0, 0.3, 0.6)
        )
        roofs += path(strokes, "none", ink, 1.8)
    pillars = "".join(
        polygon(
            wobble(
                [
                    (x * r - r * 0.06, 0),
                    (x * r + r * 0.06, 0),
                    (x * r + r * 0.06, r * 0.5),
                    (x * r - r * 0.06, r * 0.5),
                ],
                c.rng,
                0.6,
            )
        )
        for x in (-0.5, 0.0, 0.5)
    )
    base = ""
    for y, half in ((0.5, 0.68), (0.62, 0.82), (0.74, 0.96)):
        base += path(
            polygon(
                wobble(
                    [
                        (-half * r, y * r),
                        (half * r, y * r),
                        (half * r, (y + 0.12) * r),
                        (-half * r, (y + 0.12) * r),
                    ],
                    c.rng,
                    0.6,
                )
            ),
            second,
            ink,
            2.2,
        )
    finial = path(
        closed([(x, y - r * 0.78) for x, y in turned(petal(r * 0.26, r * 0.14, 0.8), -90)]), second, ink, 2.2
    )
    beads = dots([(k * r * 0.16, r * 0.8) for k in range(-5, 6)], r * 0.028)
    return finial + path(pillars, second, ink, 2.2) + base + roofs + path(beads, ink)


def spray(c: Canvas, r: float, ink: str, fill: str, second: str) -> str:
    """An upright plant: a stem with paired leaves, scrolls, and a flower on top."""
    stem = path(opened(wobble([(0, r * 0.9), (0, r * 0.4), (0, -r * 0.3)], c.rng, 1.5)), "none", ink, 3.6)
    leaves = ""
    for side in (1, -1):
        for y, length, angle in ((0.62, 0.78, -18), (0.28, 0.66, -38), (-0.02, 0.46, -55)):
            leaves += group(leaf(c, r * length, fill, ink), 0, r * y, angle if side > 0 else 180 - angle)
        curl = [(side * (x + r * 0.3), y + r * 0.84) for x, y in spiral(1.3, r * 0.18, 180)]
        leaves += path(opened(curl), "none", ink, 3.0)
    flower = group(rosette(c, r * 0.42, 8, second, ink, fill), 0, -r * 0.52)
    return stem + leaves + flower


def leaf(c: Canvas, length: float, fill: str, ink: str, width: float = 0.34) -> str:
    """A pointed leaf along +x with its midrib and side veins."""
    half = length * width / 2
    bend = length * c.rng.uniform(-0.05, 0.05)
    shape = [
        (0, 0),
        (length * 0.25, -half * 0.85 + bend * 0.5),
        (length * 0.55, -half * 0.9 + bend),
        (length * 0.85, -half * 0.3 + bend),
        (length, bend * 0.4),
        (length * 0.85, half * 0.35 + bend),
        (length * 0.55, half + bend),
        (length * 0.25, half * 0.9 + bend * 0.5),
    ]
    rib = opened([(length * 0.04, 0), (length * 0.5, bend), (length * 0.86, bend * 0.7)])
    veins = "".join(
        line([(length * t, bend), (length * (t + 0.1), bend + s * half * 0.58)])
        for t in (0.3, 0.46, 0.62)
        for s in (-1, 1)
    )
    return path(closed(wobble(shape, c.rng, 0.6)), fill, ink, 2.2) + path(rib + veins, "none", ink, 1.6)


def blossom(c: Canvas, r: float, fill: str, second: str, ink: str) -> str:
    """A full flower: two rings of lobed petals with sawut strokes, a dotted heart."""
    count = c.rng.choice((5, 6, 7))
    markup = ""
    for ring, (reach, tint) in enumerate(((1.0, fill), (0.66, second))):
        width = reach * r * 4.9 / count
        petals, strokes = "", ""
        for k in range(count):
            angle = 360 / count * (k + ring * 0.5)
            petals += closed(wobble(turned(_lobed(reach * r, width), angle), c.rng, 0.9))
            for y in (-0.17, 0.0, 0.17):
                strokes += line(
                    turned([(reach * r * 0.66, y * width), (reach * r * 0.86, y * width * 1.4)], angle)
                )
        markup += path(petals, tint, ink, 2.2) + path(strokes, "none", ink, 1.6)
    heart = closed(wobble(ellipse(0, 0, r * 0.22, r * 0.22, 0, 8), c.rng, 0.6))
    seeds = dots([(0, 0), *[turned([(r * 0.12, 0)], 60 * k)[0] for k in range(6)]], r * 0.03)
    return markup + path(heart, fill, ink, 2.2) + path(seeds, ink)


def _lobed(length: float, width: float) -> list[Point]:
    half = width / 2
    return [
        (0, 0),
        (length * 0.4, -half * 0.8),
        (length * 0.78, -half),
        (length * 0.98, -half * 0.5),
        (length * 0.93, 0),
        (length * 0.98, half * 0.5),
        (length * 0.78, half),
        (length * 0.4, half * 0.8),
    ]


def bird(c: Canvas, r: float, fill: str, second: str, ink: str) -> str:
    """A flying bird from the side: raised wing in feathers, long tail plumes."""
    tails = ""
    for k in range(4):
        sweep = [
            (-r * 0.3, r * 0.05),
            (-r * 0.9, r * (0.0 + 0.16 * k)),
            (-r * (1.4 - 0.1 * k), r * (-0.2 + 0.34 * k)),
        ]
        tails += path(ribbon(sweep, (r * 0.1, r * 0.17, r * 0.04)), second if k % 2 else fill, ink, 2.0)
    body = closed(
        wobble(
            [
                (-r * 0.5, r * 0.08),
                (-r * 0.1, -r * 0.2),
                (r * 0.38, -r * 0.24),
                (r * 0.55, -r * 0.46),
                (r * 0.8, -r * 0.42),
                (r * 0.74, -r * 0.16),
                (r * 0.42, r * 0.22),
                (-r * 0.05, r * 0.3),
            ],
            c.rng,
            0.8,
        )
    )
    beak = polygon([(r * 0.79, -r * 0.42), (r * 1.05, -r * 0.3), (r * 0.78, -r * 0.24)])
    wing = ""
    for k in range(5):
        wing += path(
            closed(
                wobble(
                    turned(petal(r * (1.0 - 0.1 * k), r * 0.24, 0.3), -130 + 21 * k, (r * 0.12, -r * 0.05)),
                    c.rng,
                    0.7,
                )
            ),
            second if k % 2 else fill,
            ink,
            2.0,
        )
    eye = dots([(r * 0.66, -r * 0.36)], r * 0.045)
    scales = dots(
        [(x * r, y * r) for x, y in ((-0.1, 0.1), (0.1, 0.02), (0.3, -0.04), (0.08, 0.2), (0.28, 0.12))],
        r * 0.03,
    )
    return tails + path(body, fill, ink, 2.4) + path(beak, second, ink, 1.8) + wing + path(eye + scales, ink)
