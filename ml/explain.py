"""Draw an explanation over the picture it explains: a transparent layer in the brown of soga dye."""

from io import BytesIO

import numpy as np
from PIL import Image, ImageFilter

from ml.errors import ConfigInvalid
from ml.records import Explanation

SOGA = (150, 75, 20)
_STRONGEST = 200


def render(explanation: Explanation, height: int, width: int) -> bytes:
    """A PNG, RGBA, exactly height x width: soga where places speak for the label, clear where they do not.

    The strength is relative to this picture's own strongest places. Raises ConfigInvalid for a size below 1.
    """
    if height < 1 or width < 1:
        raise ConfigInvalid(f"An explanation cannot be drawn at {width} x {height} pixels.")
    alpha = Image.fromarray(strength(explanation.places)).resize((width, height), Image.Resampling.BICUBIC)
    layer = Image.new("RGBA", (width, height), (*SOGA, 0))
    layer.putalpha(alpha)
    buffer = BytesIO()
    layer.save(buffer, "PNG", compress_level=3)
    return buffer.getvalue()


def strength(places: np.ndarray) -> np.ndarray:
    """Places float (h, w) to uint8 (h, w): 0 for none or against, 200 for the strongest, smoothed."""
    positive = np.maximum(places.astype(np.float64), 0)
    top = np.quantile(positive[positive > 0], 0.98) if (positive > 0).any() else 1.0
    scaled = Image.fromarray((np.minimum(positive / top, 1) * 255).astype(np.uint8))
    soft = np.asarray(scaled.filter(ImageFilter.GaussianBlur(places.shape[0] / 28)), np.float64)
    return (soft / max(soft.max(), 1) * _STRONGEST).astype(np.uint8)
