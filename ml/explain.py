"""Draw an explanation over the picture it explains: a transparent layer in the brown of soga dye."""

import struct
import zlib
from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageFilter

from ml.errors import ConfigInvalid
from ml.records import Explanation

SOGA = (150, 75, 20)
_STRONGEST = 200
_STEP = 4  # Levels of strength too fine to be seen would only make the file larger.
_STRIP = 1 << 20
"""Pixels drawn at a time: a layer over a picture of 100 megapixels takes no more memory than a small one."""


def render(explanation: Explanation, height: int, width: int) -> bytes:
    """A PNG, RGBA, exactly height x width: soga where places speak for the label, clear where they do not.

    The strength is relative to this picture's own strongest places. Raises ConfigInvalid for a size below 1.
    """
    if height < 1 or width < 1:
        raise ConfigInvalid(f"An explanation cannot be drawn at {width} x {height} pixels.")
    small = Image.fromarray(strength(explanation.places))
    packer = zlib.compressobj(1)
    parts = [b"\x89PNG\r\n\x1a\n", _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))]
    parts += [_chunk(b"IDAT", packer.compress(rows)) for rows in _strips(small, height, width)]
    return b"".join([*parts, _chunk(b"IDAT", packer.flush()), _chunk(b"IEND", b"")])


def _strips(small: Image.Image, height: int, width: int) -> Iterator[bytes]:
    """The rows of the layer as PNG wants them, each a difference to the pixel on its left (filter 1)."""
    rows, scale = max(1, _STRIP // width), small.height / height
    for top in range(0, height, rows):
        bottom = min(top + rows, height)
        box = (0, top * scale, small.width, bottom * scale)
        enlarged = small.resize((width, bottom - top), Image.Resampling.BICUBIC, box=box)
        alpha = np.asarray(enlarged) // _STEP * _STEP
        raw = np.zeros((bottom - top, 1 + 4 * width), np.uint8)
        raw[:, 0] = 1
        raw[:, 1:4] = SOGA
        raw[:, 4] = alpha[:, 0]
        raw[:, 8::4] = np.diff(alpha, axis=1)
        yield raw.tobytes()


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def strength(places: np.ndarray) -> np.ndarray:
    """Places float (h, w) to uint8 (h, w): 0 for none or against, 200 for the strongest, smoothed."""
    positive = np.maximum(places.astype(np.float64), 0)
    top = np.quantile(positive[positive > 0], 0.98) if (positive > 0).any() else 1.0
    scaled = Image.fromarray((np.minimum(positive / top, 1) * 255).astype(np.uint8))
    soft = np.asarray(scaled.filter(ImageFilter.GaussianBlur(places.shape[0] / 28)), np.float64)
    return (soft / max(soft.max(), 1) * _STRONGEST).astype(np.uint8)
