"""Bring any Pillow image to 8-bit sRGB: depth scaled, embedded profile applied, alpha on white."""

from functools import lru_cache
from io import BytesIO
from typing import Any

import numpy as np
from PIL import Image, ImageChops, ImageCms

_DEEP_GREY = {"I", "I;16", "I;16L", "I;16B", "I;16N", "F"}
_WHITE_IS_ZERO = 0
_UNSEEN = 2  # Levels by which profiles of sRGB differ from each other.


def to_srgb(image: Any, profile: bytes | None) -> Image.Image:
    """A loaded image of any mode as mode RGB in sRGB; a missing or broken profile is taken as sRGB."""
    image = _eight_bits(image)
    image, alpha = _split_alpha(image)
    if image.mode == "CMYK" and image.format == "JPEG" and "adobe" not in image.info:
        # Pillow inverts every CMYK JPEG as Adobe writes them; one without Adobe's marker must be turned back.
        image = ImageChops.invert(image)
    rgb = _managed(image, profile) or _plain_rgb(image)
    if alpha is None:
        return rgb
    white = Image.new("RGB", rgb.size, "white")
    white.paste(rgb, mask=alpha)
    return white


def _eight_bits(image: Any) -> Any:
    """Scale deep grey to 0..255; Pillow's own conversion clips at 255 and turns the picture white."""
    if image.mode not in _DEEP_GREY:
        return image
    values = np.asarray(image).astype(np.float32)
    tags = getattr(image, "tag_v2", {})
    bits = int(np.ravel(tags.get(258, 16))[0])
    if image.mode == "F":
        low, high = float_range(values)
    else:
        low, high = 0.0, _white_level(image.mode, bits, float(values.max(initial=0)))
    scaled = np.clip((values - low) / max(high - low, 1e-12), 0, 1)
    if tags.get(262) == _WHITE_IS_ZERO:
        scaled = 1 - scaled
    return Image.fromarray(np.round(scaled * 255).astype(np.uint8))


def _white_level(mode: str, bits: int, highest: float) -> float:
    """White of integer grey: by its declared depth, but 32-bit files mostly hold 16-bit values."""
    if mode != "I" and bits < 32 and highest < 1 << bits:
        return float((1 << bits) - 1)
    return next((white for white in (65_535.0, 2_147_483_647.0) if highest <= white), highest)


def float_range(values: np.ndarray) -> tuple[float, float]:
    """Floating-point values have no fixed white: 1 or 255 when they fit, else their own range."""
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    for white in (1.0, 255.0):
        if low >= 0 and high <= white:
            return 0.0, white
    return low, high


def _split_alpha(image: Any) -> tuple[Any, Image.Image | None]:
    """Colour and alpha apart, so that the profile is applied to colour alone."""
    if image.mode in ("RGBa", "La"):
        image = image.convert("RGBA" if image.mode == "RGBa" else "LA")
    elif image.mode in ("P", "PA"):
        transparent = image.mode == "PA" or "transparency" in image.info
        image = image.convert("RGBA" if transparent else "RGB")
    elif image.mode in ("L", "RGB", "1") and "transparency" in image.info:
        image = image.convert("RGBA")
    if image.mode in ("RGBA", "LA"):
        return image.convert(image.mode[:-1]), image.getchannel("A")
    return image, None


def _managed(image: Any, profile: bytes | None) -> Image.Image | None:
    """The image through its embedded profile, or None when there is none that can be used."""
    if image.mode == "LAB":
        return _through(image, ImageCms.createProfile("LAB"))
    if not profile or image.mode not in ("RGB", "L", "CMYK"):
        return None
    try:
        if image.mode == "RGB" and _is_srgb(profile):
            return None
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
    except (OSError, ImageCms.PyCMSError, TypeError, ValueError):
        return None
    return _through(image, source)


@lru_cache(64)
def _is_srgb(profile: bytes) -> bool:
    """Whether a profile leaves colours as they are, whatever it is called: asked of a cube of them."""
    levels = np.linspace(0, 255, 9).astype(np.uint8)
    cube = np.stack(np.meshgrid(levels, levels, levels), axis=-1).reshape(27, 27, 3)
    source = ImageCms.ImageCmsProfile(BytesIO(profile))
    through = _through(Image.fromarray(cube), source)
    return through is None or int(np.abs(np.asarray(through).astype(int) - cube).max()) <= _UNSEEN


def _through(image: Any, source: Any) -> Image.Image | None:
    try:
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (OSError, ImageCms.PyCMSError, TypeError, ValueError):  # A bad profile never fails the decode.
        return None


def _plain_rgb(image: Image.Image) -> Image.Image:
    return image if image.mode == "RGB" else image.convert("RGB")
