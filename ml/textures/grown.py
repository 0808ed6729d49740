"""Families of drawn cloth that grow or are strewn: mosaics, clouds, tendrils, figures, numbers, fractals."""

import numpy as np

from ml.textures.fields import (
    COUNT,
    Field,
    Inks,
    band,
    blank,
    cell_values,
    coordinates,
    lattice,
    lay,
    noise,
    oriented_noise,
    soft,
    some_inks,
)
from ml.textures.shapes import any_shape


def mosaics(rng: np.random.Generator, size: int) -> Inks:
    """Voronoi cells: cobbles, crackle, islands with their own fillings."""
    x, y = coordinates(rng, size)
    count, jitter = rng.uniform(3, 16), rng.uniform(0.3, 1.0)
    first, second, owner = _voronoi(rng, x * count, y * count * rng.choice([1, 1, 0.6]), jitter)
    chosen = some_inks(rng, 4)
    inks = lay(blank(size, chosen[0]), band(owner, rng.uniform(0.3, 0.7), 2, 1e-3), chosen[1])
    if rng.random() < 0.5:
        inks = lay(inks, band(np.cos(first * rng.uniform(8, 30)), 0.2, 2, 0.4), chosen[2])
    edge = (second - first) / (2 * count)
    return lay(inks, soft(edge - rng.uniform(0.03, 0.14) / count, size), chosen[3])


def _voronoi(rng: np.random.Generator, u: Field, v: Field, jitter: float) -> tuple[Field, Field, Field]:
    """Distance to the nearest and second site of a jittered grid, and a random number of the nearest."""
    period = 48
    place = (rng.random((period, period, 2)) - 0.5) * jitter
    tone = rng.random((period, period)).astype(np.float32)
    column, row = np.floor(u).astype(int), np.floor(v).astype(int)
    first = np.full(u.shape, 9.0, np.float32)
    second, owner = first.copy(), np.zeros(u.shape, np.float32)
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            c, r = np.mod(column + dx, period), np.mod(row + dy, period)
            site = place[r, c]
            away = np.hypot(column + dx + 0.5 + site[..., 0] - u, row + dy + 0.5 + site[..., 1] - v).astype(
                np.float32
            )
            nearer = away < first
            second = np.where(nearer, first, np.minimum(second, away))
            first, owner = np.where(nearer, away, first), np.where(nearer, tone[r, c], owner)
    return first, second, owner


def labyrinths(rng: np.random.Generator, size: int) -> Inks:
    """What reaction and diffusion leave: mazes, spots, coral; by repeated band-pass and saturation."""
    period = rng.uniform(8, 34)
    frequency = np.hypot(np.fft.fftfreq(size, 1 / size)[:, None], np.fft.rfftfreq(size, 1 / size)[None, :])
    ring = np.exp(-((frequency - period) ** 2) / (2 * (rng.uniform(0.08, 0.3) * period) ** 2))
    bias, gain = rng.uniform(-0.5, 0.5), rng.uniform(1.5, 4)
    state = rng.standard_normal((size, size))
    for _ in range(12):
        state = np.fft.irfft2(np.fft.rfft2(state) * ring, (size, size))
        state = np.tanh(gain * state / max(float(state.std()), 1e-9) + bias)
    return _contoured(rng, state.astype(np.float32), size, period)


def clouds(rng: np.random.Generator, size: int) -> Inks:
    """Nested contours of a slow field, as megamendung stacks its blues."""
    low = rng.uniform(1.5, 4)
    field = noise(rng, size, low, low * rng.uniform(2, 8), rng.uniform(0.5, 2))
    if rng.random() < 0.5:
        field = np.abs(field)
    steps = rng.uniform(1.5, 5)
    phase = np.mod(field * steps, 1.0)
    tone = np.mod(np.floor(field * steps), 3)
    chosen = some_inks(rng, 4)
    inks = lay(blank(size, chosen[0]), band(tone.astype(np.float32), 0.5, 1.5, 0.01), chosen[1])
    inks = lay(inks, band(tone.astype(np.float32), 1.5, 2.5, 0.01), chosen[2])
    return lay(inks, band(phase.astype(np.float32), 0.0, rng.uniform(0.1, 0.4), 0.06), chosen[3])


def grains(rng: np.random.Generator, size: int) -> Inks:
    """Gabor and band-passed noise cut at levels: wood, moire, brushed and stippled grounds."""
    field = np.zeros((size, size), np.float32)
    period = rng.uniform(8, 60)
    for _ in range(int(rng.integers(1, 4))):
        field += oriented_noise(rng, size, period, rng.uniform(0, np.pi), rng.uniform(0.08, 0.5))
    return _contoured(rng, field / max(float(field.std()), 1e-9), size, period)


def marbles(rng: np.random.Generator, size: int) -> Inks:
    """Waves bent by noise of many octaves."""
    x, y = coordinates(rng, size)
    angle, count = rng.uniform(0, np.pi), rng.uniform(3, 16)
    bent = noise(rng, size, 2, size / 4, rng.uniform(1.2, 2.2)) * rng.uniform(0.15, 1.0)
    phase = np.sin(2 * np.pi * (count * (x * np.cos(angle) + y * np.sin(angle)) + bent))
    return _contoured(rng, phase.astype(np.float32), size, count * 3)


def tendrils(rng: np.random.Generator, size: int) -> Inks:
    """Lines that follow a slow field, with leaves or coils strewn along: scrolls and creepers."""
    x, y = coordinates(rng, size)
    field = noise(rng, size, 1.5, 5, 1.5)
    lines, width = rng.uniform(2, 6), rng.uniform(0.08, 0.25)
    slope = np.hypot(*np.gradient(field)) * lines + 1e-4
    away = np.abs(np.mod(field * lines, 1.0) - 0.5)
    chosen = some_inks(rng, 4)
    inks = lay(
        blank(size, chosen[0]), np.clip(0.5 + (width / 2 - away) / slope, 0, 1).astype(np.float32), chosen[1]
    )
    columns = rng.uniform(5, 12)
    u, v, column, row = lattice(x, y, columns, columns, 0.5)
    for ink in chosen[2:]:
        turn = 2 * np.pi * cell_values(rng, column, row)
        a, b = u * np.cos(turn) + v * np.sin(turn), v * np.cos(turn) - u * np.sin(turn)
        drawn = soft(any_shape(rng)(a / 0.8, b / 0.8) * 0.8 / columns, size)
        inks = lay(inks, drawn * (cell_values(rng, column, row) < rng.uniform(0.3, 0.8)), ink)
    return inks


def strewn(rng: np.random.Generator, size: int) -> Inks:
    """One to three figures scattered, turned and scaled at will: bouquets, beasts, all-over flowers."""
    x, y = coordinates(rng, size)
    inks = blank(size, int(rng.integers(COUNT)))
    chosen = some_inks(rng, 6)
    for layer in range(int(rng.integers(2, 4))):
        columns = rng.uniform(2.5, 8)
        u, v, column, row = lattice(x + rng.random(), y + rng.random(), columns, columns, 0.5)
        scale = 0.6 + 0.4 * cell_values(rng, column, row)
        turn = 2 * np.pi * cell_values(rng, column, row) * float(rng.choice([0, 0.1, 1]))
        a, b = u * np.cos(turn) + v * np.sin(turn), v * np.cos(turn) - u * np.sin(turn)
        for depth in range(int(rng.integers(1, 4))):
            zoom = scale * 0.66**depth
            inks = lay(
                inks,
                soft(any_shape(rng)(a / zoom, b / zoom) * zoom / columns, size),
                chosen[(layer + depth) % 6],
            )
    return inks


def bits(rng: np.random.Generator, size: int) -> Inks:
    """Numbers' own patterns: products, squares and exclusive ors modulo a number, as blocks and stitches."""
    x, y = coordinates(rng, size, wobble=rng.uniform(0, 0.5))
    side = rng.uniform(16, 64)
    i, j = np.floor(x * side).astype(np.int64), np.floor(y * side).astype(np.int64)
    modulus = int(rng.integers(3, 17))
    kinds = (
        i ^ j,
        i & j,
        i | j,
        i * j,
        i * i + j * j,
        (i * i) ^ (j * j),
        i * i - j * j,
        abs(i - j) * (i + j),
    )
    value = np.mod(kinds[int(rng.integers(len(kinds)))], modulus)
    table = rng.integers(0, COUNT, modulus)
    if len(set(table.tolist())) == 1:
        table[0] = (table[0] + 1) % COUNT
    inks = blank(size)
    for ink in range(COUNT):
        inks = lay(inks, (table[value] == ink).astype(np.float32), ink)
    return inks


def julias(rng: np.random.Generator, size: int) -> Inks:
    """Escape times of z^2 + c, repeated as a tile."""
    x, y = coordinates(rng, size, wobble=0.0)
    tiles = rng.uniform(1, 3)
    u = np.abs(np.mod(x * tiles, 1.0) - 0.5) * 3.2
    v = np.abs(np.mod(y * tiles, 1.0) - 0.5) * 3.2
    z, turn = (u + 1j * v).astype(np.complex64), rng.uniform(0, 2 * np.pi)
    c = np.complex64((0.5 * np.exp(1j * turn) - 0.25 * np.exp(2j * turn)) * rng.uniform(1.0, 1.12))
    smooth = np.zeros(x.shape, np.float32)
    for _ in range(24):
        z = np.where(np.abs(z) < 8, z * z + c, z)
        smooth += np.exp(-np.abs(z)).astype(np.float32)
    return _contoured(rng, (smooth - smooth.mean()) / max(float(smooth.std()), 1e-6), size, 10)


def _contoured(rng: np.random.Generator, field: Field, size: int, period: float) -> Inks:
    """A field as inks, by one to three cuts, some of them double."""
    chosen = some_inks(rng, 4)
    inks = blank(size, chosen[0])
    softness = max(8 * period / size, 0.05)
    for ink in chosen[1 : int(rng.integers(2, 5))]:
        low = rng.uniform(-1.2, 0.8)
        high = low + rng.uniform(0.3, 2.0) if rng.random() < 0.7 else 99.0
        inks = lay(inks, band(field, low, high, softness), ink)
    return inks
