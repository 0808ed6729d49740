"""Draw an explanation over the picture it explains: a transparent layer in the colours of soga and indigo."""

import struct
import zlib
from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageFilter

from ml.errors import ConfigInvalid
from ml.records import Explanation

SOGA = (150, 75, 20)
INDIGO = (32, 62, 138)
_STRONGEST = 200
_STEP = 4  # Levels of strength too fine to be seen would only make the file larger.
_STRIP = 1 << 20
"""Pixels drawn at a time: a layer over a picture of 100 megapixels takes no more memory than a small one."""


def render(explanation: Explanation, height: int, width: int) -> bytes:
    """A PNG, RGBA, exactly height x width: soga where places speak for the label, clear where they do not.

    The strength is relative to this picture's own strongest places. Raises ConfigInvalid for a size below 1.
    """
    return _png([(SOGA, strength(explanation.places))], height, width)


def render_contrast(explanation: Explanation, height: int, width: int) -> bytes:
    """A PNG like `render`'s of "why this label, not that": soga speaks for the one, indigo for the other.

    Both share one scale, so that the stronger side looks stronger. Raises ConfigInvalid for a size below 1.
    """
    places = explanation.places
    scale = max(_brightest(places), _brightest(-places))
    layers = [(SOGA, strength(places, scale)), (INDIGO, strength(-places, scale))]
    return _png(layers, height, width)


def strength(places: np.ndarray, scale: float | None = None) -> np.ndarray:
    """Places float (h, w) to uint8 (h, w): 0 for none or against, 200 for the strongest, smoothed.

    Full strength is reached at `scale`; without it, at this map's own strongest place.
    """
    positive = np.maximum(places.astype(np.float64), 0)
    shown = np.minimum(positive / (scale or _brightest(places)), 1) * 255
    blur = ImageFilter.GaussianBlur(places.shape[0] / 28)
    soft = np.asarray(Image.fromarray(shown.astype(np.uint8)).filter(blur), np.float64)
    full = 255.0 if scale else max(soft.max(), 1)
    return (soft / full * _STRONGEST).astype(np.uint8)


def _brightest(places: np.ndarray) -> float:
    """What counts as a map's strongest place: nearly its largest value, so no single one rules."""
    positive = places[places > 0]
    return float(np.quantile(positive, 0.98)) if positive.size else 1e-30


Layer = tuple[tuple[int, int, int], np.ndarray]


def _png(layers: list[Layer], height: int, width: int) -> bytes:
    if height < 1 or width < 1:
        raise ConfigInvalid(f"An explanation cannot be drawn at {width} x {height} pixels.")
    packer = zlib.compressobj(1)
    parts = [b"\x89PNG\r\n\x1a\n", _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))]
    parts += [_chunk(b"IDAT", packer.compress(rows)) for rows in _strips(layers, height, width)]
    return b"".join([*parts, _chunk(b"IDAT", packer.flush()), _chunk(b"IEND", b"")])


def _strips(layers: list[Layer], height: int, width: int) -> Iterator[bytes]:
    """The rows of the layer as PNG wants them, each a difference to the pixel on its left (filter 1)."""
    for top in range(0, height, rows := max(1, _STRIP // (width * len(layers)))):
        bottom = min(top + rows, height)
        alphas = [_enlarged(small, top, bottom, height, width) for _, small in layers]
        raw = np.zeros((bottom - top, 1 + 4 * width), np.uint8)
        raw[:, 0] = 1
        if len(layers) == 1:
            raw[:, 1:4] = layers[0][0]
            alpha = alphas[0]
        else:
            colours = np.array([colour for colour, _ in layers], np.uint8)
            chosen = colours[(alphas[1] > alphas[0]).astype(np.intp)]
            raw[:, 1:4] = chosen[:, 0]
            for channel in range(3):
                raw[:, 5 + channel :: 4] = np.diff(chosen[..., channel], axis=1)
            alpha = np.maximum(*alphas)
        raw[:, 4] = alpha[:, 0]
        raw[:, 8::4] = np.diff(alpha, axis=1)
        yield raw.tobytes()


def _enlarged(small: np.ndarray, top: int, bottom: int, height: int, width: int) -> np.ndarray:
    """Rows top..bottom of a small map brought to height x width, in steps of strength."""
    scale = small.shape[0] / height
    box = (0, top * scale, small.shape[1], bottom * scale)
    enlarged = Image.fromarray(small).resize((width, bottom - top), Image.Resampling.BICUBIC, box=box)
    return np.asarray(enlarged) // _STEP * _STEP


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
