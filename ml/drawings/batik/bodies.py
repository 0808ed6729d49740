"""Long bodies about a bent line, and the contours that lie within them, one inside another."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from ml.drawings.batik.pen import Point, pair

Profile = Callable[[float], float]
"""A quantity along a body, from 0 at its left end to 1 at its right end."""


@dataclass(frozen=True)
class Body:
    """A long shape about a bent line: points of the line, its normals, and how thick it is on both sides."""

    places: list[float]
    """0 at the left end, 1 at the right one; closer together towards the ends."""
    spine: list[Point]
    normals: list[Point]
    above: list[float]
    below: list[float]

    def at(self, t: float, height: float = 0.0) -> Point:
        """The point at t, `height` of the thickness above (1: on the upper edge) or below (-1) the line."""
        i = self.nearest(t)
        return self._off(i, height * (self.above[i] if height > 0 else self.below[i]))

    def nearest(self, t: float) -> int:
        """Index of the point nearest to t."""
        return min(range(len(self.places)), key=lambda i: abs(self.places[i] - t))

    def contour(self, depth: float) -> str:
        """Path data of the contour that lies `depth` within the edge, its ends sharp; "" if none is left."""
        room = [up + down - 2 * depth for up, down in zip(self.above, self.below, strict=True)]
        first = last = max(range(len(room)), key=room.__getitem__)
        if room[first] <= 0:
            return ""
        while first > 0 and room[first - 1] > 0:
            first -= 1
        while last < len(room) - 1 and room[last + 1] > 0:
            last += 1
        inner = range(first, last + 1)
        top = [self._off(i, self.above[i] - depth) for i in inner]
        under = [self._off(i, depth - self.below[i]) for i in inner]
        left, right = self._tip(first, first - 1, room, depth), self._tip(last, last + 1, room, depth)
        return f"M{pair(left)}{flowing([left, *top, right])}{flowing([right, *under[::-1], left])}Z"

    def _off(self, i: int, by: float) -> Point:
        return (self.spine[i][0] + self.normals[i][0] * by, self.spine[i][1] + self.normals[i][1] * by)

    def _tip(self, inside: int, outside: int, room: list[float], depth: float) -> Point:
        """Where both edges meet, between the last point with room and the first without."""
        if not 0 <= outside < len(room):
            return self.spine[inside]
        share = room[inside] / max(1e-6, room[inside] - room[outside])
        (ax, ay), (bx, by) = (self._off(i, (self.above[i] - self.below[i]) / 2) for i in (inside, outside))
        return (ax + (bx - ax) * share, ay + (by - ay) * share)


def bent(start: Point, length: float, heading: Profile, above: Profile, below: Profile, count: int) -> Body:
    """A body from `start` whose line runs in the direction that `heading` gives, in degrees."""
    places = [(1 - math.cos(math.pi * k / count)) / 2 for k in range(count + 1)]
    spine, normals = [start], []
    for before, after in pairwise([*places, 1.0]):
        angle, step = math.radians(heading((before + after) / 2)), length * (after - before)
        normals.append((math.sin(angle), -math.cos(angle)))
        spine.append((spine[-1][0] + step * math.cos(angle), spine[-1][1] + step * math.sin(angle)))
    return Body(places, spine[:-1], normals, [above(t) for t in places], [below(t) for t in places])


def flowing(points: list[Point]) -> str:
    """Path data that goes on from the first point to the last, drawn towards those between."""
    parts = []
    for k in range(1, len(points) - 1):
        (x, y), (nx, ny) = points[k], points[k + 1]
        to = points[-1] if k == len(points) - 2 else ((x + nx) / 2, (y + ny) / 2)
        parts.append(f"Q{pair(points[k])} {pair(to)}")
    return "".join(parts) or f"L{pair(points[-1])}"
