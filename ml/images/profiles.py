"""Colour spaces that a file states without an ICC profile, as profiles that lcms takes.

A matrix profile needs the primaries and the white of a space, adapted to D50 by Bradford's matrix
(ICC.1:2022, annex E), and one tone curve.
"""

import struct
from functools import cache

import numpy as np

_D50 = (0.9642, 1.0, 0.8249)
_BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
_D65 = (0.3127, 0.3290)

Chromaticities = tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]
"""Red, green, blue and white as (x, y)."""

SRGB: Chromaticities = ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06), _D65)
ADOBE_RGB: Chromaticities = ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06), _D65)
BY_NUMBER: dict[int, Chromaticities] = {
    1: SRGB,
    9: ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046), _D65),
    11: ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060), (0.314, 0.351)),
    12: ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060), _D65),
}
"""Colour primaries by their number in ITU-T H.273, table 2, as PNG, HEIF and AVIF state them."""

ADOBE_GAMMA = 563 / 256


@cache
def matrix_profile(space: Chromaticities, gamma: float | None) -> bytes:
    """An ICC profile of a space with this power curve, or with that of sRGB (None)."""
    columns = _adapted(space)
    tags = {
        b"desc": _description(),
        b"cprt": b"text\0\0\0\0CC0\0",
        b"wtpt": _xyz(np.array(_D50)),
        b"rXYZ": _xyz(columns[:, 0]),
        b"gXYZ": _xyz(columns[:, 1]),
        b"bXYZ": _xyz(columns[:, 2]),
        **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), _curve(gamma)),
    }
    at = 128 + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for name, value in tags.items():
        value += b"\0" * (-len(value) % 4)
        table += struct.pack(">4sII", name, at + len(body), len(value))
        body += value
    return _header(128 + len(table) + len(body)) + table + body


def _adapted(space: Chromaticities) -> np.ndarray:
    """Columns XYZ of the three primaries, under D50."""
    white = _of_chromaticity(*space[3])
    primaries = np.stack([_of_chromaticity(*one) for one in space[:3]], axis=1)
    columns = primaries * np.linalg.solve(primaries, white)
    scale = (_BRADFORD @ np.array(_D50)) / (_BRADFORD @ white)
    adapted: np.ndarray = np.linalg.inv(_BRADFORD) @ np.diag(scale) @ _BRADFORD @ columns
    return adapted


def _of_chromaticity(x: float, y: float) -> np.ndarray:
    return np.array([x / y, 1.0, (1 - x - y) / y])


def _xyz(values: np.ndarray) -> bytes:
    return struct.pack(">4s4x3i", b"XYZ ", *(round(float(value) * 65536) for value in values))


def _curve(gamma: float | None) -> bytes:
    if gamma is not None:
        return struct.pack(">4s4xIH", b"curv", 1, round(gamma * 256))
    level = np.linspace(0, 1, 1024)
    light = np.where(level <= 0.04045, level / 12.92, ((level + 0.055) / 1.055) ** 2.4)
    return struct.pack(">4s4xI1024H", b"curv", 1024, *np.round(light * 65535).astype(int).tolist())


def _description() -> bytes:
    text = b"stated by the file\0"
    return struct.pack(">4s4xI", b"desc", len(text)) + text + b"\0" * 78


def _header(size: int) -> bytes:
    none = b"\0" * 4
    return struct.pack(
        ">I4s4s4s4s4s12x4s4sI4s4s8xI3i4s44x",
        size, none, b"\x02\x10\0\0", b"mntr", b"RGB ", b"XYZ ", b"acsp", none, 0, none, none,
        0, *(round(value * 65536) for value in _D50), none,
    )  # fmt: skip
