"""Families of drawn cloth that repeat: stripes, checks, lattices, scales and weaves."""

import numpy as np

from ml.textures.fields import (
    COUNT,
    Field,
    Inks,
    band,
    bars,
    blank,
    cell_values,
    coordinates,
    lattice,
    lay,
    lay_cloth,
    soft,
    some_inks,
)
from ml.textures.shapes import any_shape


def stripes(rng: np.random.Generator, size: int) -> Inks:
    """Bars of several widths in a repeated sequence, straight, slanted or waving."""
    x, y = coordinates(rng, size)
    angle = float(rng.choice([0, np.pi / 2, np.pi / 4, -np.pi / 4, rng.uniform(0, np.pi)]))
    along, across = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    if rng.random() < 0.45:
        waves = rng.uniform(2, 14)
        wave = np.sin(2 * np.pi * waves * across)
        along = along + rng.uniform(0.1, 0.5) / waves * (wave if rng.random() < 0.6 else np.abs(wave))
    count = int(rng.integers(2, 7))
    covered = bars(rng, along, rng.uniform(2.5, 12), size, rng.uniform(0.3, 2.5, count).tolist())
    inks = blank(size, int(rng.integers(COUNT)))
    for coverage, ink in zip(covered, some_inks(rng, count), strict=True):
        inks = lay(inks, coverage, ink)
    return inks


def checks(rng: np.random.Generator, size: int) -> Inks:
    """Bars crossing bars: plain checks, tartans in twill, chessboards."""
    x, y = coordinates(rng, size)
    angle = float(rng.choice([0, np.pi / 4]))
    u, v = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    repeat, count = rng.uniform(2.5, 9), int(rng.integers(2, 5))
    widths = rng.uniform(0.3, 2, count).tolist()
    inks, crossing = blank(size), blank(size)
    chosen = some_inks(rng, count)
    for position, target in ((u, inks), (v, crossing)):
        for coverage, ink in zip(bars(rng, position, repeat, size, widths), chosen, strict=True):
            target[:] = lay(target, coverage, ink)
    twill = rng.uniform(20, 60)
    over = (
        np.mod((u + v) * twill, 1.0)
        if rng.random() < 0.5
        else np.mod(np.floor(u * twill) + np.floor(v * twill), 2)
    )
    return lay_cloth(inks, band(over.astype(np.float32), 0.5, 2.0, 0.1), crossing)


def lattices(rng: np.random.Generator, size: int) -> Inks:
    """Figures at the points of a lattice and others between them, over a plain or filled ground."""
    x, y = coordinates(rng, size)
    columns = rng.uniform(3, 9)
    rows, shift = columns * rng.choice([1.0, 1.0, rng.uniform(0.6, 1.6)]), float(rng.choice([0, 0.5]))
    angle = float(rng.choice([0, 0, np.pi / 4, rng.uniform(0, np.pi / 2)]))
    chosen = some_inks(rng, 5)
    inks = blank(size, chosen[0])
    layers = [(0.0, 0.0, rng.uniform(0.9, 1.5)), (0.5, 0.5 if shift == 0 else 0.0, rng.uniform(0.4, 1.0))]
    for number, (dx, dy, scale) in enumerate(layers[: int(rng.integers(1, 3))]):
        u, v, column, row = lattice(x + dx / columns, y + dy / rows, columns, rows, shift, angle)
        shapes = [any_shape(rng) for _ in range(int(rng.integers(1, 4)))]
        for depth, shape in enumerate(shapes):
            zoom = scale * 0.75**depth
            if rng.random() < 0.3:
                u, v = _turned_by_cell(u, v, column + row)
            inks = lay(
                inks, soft(shape(u / zoom, v / zoom) * zoom / columns, size), chosen[1 + (number + depth) % 4]
            )
    return inks


def _turned_by_cell(u: Field, v: Field, parity: np.ndarray) -> tuple[Field, Field]:
    odd = np.mod(parity, 2) == 1
    return np.where(odd, v, u), np.where(odd, -u, v)


def framed(rng: np.random.Generator, size: int) -> Inks:
    """A net of lines or lozenges with figures inside, as jlamprang and sidomukti are built."""
    x, y = coordinates(rng, size)
    columns, angle = rng.uniform(2.5, 7), float(rng.choice([0, np.pi / 4]))
    u, v, column, row = lattice(x, y, columns, columns, float(rng.choice([0, 0.5])), angle)
    chosen = some_inks(rng, 5)
    inks = blank(size, chosen[0])
    tone = cell_values(rng, column, row, int(rng.integers(2, 5)))
    inks = lay(inks, band(tone, 0.6, 2, 1e-3), chosen[1])
    width = rng.uniform(0.02, 0.08)
    for _ in range(int(rng.integers(1, 3))):
        edge = 0.5 - width - np.maximum(np.abs(u), np.abs(v))
        inks = lay(inks, soft(np.abs(edge) / columns - width / (2 * columns), size), chosen[2])
        width *= 2.2
    for depth in range(int(rng.integers(1, 4))):
        zoom = 0.75 * 0.7**depth
        inks = lay(
            inks, soft(any_shape(rng)(u / zoom, v / zoom) * zoom / columns, size), chosen[3 + depth % 2]
        )
    return inks


def parangs(rng: np.random.Generator, size: int) -> Inks:
    """Slanted rows of one repeated figure between narrow bands, as parang and lereng are built."""
    x, y = coordinates(rng, size)
    angle = float(rng.choice([-1, 1])) * rng.uniform(0.55, 1.0)
    rows, per_row = rng.uniform(3, 9), rng.uniform(4, 14)
    u, v, _, row = lattice(x, y, per_row, rows, float(rng.choice([0, 0.5])), angle)
    chosen = some_inks(rng, 5)
    inks = blank(size, chosen[0])
    slant = rng.uniform(-1.2, 1.2)
    u = np.mod(u + slant * v + 0.5, 1.0) - 0.5
    if rng.random() < 0.4:
        u = np.where(np.mod(row, 2) == 0, u, -u)
    share = rng.uniform(0.75, 1.0)
    for depth in range(int(rng.integers(1, 3))):
        zoom = share * 0.6**depth
        inks = lay(
            inks,
            soft(any_shape(rng)(u / zoom, v / zoom) * zoom / max(rows, per_row), size),
            chosen[1 + depth],
        )
    edge = 0.5 - np.abs(v)
    wide = rng.uniform(0.03, 0.14)
    inks = lay(inks, soft((edge - wide) / rows, size), chosen[3])
    if rng.random() < 0.6:
        figure = any_shape(rng)
        w = np.mod(u * rng.integers(2, 5) + 0.5, 1.0) - 0.5
        inks = lay(
            inks,
            soft(np.maximum(figure(w, edge / wide * 0.5 - 0.25), edge - wide) / (4 * rows), size),
            chosen[4],
        )
    return inks


def scales(rng: np.random.Generator, size: int) -> Inks:
    """Overlapping rows of arcs: fish scales, waves, feathers."""
    x, y = coordinates(rng, size)
    columns, step = rng.uniform(4, 14), rng.uniform(0.25, 0.6)
    chosen, lines = some_inks(rng, 3), rng.uniform(2, 6)
    inks = blank(size, chosen[0])
    u = x * columns
    best = np.full(x.shape, -1.0, np.float32)
    shade = np.zeros(x.shape, np.float32)
    base = np.floor(y * columns / step)
    for back in range(4, -1, -1):
        row = base + 2 - back
        cx = np.floor(u - 0.5 * np.mod(row, 2)) + 0.5 + 0.5 * np.mod(row, 2)
        radius = np.hypot(u - cx, y * columns - row * step)
        inside = (radius < 0.72) & (y * columns >= row * step - 0.72)
        best, shade = np.where(inside, row, best), np.where(inside, radius, shade)
    wave = np.cos(2 * np.pi * lines * shade)
    inks = lay(
        inks, band(wave.astype(np.float32), rng.uniform(-0.3, 0.6), 2, lines * columns * 6 / size), chosen[1]
    )
    return lay(inks, band(shade, 0.66, 2, 2 * columns / size), chosen[2])


def weaves(rng: np.random.Generator, size: int) -> Inks:
    """Basket and twill: threads over and under, each thread with its own lines."""
    x, y = coordinates(rng, size)
    count = rng.uniform(5, 22)
    angle = float(rng.choice([0, np.pi / 4]))
    u, v, column, row = lattice(x, y, count, count, 0.0, angle)
    period, over = int(rng.integers(2, 6)), int(rng.integers(1, 4))
    up = np.mod(column + row * int(rng.integers(1, 3)), period) < min(over, period - 1)
    across, along = np.where(up, u, v), np.where(up, v, u)
    chosen = some_inks(rng, 4)
    inks = lay(blank(size, chosen[0]), up.astype(np.float32), chosen[1])
    threads = np.cos(2 * np.pi * across * rng.integers(1, 5))
    inks = lay(inks, band(threads.astype(np.float32), 0.3, 2, 0.4) * 0.8, chosen[2])
    gap = 0.5 - np.maximum(np.abs(across), 0 * along)
    return lay(inks, soft((gap - rng.uniform(0.04, 0.16)) / count, size), chosen[3])
