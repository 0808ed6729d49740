"""Which page of a TIFF is the picture, and whether it is a camera's raw file, by the tags in it."""

from typing import Any

from ml.errors import UnsupportedFormat

_NEW_SUBFILE_TYPE, _SUBFILE_TYPE, _REDUCED = 254, 255, 2
_PHOTOMETRIC, _OF_SENSOR = 262, (32803, 34892)
_MAKE, _SUB_PAGES, _DNG_VERSION = 271, 330, 50706
_PAGES_LOOKED_AT = 16


def seek_picture(image: Any, content: bytes) -> None:
    """Go to the page that is the picture; raises UnsupportedFormat for a camera's raw file."""
    _refuse_raw(image.tag_v2, content)
    image.seek(_main_page(image))


def _refuse_raw(tags: Any, content: bytes) -> None:
    """A raw file is a TIFF whose first page is a thumbnail, or the sensor's own values."""
    is_raw = tags.get(_PHOTOMETRIC) in _OF_SENSOR or _DNG_VERSION in tags or content[8:10] == b"CR"
    if is_raw or (_is_reduced(tags) and _SUB_PAGES in tags and _MAKE in tags):
        maker = " ".join(str(tags.get(_MAKE, "camera")).split())[:80]
        raise UnsupportedFormat(
            f"Received a camera raw file ({maker}). Develop it, and save it as TIFF or JPEG."
        )


def _main_page(image: Any) -> int:
    """The first page that is not a smaller copy of another one (TIFF 6.0, NewSubfileType)."""
    if not _is_reduced(image.tag_v2):
        return 0
    for number in range(1, min(int(image.n_frames), _PAGES_LOOKED_AT)):
        image.seek(number)
        if not _is_reduced(image.tag_v2):
            return number
    return 0


def _is_reduced(tags: Any) -> bool:
    return bool(tags.get(_NEW_SUBFILE_TYPE, 0) & 1) or tags.get(_SUBFILE_TYPE) == _REDUCED
