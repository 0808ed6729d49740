"""The blades of parang: S-shaped, in pairs, packed so that wax fills the band, with knobs at their ends."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from ml.drawings.batik.canvas import Canvas, group, path
from ml.drawings.batik.palettes import mix
from ml.drawings.batik.pen import Point, closed, dots, ellipse, line, opened, spiral, turned, wobble

Within = Callable[[Canvas, "Chain", int], str]
"""What is drawn within a blade: (canvas, chain, 0 for a pair's fuller one or 1), about the blade's middle."""
Knob = Callable[[Canvas, float, str], str]
"""What sits at a blade's end: (canvas, radius, fill), about its middle."""


THIN = 0.35
"""No blade is thinner anywhere, as a share of the usual width."""
EASE = (1.0, 0.75, 0.5, 0.25, 0.0)
"""How much of the sway, the swelling and the taper may be kept."""


@dataclass(frozen=True)
class Chain:
    """The proportions of a band: blades stand upright in pairs, each a step up and right of the last.

    Where two lie side by side they share one bent edge and only a gap is left between them. A blade's left
    edge is free above its neighbour on the left, its right edge below the one on the right: there heads
    swell and knobs sit. `gap` to `head` and `cap` are shares of the width.
    """

    width: float
    length: float
    lean: float
    """Between band and blade, in degrees."""
    strip: float
    """Between two bands, measured along the blades."""
    gap: float
    bend: float
    """How far the shared edges sway, as an S."""
    swell: float
    """How much fuller the first blade of a pair is than the second."""
    taper: float
    """How much the first narrows from head to foot, and the second from foot to head."""
    head: float
    """How far the free ends bulge."""
    short: float
    """What the second blade lacks at either end, as a share of the length."""
    cap: float
    """Height of the rounding at the ends: 0.5 is a half circle, more a point."""
    waves: int
    """Waves on a shared edge, as on a kris; 0 for a smooth one."""
    knobs: str
    """Where knobs sit: at both ends of "all" blades or of the "first" of a pair, at the "top", or "none"."""

    @property
    def rise(self) -> float:
        """How much higher the next blade stands."""
        return self.width * math.tan(math.radians(self.lean))

    @property
    def pitch(self) -> float:
        """From pair to pair along the band."""
        return 2 * self.width / math.cos(math.radians(self.lean))

    @property
    def depth(self) -> float:
        """From side to side of the band, where blades lie close."""
        return self.length * math.cos(math.radians(self.lean))

    @property
    def room(self) -> float:
        """From that side to the next band's."""
        return self.strip * math.cos(math.radians(self.lean))

    @property
    def below(self) -> Point:
        """The step along and across the band to the next, where the blades stand in the same columns."""
        return turned([(0, self.length + self.strip)], self.lean)[0]

    @property
    def knob(self) -> float:
        """Radius of the knobs: what the notch above the neighbour leaves."""
        return 0.33 * min(self.width * (1 - self.head), self.rise)

    def ends(self, kind: int) -> list[Point]:
        """Where a blade's knobs are, about its middle: in the notches at its head and its foot."""
        if self.knobs == "none" or (self.knobs == "first" and kind):
            return []
        y = self.length / 2 - self.rise + self.knob * 1.25
        beside = [0.5 - (y + side * self.knob) / self.length for side in (-1, 0, 1)]
        left = min(self.spread(kind, t)[0] for t in beside) - self.knob * 1.12
        right = max(self.spread(kind, 1 - t)[1] for t in beside) + self.knob * 1.12
        return [(left, -y)] if self.knobs == "top" else [(left, -y), (right, y)]

    def studs(self) -> tuple[list[float], float]:
        """Where there is room on a strip for one stud or two to a pair, along it from below the first blade.

        Also the radius of the room.
        """
        high = min(self.width, self.rise)
        if self.knobs == "first":
            return [0.0], 0.38 * high
        return [self.pitch / 4, -self.pitch / 4], (0.32 if self.knobs == "none" else 0.22) * high

    def spread(self, kind: int, t: float) -> tuple[float, float]:
        """Left and right edge of a blade at t, 0 at its top and 1 at its foot."""
        shift = self.rise / self.length
        left = self._edge(kind, t) - self.head * math.sin(math.pi * min(1.0, t / shift))
        right = self._edge(1 - kind, t + shift) + self.head * math.sin(math.pi * min(1.0, (1 - t) / shift))
        return (left + self.gap / 2) * self.width, (1 + right - self.gap / 2) * self.width

    @property
    def thinnest(self) -> float:
        """The least width of a blade between its ends."""
        spreads = [self.spread(kind, k / 20) for kind in (0, 1) for k in range(1, 20)]
        return min(right - left for left, right in spreads)

    def outline(self, kind: int, share: float = 1.0) -> list[Point]:
        """Points round a blade about its middle; `share` below 1 gives a smaller blade within it."""
        start = self.short * kind + (1 - share) * 0.12
        cap = self.cap * self.width / self.length * share
        count = 4 * self.waves + 3 if self.waves else 5
        sides = [start + cap + (1 - 2 * start - 2 * cap) * k / count for k in range(count + 1)]
        head = [(start + cap * s, math.sqrt(1 - (1 - s) ** 2)) for s in (0.1, 0.45)]
        foot = [(1 - t, full) for t, full in reversed(head)]
        left, right = [], []
        for t, full in [*head, *[(t, 1.0) for t in sides], *foot]:
            a, b = self.spread(kind, t)
            middle, half, y = (a + b) / 2, (b - a) / 2 * full * share, (t - 0.5) * self.length
            left.append((middle - half, y))
            right.append((middle + half, y))
        return right + left[::-1]

    def spine(self, kind: int, first: float, last: float, count: int) -> list[Point]:
        """Points down the middle of a blade from t = first to last."""
        steps = [first + (last - first) * k / (count - 1) for k in range(count)]
        return [(sum(self.spread(kind, t)) / 2, (t - 0.5) * self.length) for t in steps]

    def _edge(self, kind: int, t: float) -> float:
        t = min(t, 1.0)
        x = -0.5 + self.bend * math.sin(2 * math.pi * t)
        fuller = self.swell * math.sin(math.pi * t) + self.taper * (0.5 - t)
        x += fuller if kind else -fuller
        if self.waves and kind:
            x += 0.08 * math.sin(2 * math.pi * self.waves * t) * min(1.0, 4 * t * (1 - t))
        return x


@dataclass(frozen=True)
class Dress:
    """How the blades of a band are drawn: the dyes of a pair, their rim, and what is in and about them."""

    fills: tuple[str, str]
    rim: str
    rim_width: float
    within: Within
    knob: Knob
    join: str
    """Where two blades run together: "none", "top" (an arch) or "both" (an endless snake)."""


def chosen_chain(c: Canvas) -> Chain:
    """The proportions of one cloth: parang klitik is small, parang barong is huge."""
    width = 54.0 * math.exp(c.about(0.0, -0.6, 0.42))
    chain = Chain(
        width=width,
        length=width * c.about(3.5, 2.6, 6.4),
        lean=c.about(45.0, 35.0, 62.0),
        strip=width * c.about(1.62, 1.1, 2.4),
        gap=c.about(0.09, 0.06, 0.18),
        bend=c.about(0.17, -0.16, 0.24),
        swell=c.about(0.1, -0.02, 0.24),
        taper=c.about(0.1, -0.25, 0.35),
        head=c.about(0.08, 0.0, 0.17),
        short=c.about(0.04, 0.0, 0.08),
        cap=c.about(0.5, 0.42, 1.1),
        waves=c.manner(*[0] * 4, 5, 7),
        knobs=c.manner("first", "first", "all", "all", "top", "none"),
    )
    # Where sway, swelling and taper meet in one place a blade would be too thin; then all of them give.
    eased = (replace(chain, bend=chain.bend * k, swell=chain.swell * k, taper=chain.taper * k) for k in EASE)
    return next(one for one in eased if one.thinnest > THIN * width)


def chosen_dress(c: Canvas) -> Dress:
    """How the blades of a band are drawn: undyed and plain, or otherwise."""
    p = c.palette
    bold = (p.light, p.light)
    others = ((p.light, mix(p.light, p.second, 0.35)), (p.light, p.second), (p.second, p.second))
    fills = c.manner(*[bold] * 6, *others, (p.line, p.line))
    # Blades as dark as the ground are seen by the line that wax drew round them.
    dark = fills[0] != p.light
    return Dress(
        fills=fills,
        rim=p.light if dark else c.manner(p.main, p.second, p.line),
        rim_width=c.about(0.09, 0.07, 0.12) if dark else c.about(0.05, 0.0, 0.1),
        within=c.manner(*[nothing] * 5, contour, vein, heart, curl, curls, cecek),
        knob=c.manner(disc, disc, ring, eye, seed),
        join="none" if dark else c.manner(*["none"] * 5, "top", "both"),
    )


def pair(c: Canvas, chain: Chain, dress: Dress) -> str:
    """Two blades with all that belongs to them, about the band's middle; the band runs along +x."""
    steps = ((0, 0.0, 0.0), (1, chain.width, -chain.rise))
    markup = "".join(group(_blade(c, chain, dress, kind), x, y) for kind, x, y in steps)
    upright = group(markup + _joins(chain, dress), -chain.width / 2, chain.rise / 2)
    return group(upright, angle=chain.lean)


def halo(chain: Chain, colour: str, reach: float) -> str:
    """What lies within `reach` of a pair's blades and knobs, in one colour; laid out as `pair` is."""
    w, markup = chain.width, ""
    for kind, x, y in ((0, 0.0, 0.0), (1, w, -chain.rise)):
        shape = closed(chain.outline(kind)) + dots(chain.ends(kind), chain.knob)
        markup += group(path(shape, colour, colour, 2 * reach), x, y)
    return group(group(markup, -w / 2, chain.rise / 2), angle=chain.lean)


def _blade(c: Canvas, chain: Chain, dress: Dress, kind: int) -> str:
    """One blade about its middle, upright, with its knobs."""
    fill = dress.fills[kind]
    shape = closed(wobble(chain.outline(kind), c.rng, chain.width * 0.015))
    markup = path(shape, fill, dress.rim, dress.rim_width * chain.width) + dress.within(c, chain, kind)
    return markup + "".join(group(dress.knob(c, chain.knob, fill), *at) for at in chain.ends(kind))


def _joins(chain: Chain, dress: Dress) -> str:
    """Wax across the gap at the head of a pair, and at the foot of it and the next."""
    w, thick = chain.width, min(0.55, chain.cap + 0.1) * chain.width
    depth = chain.length / 2 - thick * 0.62
    bridges = []
    if dress.join != "none":
        bridges.append([(w * 0.15, -depth), (w * 0.85, -depth - 0.04 * w)])
    if dress.join == "both":
        y = depth - 2 * chain.rise
        bridges.append([(w * 1.15, y + 0.04 * w), (w * 1.85, y)])
    return "".join(path(line(bridge), "none", dress.fills[0], thick) for bridge in bridges)


def nothing(c: Canvas, chain: Chain, kind: int) -> str:
    """A plain blade."""
    return ""


def contour(c: Canvas, chain: Chain, kind: int) -> str:
    """A line that follows the edge within."""
    inner = wobble(chain.outline(kind, 0.66), c.rng, chain.width * 0.01)
    return path(closed(inner), "none", c.palette.main, chain.width * 0.06)


def heart(c: Canvas, chain: Chain, kind: int) -> str:
    """A smaller blade of another dye within every other one."""
    return "" if kind else path(closed(chain.outline(kind, 0.5)), c.palette.main)


def vein(c: Canvas, chain: Chain, kind: int) -> str:
    """One line down the middle."""
    return path(opened(chain.spine(kind, 0.14, 0.86, 5)), "none", c.palette.line, chain.width * 0.07)


def cecek(c: Canvas, chain: Chain, kind: int) -> str:
    """Dots down the middle."""
    return path(dots(chain.spine(kind, 0.14, 0.86, 9), chain.width * 0.07, c.rng), c.palette.main)


def curl(c: Canvas, chain: Chain, kind: int) -> str:
    """The head curled in on itself, and a line from there to the foot."""
    line_down = chain.spine(kind, 0.3, 0.86, 4)
    return path(
        opened(_scroll(chain, kind, 0.13)[::-1] + line_down), "none", c.palette.line, chain.width * 0.07
    )


def curls(c: Canvas, chain: Chain, kind: int) -> str:
    """Head and foot both curled in, as an S."""
    s_line = _scroll(chain, kind, 0.13)[::-1] + chain.spine(kind, 0.35, 0.65, 3) + _scroll(chain, kind, 0.87)
    return path(opened(s_line), "none", c.palette.line, chain.width * 0.07)


def _scroll(chain: Chain, kind: int, t: float) -> list[Point]:
    """A curl about the blade's middle at t, from the outside to its eye; at the foot turned half round."""
    x, y = chain.spine(kind, t, 1 - t, 2)[0]
    return [(x + px, y + py) for px, py in spiral(1.2, chain.width * 0.27, 200 if t < 0.5 else 20)]


def disc(c: Canvas, r: float, fill: str) -> str:
    """A round knob."""
    return path(closed(wobble(ellipse(0, 0, r, r, 0, 8), c.rng, r * 0.03)), fill)


def ring(c: Canvas, r: float, fill: str) -> str:
    """A knob with a dot in it."""
    return disc(c, r, fill) + path(dots([(0, 0)], r * 0.4), c.palette.main)


def eye(c: Canvas, r: float, fill: str) -> str:
    """Mata: a ring about a dark eye with a light in it."""
    dark, spark = path(dots([(0, 0)], r * 0.68), c.palette.line), path(dots([(0, 0)], r * 0.3), fill)
    return disc(c, r, fill) + dark + spark


def seed(c: Canvas, r: float, fill: str) -> str:
    """A knob parted by a slanting cut."""
    cut = line([(-r * 0.7, r * 0.5), (r * 0.7, -r * 0.5)])
    return disc(c, r, fill) + path(cut, "none", c.palette.line, r * 0.2)
