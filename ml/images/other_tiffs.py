"""TIFFs of kinds that Pillow does not open, such as floating-point colours or 16-bit CIELAB, by tifffile."""

from io import BytesIO
from typing import Any

import numpy as np
from PIL import Image

from ml.errors import UnsupportedFormat
from ml.images.colour import float_range

_CIELAB, _ICCLAB = 8, 9
_D50 = np.array([0.9642, 1.0, 0.8249])
# From XYZ under D50 to linear sRGB, adapted by Bradford's matrix.
_TO_SRGB = np.array(
    [
        [3.1338561, -1.6168667, -0.4906146],
        [-0.9787684, 1.9161415, 0.0334540],
        [0.0719453, -0.2289914, 1.4052427],
    ]
)


def size_of(content: bytes) -> tuple[int, int]:
    """Width and height of the first page; raises what a damaged file makes tifffile raise."""
    with _opened(content) as tiff:
        page = tiff.pages[0]
        return int(page.imagewidth), int(page.imagelength)


def read(content: bytes) -> Image.Image:
    """The first page as 8-bit RGB or grey, with its profile in `info`. Raises UnsupportedFormat by name."""
    with _opened(content) as tiff:
        page = tiff.pages[0]
        kind = f"{page.photometric.name}, {page.bitspersample} bits, {page.compression.name}"
        try:
            pixels = page.asarray()
        except ValueError as error:  # A compression that needs another library.
            raise UnsupportedFormat(_refusal(kind)) from error
        if page.axes.startswith("S"):
            pixels = np.moveaxis(pixels, 0, -1)
        image = Image.fromarray(_eight_bits(pixels, int(page.photometric), kind))
        profile = page.tags.get("InterColorProfile")
        if profile is not None:
            image.info["icc_profile"] = profile.value
        return image


def _opened(content: bytes) -> Any:
    import tifffile

    return tifffile.TiffFile(BytesIO(content))


def _eight_bits(pixels: np.ndarray, photometric: int, kind: str) -> np.ndarray:
    if pixels.ndim not in (2, 3) or (pixels.ndim == 3 and pixels.shape[2] < 3):
        raise UnsupportedFormat(_refusal(kind))
    pixels = pixels[..., :3] if pixels.ndim == 3 else pixels
    if photometric in (_CIELAB, _ICCLAB):
        return _of_lab(pixels, photometric, kind)
    if pixels.dtype.kind not in "fu":
        raise UnsupportedFormat(_refusal(kind))
    values = pixels.astype(np.float32)
    low, high = float_range(values) if pixels.dtype.kind == "f" else (0.0, float(np.iinfo(pixels.dtype).max))
    scaled = np.nan_to_num((values - low) / max(high - low, 1e-12))
    return _bytes(scaled)


def _of_lab(pixels: np.ndarray, photometric: int, kind: str) -> np.ndarray:
    """TIFF 6.0, section 23: L* from 0 to 100 over the whole range, a* and b* signed; ICC's are offset."""
    if pixels.dtype not in (np.uint8, np.uint16) or pixels.ndim != 3:
        raise UnsupportedFormat(_refusal(kind))
    step = 1 if pixels.dtype == np.uint8 else 256
    colour = pixels[..., 1:].astype(np.int32)
    if photometric == _ICCLAB:
        colour -= 128 * step
    else:
        colour = np.where(colour >= 128 * step, colour - 256 * step, colour)
    lightness = pixels[..., 0].astype(np.float32) * (100 / np.iinfo(pixels.dtype).max)
    return _bytes(_lab_to_srgb(lightness, colour.astype(np.float32) / step))


def _lab_to_srgb(lightness: np.ndarray, colour: np.ndarray) -> np.ndarray:
    """CIE 1976 L*a*b* under D50 to sRGB 0..1 (IEC 61966-2-1)."""
    middle = (lightness + 16) / 116
    root = np.stack([middle + colour[..., 0] / 500, middle, middle - colour[..., 1] / 200], axis=-1)
    xyz = np.where(root > 6 / 29, root**3, 3 * (6 / 29) ** 2 * (root - 4 / 29)) * _D50
    linear = np.clip(xyz @ _TO_SRGB.T, 0, 1)
    return np.asarray(np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055))


def _bytes(values: np.ndarray) -> np.ndarray:
    return np.asarray(np.round(np.clip(values, 0, 1) * 255), np.uint8)


def _refusal(kind: str) -> str:
    return f"Received a TIFF of a kind that is not read here ({kind}). Save it as RGB of 8 or 16 bits."
