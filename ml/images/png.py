"""The chunks of a PNG (ISO/IEC 15948): what they state, and a copy without texts that Pillow refuses."""

import struct
import zlib
from collections.abc import Iterator

_SIGNATURE = 8
_TEXTS = {b"tEXt", b"zTXt", b"iTXt"}
_RAW_EXIF = {b"Raw profile type exif", b"Raw profile type APP1"}
_LONGEST = 1 << 18  # Digits and all; an EXIF block is 64 kB at most.


def chunks(content: bytes) -> Iterator[tuple[bytes, int, int]]:
    """(kind, where its data begins, their length) of each whole chunk, up to the first that is cut."""
    at = _SIGNATURE
    while at + 12 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        if at + 12 + length > len(content):
            return
        yield kind, at + 8, length
        at += 12 + length


def chunk(content: bytes, wanted: bytes) -> bytes | None:
    """The data of the first chunk of this kind."""
    found = ((at, length) for kind, at, length in chunks(content) if kind == wanted)
    at, length = next(found, (0, -1))
    return content[at : at + length] if length >= 0 else None


def exif(content: bytes) -> bytes:
    """The EXIF block, b"" without one: of its chunk, or of the text that held it before it had a chunk."""
    stated = chunk(content, b"eXIf")
    if stated is not None:
        return stated
    for kind, at, length in chunks(content):
        if kind in (b"zTXt", b"tEXt"):
            name, _, rest = content[at : at + length].partition(b"\0")
            if name in _RAW_EXIF:
                return _unwrapped(_inflated(rest[1:]) if kind == b"zTXt" else rest)
    return b""


def _inflated(data: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, _LONGEST)
    except zlib.error:
        return b""


def _unwrapped(text: bytes) -> bytes:
    """The bytes of a raw profile, which is its name, its length, and lines of hexadecimal digits."""
    _, _, _, digits = (text.split(b"\n", 3) + [b""] * 4)[:4]
    try:
        return bytes.fromhex(b"".join(digits.split()).decode("ascii"))
    except ValueError:
        return b""


def without_texts(content: bytes) -> bytes:
    """The same picture without texts beside it: however large they are, they say nothing of the pixels."""
    kept, since = [], 0
    for kind, at, length in chunks(content):
        if kind in _TEXTS:
            kept.append(content[since : at - 8])
            since = at + length + 4
    return b"".join([*kept, content[since:]]) if kept else content
