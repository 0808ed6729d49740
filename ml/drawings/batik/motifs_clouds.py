"""Megamendung: rain clouds, contour in contour, with drawn-out tips, hooks and curls."""

import math
from dataclasses import dataclass
from itertools import pairwise

from ml.drawings.batik.bodies import Body, Profile, bent, flowing
from ml.drawings.batik.canvas import Canvas, group, path
from ml.drawings.batik.isen import ISEN
from ml.drawings.batik.palettes import mix, steps
from ml.drawings.batik.pen import Point, number, pair, spiral, turned, wobble

Band = tuple[str, float]
"""A dye, and how far in from a cloud's edge it begins, in cloth units."""


@dataclass(frozen=True)
class _Sky:
    """What all clouds of a cloth share: their bands of dye from the edge inward, and how they are drawn."""

    bands: list[Band]
    slim: float
    """Height of a cloud to its length."""
    lobes: int
    crest: str
    """How the edge waves: "wave" evenly, "lobe" in humps, "brace" in points with hollows between."""
    swing: float
    """How deep the edge waves."""
    curl: float
    """How far round the ends of a cloud bend, in degrees."""
    turns: float
    hooks: int


def megamendung(c: Canvas) -> None:
    """Clouds over the whole cloth, each laid over the last, small ones in the gaps between large ones."""
    _air(c)
    sky = _sky(c)
    size = 128.0 * 2 ** c.about(0.0, -0.8, 0.8)
    clouds = [c.define(_cloud(c, sky, size * scale, kind)) for kind, scale in _company(c)]
    puffs = c.variants(3, lambda: _puff(c, sky, size * 0.4))
    wide = size * c.about(2.3, 1.9, 3.2)
    high = size * c.about(0.86, 0.7, 1.35) * (sky.slim / 0.42) ** 0.6
    turn = c.manner(0, 0, 0, 0, 90)
    first, second = turned([(wide, 0), (wide * c.rng.choice((0.5, 0.5, 0.38)), high)], turn)
    sparse, mixed = c.manner(0.15, 0.0, 0.15, 0.6, 1.0), c.about(0.12, 0.0, 0.3)
    for names in (puffs, clouds):  # small clouds first: the points of the large ones lie over them
        beside = turned([(wide / 2, 0)], turn)[0] if names is puffs else (0.0, 0.0)
        for _, _, x, y in c.lattice(first, second, size * 2.0):
            if names is puffs and c.rng.random() < sparse:
                continue
            at = wobble([(x + beside[0], y + beside[1])], c.rng, 0.11 * size)[0]
            scale = 1 + c.rng.uniform(-mixed, mixed)
            flip = f"{c.rng.choice((1, -1)) * scale:.2f} {c.rng.choice((1, 1, 1, -1)) * scale:.2f}"
            cloud = f'<use href="#{c.choose(names)}"/>'
            c.add(group(cloud, *at, turn + c.rng.uniform(-6, 6), flip))


def _air(c: Canvas) -> None:
    """What lies between the clouds: the plain dye, seldom a fine filling."""
    p = c.palette
    filled = c.manner("", *[""] * 9, "cecek", "galaran", "ukel")
    thin = mix(p.ground, p.light, 0.35)
    c.cover(ISEN[filled](c, thin, p.ground, c.rng.uniform(0.5, 0.9)) if filled else p.ground)


def _sky(c: Canvas) -> _Sky:
    return _Sky(
        bands=bands_of(c, c.about(4.0, 2.0, 7.5), c.about(27.0, 10.0, 42.0)),
        slim=c.about(0.42, 0.26, 0.62),
        lobes=c.manner(3, 2, 3, 4, 5),
        crest=c.manner("brace", "wave", "lobe", "brace"),
        swing=c.about(0.24, 0.1, 0.34),
        curl=c.about(55.0, 0.0, 120.0),
        turns=c.about(1.6, 1.0, 2.3),
        hooks=c.manner(1, 0, 1, 1, 2),
    )


def bands_of(c: Canvas, rim: float, reach: float) -> list[Band]:
    """The dyes of a cloud from its outermost line, `rim` wide, to its heart, `reach` within."""
    p = c.palette
    deep = mix(p.main, p.ground, c.about(0.25, 0.0, 0.8))
    count = c.manner(5, 3, 4, 5, 6, 7, 9)
    way = c.manner("dawn", "dawn", "dawn", "dawn", "dusk", "rim", "line", "paper", "lined", "second")
    flat = {"rim": p.main, "line": p.ground, "paper": p.light}
    if way in flat:
        return [(p.line if way == "paper" else p.light, 0.0), (flat[way], rim)]
    last = {"dusk": p.light, "second": p.second}.get(way, deep)
    inner = steps(mix(deep, last, 0.15) if way == "dusk" else mix(p.light, last, 0.28), last, count)
    step = (reach - rim) / (count - 1)
    bands = [(dye, rim + step * k) for k, dye in enumerate(inner)]
    if way == "lined":  # a hair of wax between one dye and the next
        hairs = [(p.light, depth + step * 0.6) for _, depth in bands]
        bands = [one for both in zip(bands, hairs, strict=True) for one in both][:-1]
    return [(p.light, 0.0), *bands]


def _company(c: Canvas) -> list[tuple[str, float]]:
    """The kinds and sizes of the large clouds that a cloth repeats."""
    usual = [("lozenge", 1.0), ("comma", 0.85), ("heap", 1.15)]
    fewer = [(kind, c.rng.uniform(0.65, 1.15)) for kind in c.rng.choices(("lozenge", "comma", "heap"), k=5)]
    alike = [(fewer[0][0], c.rng.uniform(0.75, 1.1)) for _ in range(4)]
    return c.manner(usual, fewer, alike)


def _cloud(c: Canvas, sky: _Sky, size: float, kind: str) -> str:
    """One large cloud about the origin: its body, its hooks, and the curls within."""
    body, thickest = _billow(c, sky, size, kind)
    bodies, curls = [body], [_flow(body, sky, thickest, 0.66)]
    if kind == "heap":
        curls += [_flow(body, sky, thickest + by, 0.5, above=True) for by in (-0.2, 0.2)]
    for t in c.rng.sample((0.26, 0.4, 0.58, 0.72), sky.hooks):
        hook, curl = _hook(c, body, sky, t, size * c.rng.uniform(0.16, 0.24))
        bodies, curls = [*bodies, hook], [*curls, curl]
    return _nest(bodies, sky, 1.0) + "".join(_curl(c, curl, sky) for curl in curls)


def _billow(c: Canvas, sky: _Sky, size: float, kind: str) -> tuple[Body, float]:
    """The body of a large cloud, and where along it it is thickest."""
    high = size * sky.slim
    long = size * {"heap": 2.9, "comma": 2.5}.get(kind, 2.4)
    thickest = {"comma": c.rng.uniform(0.2, 0.27)}.get(kind, c.rng.uniform(0.4, 0.6))
    ends = (0.5 if kind == "comma" else c.rng.uniform(1.0, 1.35), c.rng.uniform(1.0, 1.35))
    curls = (0.0 if kind == "comma" else c.rng.uniform(-1, 1), c.rng.uniform(-1, 1))
    sway, phase = c.rng.uniform(-22, 22), c.rng.random()

    def heading(t: float) -> float:
        left, right = max(0.0, 1 - t / 0.35), max(0.0, (t - 0.65) / 0.35)
        return sway * math.cos(2 * math.pi * t) + sky.curl * (curls[1] * right**2 - curls[0] * left**2)

    def thick(t: float) -> float:
        share = t / thickest if t < thickest else (1 - t) / (1 - thickest)
        return float(math.sin(math.pi / 2 * share) ** ends[0 if t < thickest else 1])

    def edge(lobes: float, shift: float) -> Profile:
        def out(t: float) -> float:
            swing = sky.swing * _crest(sky.crest, t * lobes + shift)
            return float(high * (thick(t) + swing * thick(t) ** 0.6))

        return out

    upper, lower = edge(sky.lobes, phase), edge(sky.lobes - 0.6, phase + 0.4)
    return bent((-long / 2, 0.0), long, heading, upper, lower, 6 * sky.lobes), thickest


def _crest(kind: str, turns: float) -> float:
    """The wave of an edge, -1..1, once up and down for every turn."""
    if kind == "wave":
        return math.sin(2 * math.pi * turns)
    hump = abs(math.sin(math.pi * turns))
    return 2 * hump - 1 if kind == "lobe" else 1 - 2 * hump**0.8


def _puff(c: Canvas, sky: _Sky, size: float) -> str:
    """A small cloud: a drop with a curl, its point drawn out, perhaps with a hook."""
    bend, tip = c.rng.uniform(-30, 30), c.rng.uniform(-1, 1) * sky.curl

    def thick(t: float) -> float:
        return float(size * 0.42 * math.sin(math.pi * t**0.6) ** (0.6 if t < 0.32 else 1.25))

    body = bent((-size, 0.0), size * 2.2, lambda t: bend * math.cos(3 * t) + tip * t**3, thick, thick, 10)
    bodies, curls = [body], [_flow(body, sky, 0.3, 0.7)]
    if c.rng.random() < 0.5:
        hook, curl = _hook(c, body, sky, 0.5, size * 0.36)
        bodies, curls = [*bodies, hook], [*curls, curl]
    return _nest(bodies, sky, 0.55) + "".join(_curl(c, curl, sky) for curl in curls)


def _flow(body: Body, sky: _Sky, t: float, share: float, above: bool = False) -> list[Point]:
    """A curl within: from the edge behind it, along that edge, round and in to its eye."""
    x, y = body.at(t)
    i = body.nearest(t)
    radius = share * min(body.above[i], body.below[i])
    way, side = (-1, 1) if above else (1, -1)
    places = [min(0.95, max(0.05, t + way * by)) for by in (0.36, 0.2)]
    lead = [body.at(place, side * height) for place, height in zip(places, (0.9, 0.72), strict=True)]
    eye = [(x + px, y + py) for px, py in spiral(sky.turns, radius, 270 if above else 90)]
    return lead + eye


def _hook(c: Canvas, body: Body, sky: _Sky, t: float, radius: float) -> tuple[Body, list[Point]]:
    """A neck that grows from the upper half of a body and curls over to a round head; the curl in it."""
    lean = c.rng.choice((-1, 1))
    start = body.at(t, -0.2)
    rise = c.rng.uniform(200, 250)

    def heading(u: float) -> float:
        return float(-90 - lean * 35 + lean * rise * u**1.3)

    def thick(u: float) -> float:
        end = max(0.0, (u - 0.8) / 0.2)
        return radius * (0.5 + 0.3 * u) * math.sqrt(max(0.0, 1 - end**2))

    up = body.above[body.nearest(t)]
    hook = bent(start, up * 1.2 + radius * 3.0, heading, thick, thick, 9)
    x, y = hook.at(0.8)
    eye = spiral(max(1.0, sky.turns * 0.8), radius * 0.62, heading(0.75) - lean * 90, clockwise=lean > 0)
    return hook, [hook.at(0.5, 0.6 * lean), *((x + px, y + py) for px, py in eye)]


def _nest(bodies: list[Body], sky: _Sky, share: float) -> str:
    """Contour in contour: all bodies in every band's dye, each band farther within."""
    markup = ""
    for k, (dye, depth) in enumerate(sky.bands):
        deep = depth if k < 2 else sky.bands[1][1] + (depth - sky.bands[1][1]) * share
        markup += "".join(path(data, dye) for data in (body.contour(deep) for body in bodies) if data)
    return markup


def _curl(c: Canvas, points: list[Point], sky: _Sky) -> str:
    """A light line with the bands of dye on both its sides, narrow enough for the curl to stay open."""
    points = wobble(points, c.rng, 0.4)
    radius = max(math.dist(points[-1], point) for point in points[-14:])
    rim, widest = sky.bands[1][1], sky.bands[-1][1]
    share = min(1.0, 0.42 * radius / (sky.turns * widest))
    whole, eye = (c.define(f'<path d="M{pair(way[0])}{flowing(way)}"/>') for way in (points, points[2:]))
    markup = ""
    for k, ((dye, _), (_, depth)) in reversed(list(enumerate(pairwise(sky.bands)))):
        wide = max(rim * 0.9, 2 * depth * share)
        markup += (
            f'<use href="#{whole if k == 0 else eye}" fill="none" stroke="{dye}" '
            f'stroke-width="{number(wide)}" stroke-linecap="round"/>'
        )
    return markup
