"""Drawing the demo collection; imports no model, so that children draw without starting Django."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Generator, Sequence
from dataclasses import dataclass

from PIL import Image

from djangoapp.catalogue.pictures.renditions import Renditions, renditions_of_pixels

SIZE = 640
"""Side in pixels: three quarters of the time of 800, and on a page as good to look at."""
QUALITY = 88
FEW = 3


@dataclass(frozen=True)
class Drawing:
    """A drawn picture as a file would hold it, with its public copies."""

    content: bytes
    sha256: str
    renditions: Renditions


def draw(motif: str, seed: int, size: int) -> Drawing:
    """Draw one cloth as JPEG; the same motif and seed always give the same bytes."""
    from ml import drawings

    pixels = drawings.demo_picture(motif, seed, size)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=QUALITY)
    content = buffer.getvalue()
    return Drawing(content, hashlib.sha256(content).hexdigest(), renditions_of_pixels(pixels, "image/jpeg"))


def draw_all(wanted: Sequence[tuple[str, int]], size: int) -> Generator[Drawing]:
    """Draw many, in order, on all processors; closed early, it draws no more."""
    from ml.drawings import each

    return each(draw, [(motif, seed, size) for motif, seed in wanted], FEW)
