"""What a file states of its colours and of how it lies, wherever its format keeps that."""

import struct
from typing import Any

from PIL import Image

from ml.images import png
from ml.images.profiles import ADOBE_GAMMA, ADOBE_RGB, BY_NUMBER, Chromaticities, matrix_profile

_ORIENTATION, _EXIF, _INTEROP, _COLOUR_SPACE = 0x0112, 0x8769, 0xA005, 0xA001
_SRGB_NUMBER = 1
_ADOBE = 2  # Not of the standard, but what some cameras write for ColorSpace.
_HEAD = 1 << 16

# What broken metadata makes Pillow raise; it is no reason to refuse the picture.
_BROKEN = (OSError, SyntaxError, ValueError, LookupError, TypeError, AttributeError, struct.error)


def orientation(image: Any, content: bytes) -> int:
    """The EXIF orientation, 1..8; 1 where nothing sensible is said."""
    try:
        value = _exif(image, content).get(_ORIENTATION, 1)
    except _BROKEN:
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def profile(image: Any, content: bytes) -> bytes | None:
    """The profile of the colours: embedded, else made of what the format or EXIF states; None means sRGB."""
    embedded = image.info.get("icc_profile")
    if embedded:
        return bytes(embedded)
    try:
        if image.format == "PNG":
            return _of_png(content)
        if image.format in ("AVIF", "HEIF"):
            return _by_number(_nclx(content))
        return _of_exif(_exif(image, content))
    except (*_BROKEN, ZeroDivisionError):
        return None


def _exif(image: Any, content: bytes) -> Image.Exif:
    """The EXIF block; that of a PNG without decoding, as Pillow reads to the end for it."""
    if image.format == "PNG":
        return _exif_of_png(content)
    found: Image.Exif = image.getexif()
    return found


def _of_exif(exif: Image.Exif) -> bytes | None:
    """DCF 2.0 states Adobe RGB by the interoperability index R03."""
    index = str(exif.get_ifd(_INTEROP).get(1, ""))
    space = exif.get_ifd(_EXIF).get(_COLOUR_SPACE)
    if index.startswith("R03") or space == _ADOBE:
        return matrix_profile(ADOBE_RGB, ADOBE_GAMMA)
    return None


def _of_png(content: bytes) -> bytes | None:
    """By cICP, else sRGB, else gAMA with cHRM: the order of PNG, third edition, 4.3."""
    if numbers := png.chunk(content, b"cICP"):
        return _by_number(numbers[0])
    if png.chunk(content, b"sRGB") is not None:
        return None
    gamma, points = png.chunk(content, b"gAMA"), png.chunk(content, b"cHRM")
    if gamma is None or points is None:
        return _of_exif(_exif_of_png(content))
    white_x, white_y, *rest = (value / 100_000 for value in struct.unpack(">8I", points))
    space: Chromaticities = (
        (rest[0], rest[1]), (rest[2], rest[3]), (rest[4], rest[5]), (white_x, white_y),
    )  # fmt: skip
    return matrix_profile(space, 100_000 / struct.unpack(">I", gamma)[0])


def _exif_of_png(content: bytes) -> Image.Exif:
    exif = Image.Exif()
    exif.load(png.exif(content))
    return exif


def _nclx(content: bytes) -> int:
    """The number of the primaries in a `colr` box (ISO/IEC 23008-12), 1 without one."""
    at = content.find(b"colrnclx", 0, _HEAD)
    return int(struct.unpack_from(">H", content, at + 8)[0]) if at >= 0 else _SRGB_NUMBER


def _by_number(number: int) -> bytes | None:
    space = BY_NUMBER.get(number)
    return None if space is None or number == _SRGB_NUMBER else matrix_profile(space, None)
