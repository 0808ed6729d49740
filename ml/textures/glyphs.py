"""Rows of invented letters: strokes between the points of a small grid, repeated as writing is."""

import itertools

import numpy as np

from ml.textures.fields import Field, Inks, blank, coordinates, lay, soft, some_inks


def glyph_rows(rng: np.random.Generator, size: int) -> Inks:
    """A few invented glyphs in rows, float32 (size, size, 3)."""
    x, y = coordinates(rng, size)
    rows = rng.uniform(4, 14)
    columns = rows * rng.uniform(0.8, 1.8)
    v = y * rows
    row = np.floor(v)
    u = x * columns + 0.37 * row
    column = np.floor(u)
    local = (u - column, v - row)
    count, width = int(rng.integers(2, 9)), rng.uniform(0.03, 0.08)
    which = np.mod(column * int(rng.integers(1, 7)) + row * int(rng.integers(1, 5)), count)
    distance = np.full(x.shape, 1.0, np.float32)
    for number in range(count):
        distance = np.where(which == number, _glyph(rng, *local), distance)
    chosen = some_inks(rng, 3)
    inks = lay(blank(size, chosen[0]), soft((distance - width) / rows, size), chosen[1])
    if rng.random() < 0.5:
        inks = lay(
            inks, soft((np.abs(v - row - 0.5) - 0.5 + rng.uniform(0.02, 0.08)) * -1 / rows, size), chosen[2]
        )
    return inks


def _glyph(rng: np.random.Generator, u: Field, v: Field) -> Field:
    """Distance to a chain of strokes between grid points, some of them arcs."""
    points = 0.2 + 0.6 * rng.integers(0, 3, (int(rng.integers(3, 7)), 2)) / 2
    away = np.full(u.shape, 1.0, np.float32)
    for (ax, ay), (bx, by) in itertools.pairwise(points):
        if rng.random() < 0.3:
            cx, cy, radius = (ax + bx) / 2, (ay + by) / 2, max(np.hypot(ax - bx, ay - by) / 2, 0.08)
            away = np.minimum(away, np.abs(np.hypot(u - cx, v - cy) - radius))
        else:
            dx, dy = bx - ax, by - ay
            along = np.clip(((u - ax) * dx + (v - ay) * dy) / max(dx * dx + dy * dy, 1e-6), 0, 1)
            away = np.minimum(away, np.hypot(u - ax - along * dx, v - ay - along * dy))
    return away.astype(np.float32)
