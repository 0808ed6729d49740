"""The one door for images, in training and in serving: check, decode right, make network input."""

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from ml.errors import ImageTooLarge, UnreadableImage, UnsupportedFormat
from ml.images import colour, other_tiffs, stated
from ml.images.png import without_texts
from ml.images.sniffing import describe, gif_frames, jpeg_scans, real_format, tiff_pages, webp_size
from ml.images.tiff import seek_picture

FORMATS: dict[str, str] = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "AVIF": "image/avif",
    "HEIF": "image/heic",
    "TIFF": "image/tiff",
    "GIF": "image/gif",
}

ORIENTATIONS = 8
SERVING_SIDE = 512
"""Short side that serving and evaluation ask of a JPEG draft, so that both see the same pixels."""

# What decoders raise on damaged or hostile input; anything else is a bug of ours and must surface.
DECODER_FAILURES = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    struct.error,
    zlib.error,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
)

_TURNED_BY_PILLOW = {"TIFF"}
"""Formats that Pillow itself turns upright when it reads them."""
_JPEG_END = b"\xff\xd9"
_TRANSPOSE = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True)
class Limits:
    """What is accepted. Pixels, sides and frames are judged from the header, before anything is decoded."""

    max_bytes: int = 50_000_000
    max_pixels: int = 100_000_000
    max_frames: int = 1000
    max_side: int = 30_000
    max_scans: int = 64  # Of a progressive JPEG. Encoders write about ten; each costs a pass over all pixels.


@dataclass(frozen=True)
class ImageInfo:
    """What the header says. Width and height are as displayed, after the EXIF orientation (1..8)."""

    format: str
    mime: str
    width: int
    height: int
    frames: int
    orientation: int
    is_other_tiff: bool = False


DEFAULT_LIMITS = Limits()


def inspect(data: bytes | Path, limits: Limits = DEFAULT_LIMITS) -> ImageInfo:
    """Check an image without decoding a pixel, in three steps: bytes, real format, pixels and frames.

    `data` is the file's content or its path. Raises ImageTooLarge, UnsupportedFormat or UnreadableImage.
    """
    content = _read(data, limits)
    name = check_format(content)
    return check_pixels(content, name, limits)


def decode(data: bytes | Path, *, at_least: int | None = None, limits: Limits = DEFAULT_LIMITS) -> np.ndarray:
    """Decode the first frame to uint8 (h, w, 3), sRGB, upright, transparency laid on white.

    `at_least` lets a JPEG be decoded at a fraction of its size that keeps the short side at or above it.
    Raises what `inspect` raises, and UnreadableImage for truncated or damaged data.
    """
    return _decoded(_read(data, limits), at_least, limits, lambda image: np.array(image, dtype=np.uint8))


def _decoded(
    content: bytes, at_least: int | None, limits: Limits, finish: Callable[[Image.Image], np.ndarray]
) -> np.ndarray:
    """What `finish` makes of the first frame, upright and in sRGB."""
    info = inspect(content, limits)
    try:
        return finish(_upright(content, info, at_least))
    except MemoryError as error:
        raise ImageTooLarge(
            f"Decoding this {info.width} x {info.height} {info.format} needs more memory than is allowed. "
            "Send a smaller version.",
            limit="memory",
        ) from error
    except Image.DecompressionBombError as error:
        raise _bomb(error) from error
    except DECODER_FAILURES as error:
        if (whole := _with_its_end(content, info, at_least)) is not None:
            return finish(whole)
        raise UnreadableImage(
            f"This {info.format} of {len(content):,} bytes is damaged or truncated ({_brief(error)}). "
            "Send an intact copy."
        ) from error


def _upright(content: bytes, info: ImageInfo, at_least: int | None) -> Image.Image:
    if info.is_other_tiff:
        image = other_tiffs.read(content)
        return colour.to_srgb(image, image.info.get("icc_profile"))
    with _open(content, info.format) as image:
        if at_least and info.format == "JPEG":
            image.draft(None, (at_least, at_least))
        image.load()
        upright = colour.to_srgb(image, stated.profile(image, content))
    if info.format in _TURNED_BY_PILLOW or info.orientation not in _TRANSPOSE:
        return upright
    return upright.transpose(_TRANSPOSE[info.orientation])


def _with_its_end(content: bytes, info: ImageInfo, at_least: int | None) -> Image.Image | None:
    """The picture of a JPEG that lacks its end marker and no pixel, as what is put before it never shows."""
    if info.format != "JPEG":
        return None
    try:
        one, other = (
            _upright(content + filler + _JPEG_END, info, at_least) for filler in (b"", b"\x55" * 256)
        )
    except DECODER_FAILURES:
        return None
    return one if one.tobytes() == other.tobytes() else None


def network_input(image: np.ndarray, size: int) -> np.ndarray:
    """Squash uint8 (h, w, 3) to uint8 (size, size, 3), antialiased: what every network of ours looks at."""
    if image.shape[:2] == (size, size):
        return image
    return _squashed(Image.fromarray(image), size)


def _squashed(image: Image.Image, size: int) -> np.ndarray:
    return np.asarray(image.resize((size, size), Image.Resampling.BILINEAR))


def read_for_network(data: bytes | Path, size: int, limits: Limits = DEFAULT_LIMITS) -> np.ndarray:
    """Bytes to network input exactly as serving does it: uint8 (size, size, 3).

    The same as network_input(decode(...)), without the array of all pixels in between.
    """
    content = _read(data, limits)
    return _decoded(content, max(SERVING_SIDE, size), limits, lambda image: _squashed(image, size))


def check_bytes(size: int, limits: Limits) -> None:
    """Refuse nothing at all, and more than `limits.max_bytes`."""
    if size == 0:
        raise UnreadableImage("The file is empty (0 bytes). Send the image itself.")
    if size > limits.max_bytes:
        raise ImageTooLarge(
            f"The file has {size:,} bytes; at most {limits.max_bytes:,} are accepted. "
            "Send a smaller version.",
            limit="bytes",
            received=size,
            allowed=limits.max_bytes,
        )


def check_format(content: bytes) -> str:
    """Name the format by content, never by file name; raises UnsupportedFormat saying what was received."""
    name = real_format(content)
    if name is None:
        accepted = ", ".join(sorted(FORMATS))
        raise UnsupportedFormat(f"Received {describe(content)}. Accepted are the image formats {accepted}.")
    return name


def check_pixels(content: bytes, name: str, limits: Limits) -> ImageInfo:
    """Read size, frames and orientation from the header and hold them against the limits."""
    if name == "JPEG":
        _check_scans(jpeg_scans(content, stop=limits.max_scans), limits)
    if name == "WEBP":  # Opening one allocates its canvas, so the size is judged first.
        _check_size(*webp_size(content), limits)
    try:
        with _open(content, name) as image:
            width, height = image.size
            _check_size(width, height, limits)
            frames = _count_frames(image, content, name, limits)
            orientation = stated.orientation(image, content)
    except MemoryError as error:
        raise ImageTooLarge("The header asks for more memory than is allowed.", limit="memory") from error
    except Image.DecompressionBombError as error:
        raise _bomb(error) from error
    except DECODER_FAILURES as error:
        if (info := _info_of_other_tiff(content, name, limits)) is not None:
            return info
        raise UnreadableImage(
            f"Looks like {name}, but its header cannot be read ({_brief(error)}). Send an intact copy."
        ) from error
    if orientation >= 5 and name not in _TURNED_BY_PILLOW:
        width, height = height, width
    return ImageInfo(name, FORMATS[name], width, height, frames, orientation)


def _bomb(error: Exception) -> ImageTooLarge:
    """What Pillow itself refuses while it reads, such as a GIF whose frame is larger than its canvas."""
    return ImageTooLarge(
        f"The image is larger than its header says ({_brief(error)}). Send a smaller version.", limit="memory"
    )


def _read(data: bytes | Path, limits: Limits) -> bytes:
    if isinstance(data, Path):
        try:
            check_bytes(data.stat().st_size, limits)
            return data.read_bytes()
        except OSError as error:
            raise UnreadableImage(f"{data.name} cannot be opened ({error.strerror or error}).") from error
    check_bytes(len(data), limits)
    return data


def _open(content: bytes, name: str) -> Any:
    """Open with exactly one plugin, at the page that is the picture.

    Pillow's global pixel limit stays out of it, ours is checked instead.
    """
    if name == "HEIF":
        import pillow_heif

        pillow_heif.register_heif_opener()
    if name not in Image.OPEN:
        Image.init()
    image = Image.OPEN[name][0](BytesIO(without_texts(content) if name == "PNG" else content), "")
    if name == "TIFF":
        seek_picture(image, content)
    return image


def _info_of_other_tiff(content: bytes, name: str, limits: Limits) -> ImageInfo | None:
    """What the header of a TIFF says that Pillow does not open; None where nothing opens it."""
    if name != "TIFF":
        return None
    try:
        width, height = other_tiffs.size_of(content)
    except (*DECODER_FAILURES, MemoryError):
        return None
    _check_size(width, height, limits)
    return ImageInfo(name, FORMATS[name], width, height, 1, 1, is_other_tiff=True)


def _check_size(width: int, height: int, limits: Limits) -> None:
    if width < 1 or height < 1:
        raise UnreadableImage(f"The header says {width} x {height} pixels. Send an image with pixels in it.")
    if width * height > limits.max_pixels:
        raise ImageTooLarge(
            f"The image is {width:,} x {height:,} = {width * height:,} pixels; at most {limits.max_pixels:,} "
            "are accepted. Send a smaller version.",
            limit="pixels",
            received=width * height,
            allowed=limits.max_pixels,
        )
    if max(width, height) > limits.max_side:
        raise ImageTooLarge(
            f"The image is {width:,} x {height:,}; no side may be longer than {limits.max_side:,} pixels. "
            "Send a smaller version.",
            limit="side",
            received=max(width, height),
            allowed=limits.max_side,
        )


def _check_scans(scans: int, limits: Limits) -> None:
    if scans > limits.max_scans:
        raise ImageTooLarge(
            f"This JPEG is stored in more than {limits.max_scans} scans. Save it again in an image editor.",
            limit="scans",
            allowed=limits.max_scans,
        )


def _count_frames(image: Any, content: bytes, name: str, limits: Limits) -> int:
    if name == "GIF":
        frames = gif_frames(content, stop=limits.max_frames)
    elif name == "TIFF":
        frames = tiff_pages(content, stop=limits.max_frames)
    else:
        frames = int(getattr(image, "n_frames", 1))
    if frames > limits.max_frames:
        raise ImageTooLarge(
            f"The file has more than {limits.max_frames:,} frames or pages. Send the one that matters.",
            limit="frames",
            allowed=limits.max_frames,
        )
    return max(frames, 1)


def _brief(error: Exception) -> str:
    """A decoder's own words on one line."""
    return " ".join(str(error).split())[:160] or type(error).__name__


def turn(pixels: np.ndarray, way: int) -> np.ndarray:
    """One of the eight orientations of a square picture; way 0 is as it is."""
    turned = np.rot90(pixels, way % 4)
    return np.ascontiguousarray(turned[:, ::-1] if way >= 4 else turned)


def turn_back(pixels: np.ndarray, way: int) -> np.ndarray:
    """Undo `turn`."""
    return np.ascontiguousarray(np.rot90(pixels[:, ::-1] if way >= 4 else pixels, -(way % 4)))
