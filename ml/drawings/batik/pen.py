"""The canting: points become smooth, slightly unsteady SVG path data, as wax drawn by hand does."""

import math
from collections.abc import Iterable, Sequence
from random import Random

Point = tuple[float, float]


def number(value: float) -> str:
    """A coordinate with one decimal and nothing superfluous: half the size of a drawing is its numbers."""
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


def pair(point: Point) -> str:
    """`x y` of a point."""
    return f"{number(point[0])} {number(point[1])}"


def wobble(points: Iterable[Point], rng: Random, amount: float) -> list[Point]:
    """The same points, each moved up to `amount`: the unsteadiness of a hand."""
    return [(x + rng.uniform(-amount, amount), y + rng.uniform(-amount, amount)) for x, y in points]


def closed(points: Sequence[Point]) -> str:
    """Path data of a smooth closed curve through the points (Catmull-Rom as cubic Bezier)."""
    count = len(points)
    parts = [f"M{pair(points[0])}"]
    for i in range(count):
        parts.append(_bezier(points[i - 1], points[i], points[(i + 1) % count], points[(i + 2) % count]))
    return "".join(parts) + "Z"


def opened(points: Sequence[Point]) -> str:
    """Path data of a smooth open curve through the points."""
    padded = [points[0], *points, points[-1]]
    parts = [f"M{pair(points[0])}"]
    for i in range(1, len(padded) - 2):
        parts.append(_bezier(padded[i - 1], padded[i], padded[i + 1], padded[i + 2]))
    return "".join(parts)


def polygon(points: Sequence[Point]) -> str:
    """Path data of straight sides."""
    return "M" + "L".join(pair(point) for point in points) + "Z"


def line(points: Sequence[Point]) -> str:
    """Path data of straight strokes through the points, left open."""
    return "M" + "L".join(pair(point) for point in points)


def dots(points: Iterable[Point], radius: float, rng: Random | None = None) -> str:
    """Path data of many filled dots in one path; with `rng` their sizes differ as wax drops do."""
    parts = []
    for x, y in points:
        r = radius * (rng.uniform(0.8, 1.15) if rng else 1.0)
        a, d = number(r), number(2 * r)
        parts.append(f"M{number(x - r)} {number(y)}a{a} {a} 0 1 0 {d} 0a{a} {a} 0 1 0 -{d} 0Z")
    return "".join(parts)


def ellipse(cx: float, cy: float, rx: float, ry: float, angle: float = 0.0, count: int = 12) -> list[Point]:
    """Points of an ellipse turned by `angle` degrees."""
    return [turn((rx * math.cos(t), ry * math.sin(t)), angle, (cx, cy)) for t in _angles(count)]


def turn(point: Point, angle: float, centre: Point = (0.0, 0.0)) -> Point:
    """The point turned by `angle` degrees about the origin, then moved to `centre`."""
    c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return (centre[0] + c * point[0] - s * point[1], centre[1] + s * point[0] + c * point[1])


def turned(points: Iterable[Point], angle: float, centre: Point = (0.0, 0.0)) -> list[Point]:
    """`turn` for many points."""
    return [turn(point, angle, centre) for point in points]


def ribbon(points: Sequence[Point], widths: Sequence[float], rng: Random | None = None) -> str:
    """A line of changing width along the points, as a filled outline; `widths` are spread over its length."""
    left, right = [], []
    last = len(points) - 1
    for i, (x, y) in enumerate(points):
        before, after = points[max(0, i - 1)], points[min(last, i + 1)]
        dx, dy = after[0] - before[0], after[1] - before[1]
        length = math.hypot(dx, dy) or 1.0
        half = _spread(widths, i / last) / 2 * (rng.uniform(0.88, 1.12) if rng else 1.0)
        nx, ny = -dy / length * half, dx / length * half
        left.append((x + nx, y + ny))
        right.append((x - nx, y - ny))
    return closed(left + right[::-1])


def spiral(turns: float, radius: float, start: float = 0.0, clockwise: bool = True) -> list[Point]:
    """Points from the outside of a curl to its eye at the origin, first at `start` degrees."""
    count = max(8, int(turns * 11))
    sign = 1 if clockwise else -1
    points = []
    for i in range(count + 1):
        t = i / count
        angle = math.radians(start) + sign * t * turns * 2 * math.pi
        r = radius * (1 - 0.9 * t**0.85)
        points.append((r * math.cos(angle), r * math.sin(angle)))
    return points


def petal(length: float, width: float, point: float = 0.0) -> list[Point]:
    """A petal from the origin along +x; `point` 0 is round, 1 runs to a sharp tip."""
    half = width / 2
    return [
        (0.0, 0.0),
        (length * 0.3, -half * 0.78),
        (length * (0.66 - 0.1 * point), -half),
        (length * (0.93 - 0.05 * point), -half * (0.55 - 0.35 * point)),
        (length, 0.0),
        (length * (0.93 - 0.05 * point), half * (0.55 - 0.35 * point)),
        (length * (0.66 - 0.1 * point), half),
        (length * 0.3, half * 0.78),
    ]


def _angles(count: int) -> list[float]:
    return [2 * math.pi * i / count for i in range(count)]


def _spread(widths: Sequence[float], t: float) -> float:
    position = t * (len(widths) - 1)
    index = min(int(position), len(widths) - 2)
    share = position - index
    return widths[index] * (1 - share) + widths[index + 1] * share


def _bezier(p0: Point, p1: Point, p2: Point, p3: Point) -> str:
    c1 = (p1[0] + (p2[0] - p0[0]) / 6, p1[1] + (p2[1] - p0[1]) / 6)
    c2 = (p2[0] - (p3[0] - p1[0]) / 6, p2[1] - (p3[1] - p1[1]) / 6)
    return f"C{pair(c1)} {pair(c2)} {pair(p2)}"
