"""Plain building blocks of drawn cloth: coordinates, noise, lattices and ink layers on square arrays."""

import itertools
from collections.abc import Sequence

import numpy as np

Field = np.ndarray
"""float32 (size, size)."""

Inks = np.ndarray
"""float32 (size, size, 3): how much of inks 1, 2 and 3 is at a place; the rest, up to 1, is ink 0."""

COUNT = 4
"""Inks of a design."""


def coordinates(rng: np.random.Generator, size: int, wobble: float = 1.0) -> tuple[Field, Field]:
    """x and y in 0..1, slightly bent as cloth and hand do; `wobble` 0 is ruler-straight."""
    line = (np.arange(size, dtype=np.float32) + 0.5) / size
    y, x = np.meshgrid(line, line, indexing="ij")
    if wobble > 0:
        reach = np.float32(wobble * rng.uniform(0.002, 0.012))
        x = x + reach * noise(rng, size, 2, 8)
        y = y + reach * noise(rng, size, 2, 8)
    return x, y


def noise(rng: np.random.Generator, size: int, low: float, high: float, power: float = 1.0) -> Field:
    """Band-passed noise, mean 0, deviation 1; `low` and `high` are periods per side, spectrum 1/f^power."""
    frequency = np.hypot(np.fft.fftfreq(size, 1 / size)[:, None], np.fft.rfftfreq(size, 1 / size)[None, :])
    band = np.exp(-((np.maximum(low - frequency, 0) / (0.3 * low)) ** 2))
    band *= np.exp(-((np.maximum(frequency - high, 0) / (0.3 * high)) ** 2))
    band /= np.maximum(frequency, 1) ** power
    phase = rng.standard_normal((*band.shape, 2))
    drawn = np.fft.irfft2(band * (phase[..., 0] + 1j * phase[..., 1]), (size, size))
    return (drawn / max(float(drawn.std()), 1e-9)).astype(np.float32)


def oriented_noise(rng: np.random.Generator, size: int, period: float, angle: float, spread: float) -> Field:
    """Gabor noise: `period` waves per side along `angle`, of relative bandwidth `spread`; deviation 1."""
    v = np.fft.fftfreq(size, 1 / size)[:, None]
    u = np.fft.rfftfreq(size, 1 / size)[None, :]
    centre = period * np.array([np.cos(angle), np.sin(angle)])
    width = spread * period
    band = np.exp(-((u - centre[0]) ** 2 + (v - centre[1]) ** 2) / (2 * width**2))
    band += np.exp(-((u + centre[0]) ** 2 + (v + centre[1]) ** 2) / (2 * width**2))
    phase = rng.standard_normal((*band.shape, 2))
    drawn = np.fft.irfft2(band * (phase[..., 0] + 1j * phase[..., 1]), (size, size))
    return (drawn / max(float(drawn.std()), 1e-9)).astype(np.float32)


def soft(distance: Field, size: int, edge: float = 1.0) -> Field:
    """A signed distance (negative inside, in sides) as coverage 0..1, blurred over `edge` pixels."""
    return np.clip(0.5 - distance * np.float32(size / edge), 0, 1).astype(np.float32)


def band(values: Field, low: float, high: float, softness: float) -> Field:
    """Coverage 0..1 of the places whose value lies in low..high, with edges of `softness` in value."""
    rise = np.clip((values - low) / softness + 0.5, 0, 1)
    fall = np.clip((high - values) / softness + 0.5, 0, 1)
    return (rise * fall).astype(np.float32)


def blank(size: int, ink: int = 0) -> Inks:
    """Cloth of one ink."""
    inks = np.zeros((size, size, 3), np.float32)
    if ink:
        inks[..., ink - 1] = 1
    return inks


def lay(inks: Inks, coverage: Field, ink: int) -> Inks:
    """Draw one ink over what is there."""
    drawn = inks * (1 - coverage[..., None])
    if ink:
        drawn[..., ink - 1] += coverage
    return drawn


def lay_cloth(inks: Inks, coverage: Field, other: Inks) -> Inks:
    """Show another cloth where `coverage` says."""
    return inks + (other - inks) * coverage[..., None]


def some_inks(rng: np.random.Generator, count: int) -> list[int]:
    """Different inks in random order; beyond four they repeat."""
    return [int(ink) for ink in np.tile(rng.permutation(COUNT), -(-count // COUNT))[:count]]


def bars(
    rng: np.random.Generator, position: Field, repeat: float, size: int, widths: Sequence[float]
) -> list[Field]:
    """Coverage of each bar of a repeated sequence along `position`; widths are relative."""
    shares = np.cumsum([0.0, *np.asarray(widths) / np.sum(widths)])
    phase = np.mod(position * repeat + rng.random(), 1.0)
    softness = repeat / size
    covered = []
    for low, high in itertools.pairwise(shares):
        centre = (low + high) / 2
        away = np.abs(np.mod(phase - centre + 0.5, 1.0) - 0.5)
        covered.append(np.clip(0.5 + ((high - low) / 2 - away) / softness, 0, 1).astype(np.float32))
    return covered


def lattice(
    x: Field, y: Field, columns: float, rows: float, shift: float = 0.0, angle: float = 0.0
) -> tuple[Field, Field, np.ndarray, np.ndarray]:
    """Local coordinates (-0.5..0.5 of a cell) and cell numbers of a lattice; odd rows are shifted."""
    turned_x = x * np.cos(angle) + y * np.sin(angle)
    turned_y = -x * np.sin(angle) + y * np.cos(angle)
    v = turned_y * rows
    row = np.floor(v)
    u = turned_x * columns + shift * np.mod(row, 2)
    column = np.floor(u)
    local = (u - column - 0.5).astype(np.float32), (v - row - 0.5).astype(np.float32)
    return (*local, column.astype(np.int64), row.astype(np.int64))


def cell_values(rng: np.random.Generator, column: np.ndarray, row: np.ndarray, period: int = 64) -> Field:
    """A random number 0..1 per cell."""
    table = rng.random((period, period), dtype=np.float32)
    return table[np.mod(row, period), np.mod(column, period)]
