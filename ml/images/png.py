"""The chunks of a PNG (ISO/IEC 15948): what they state, and a copy without texts that Pillow refuses."""

import struct
from collections.abc import Iterator

_SIGNATURE = 8
_TEXTS = {b"tEXt", b"zTXt", b"iTXt"}


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


def without_texts(content: bytes) -> bytes:
    """The same picture without texts beside it: however large they are, they say nothing of the pixels."""
    kept, since = [], 0
    for kind, at, length in chunks(content):
        if kind in _TEXTS:
            kept.append(content[since : at - 8])
            since = at + length + 4
    return b"".join([*kept, content[since:]]) if kept else content
