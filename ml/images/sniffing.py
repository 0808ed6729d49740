"""Tell what a file really is from its first bytes, and read the headers that must be known before opening."""

import struct

from ml.errors import UnreadableImage

_AVIF_BRANDS = {b"avif", b"avis"}
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}
_TIFF_MAGIC = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")

_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"BM", "a BMP image"),
    (b"8BPS", "a Photoshop document"),
    (b"\0\0\0\x0cjP", "a JPEG 2000 image"),
    (b"\xff\x0a", "a JPEG XL image"),
    (b"\0\0\0\x0cJXL", "a JPEG XL image"),
    (b"IIU\0", "a camera raw file (Panasonic)"),
    (b"IIRO", "a camera raw file (Olympus)"),
    (b"IIRS", "a camera raw file (Olympus)"),
    (b"MMOR", "a camera raw file (Olympus)"),
    (b"FUJIFILMCCD-RAW", "a camera raw file (Fujifilm)"),
    (b"FOVb", "a camera raw file (Sigma)"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
)


def real_format(content: bytes) -> str | None:
    """The Pillow name of an accepted format, by signature; None for anything else."""
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if content[:6] in (b"GIF87a", b"GIF89a"):
        return "GIF"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    if content[:4] in _TIFF_MAGIC:
        return "TIFF"
    return _iso_media(content)


def _iso_media(content: bytes) -> str | None:
    """AVIF and HEIF share a container and are told apart by the brands in its first box."""
    if content[4:8] != b"ftyp" or len(content) < 16:
        return None
    length = min(struct.unpack(">I", content[:4])[0], 4096)
    brands = {content[8:12]} | {content[i : i + 4] for i in range(16, length - 3, 4)}
    if brands & _AVIF_BRANDS:
        return "AVIF"
    return "HEIF" if brands & _HEIF_BRANDS else None


def describe(content: bytes) -> str:
    """What an unaccepted file seems to be, for the message to its sender."""
    for magic, what in _OTHERS:
        if content.startswith(magic):
            return what
    if content[4:12] == b"ftypcrx ":
        return "a camera raw file (Canon)"
    if content[4:8] == b"ftyp":
        return "a video or another ISO media file"
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in head:
        return "an SVG drawing"
    if head.startswith((b"<!doctype html", b"<html")):
        return "an HTML page"
    if head.startswith(b"<?xml"):
        return "an XML document"
    if _is_text(content[:1024]):
        return "a text file"
    return f"{len(content):,} bytes of no known format (they begin {content[:4].hex(' ')})"


def _is_text(head: bytes) -> bool:
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 3:  # A letter cut in two at the end is still text.
            return False
        text = head[: error.start].decode("utf-8")
    return all(letter.isprintable() or letter in "\r\n\t\f" for letter in text)


def webp_size(content: bytes) -> tuple[int, int]:
    """Width and height from a WebP header; raises UnreadableImage when it is cut or of no known kind."""
    kind, body = content[12:16], content[20:30]
    if len(body) == 10 and kind == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if len(body) == 10 and kind == b"VP8 ":
        width, height = struct.unpack("<HH", body[6:10])
        return width & 0x3FFF, height & 0x3FFF
    if len(body) >= 5 and kind == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    raise UnreadableImage("Looks like WebP, but its header is damaged or cut off. Send an intact copy.")


def jpeg_scans(content: bytes, stop: int) -> int:
    """Count a JPEG's scans by its markers, decoding nothing; gives up beyond `stop`.

    A scan begins with FF DA, which never stands in the data of one (ITU-T T.81, B.1.1.2 to B.1.1.5), but may
    stand in metadata: a small count is taken as it is, a large one is walked through.
    """
    if (scans := content.count(b"\xff\xda")) <= stop:
        return scans
    at, scans = 2, 0
    while scans <= stop and 0 <= (at := content.find(b"\xff", at)) < len(content) - 3:
        marker = content[at + 1]
        if marker in (0x00, 0x01, 0xFF) or 0xD0 <= marker <= 0xD8:
            at += 1 if marker == 0xFF else 2
        elif marker == 0xD9:
            break
        else:
            scans += marker == 0xDA
            at += 2 + struct.unpack_from(">H", content, at + 2)[0]
    return scans


def gif_frames(content: bytes, stop: int) -> int:
    """Count a GIF's frames by its block structure, decoding nothing; gives up beyond `stop`."""
    if len(content) < 13:
        raise UnreadableImage("Looks like GIF, but its header is cut off. Send an intact copy.")
    at = 13 + _table_bytes(content[10])
    frames = blocks = 0
    # Extensions outnumber frames a few times at most; the bound keeps a crafted file from costing minutes.
    while at < len(content) and frames <= stop and blocks <= 16 * (stop + 1):
        blocks += 1
        if content[at] == 0x2C and at + 10 < len(content):
            frames += 1
            at = _skip_sub_blocks(content, at + 11 + _table_bytes(content[at + 9]))
        elif content[at] == 0x21:
            at = _skip_sub_blocks(content, at + 2)
        else:  # The trailer, or a cut file: the decoder will tell.
            break
    return stop + 1 if blocks > 16 * (stop + 1) else frames


def tiff_pages(content: bytes, stop: int) -> int:
    """Count a TIFF's pages along its chain of directories; gives up beyond `stop`.

    Raises UnreadableImage when the chain leaves the file or bites its tail.
    """
    order = "<" if content[:1] == b"I" else ">"
    big = content[2:4] in (b"+\0", b"\0+")
    count_form, entry, next_form = (order + "Q", 20, order + "Q") if big else (order + "H", 12, order + "I")
    seen: set[int] = set()
    try:
        (at,) = struct.unpack_from(next_form, content, 8 if big else 4)
        while at and len(seen) <= stop:
            if at in seen:
                raise UnreadableImage("Looks like TIFF, but its pages run in a circle. Send an intact copy.")
            seen.add(at)
            (entries,) = struct.unpack_from(count_form, content, at)
            (at,) = struct.unpack_from(next_form, content, at + struct.calcsize(count_form) + entries * entry)
    except struct.error as error:
        raise UnreadableImage("Looks like TIFF, but its pages are cut off. Send an intact copy.") from error
    return len(seen)


def _table_bytes(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _skip_sub_blocks(content: bytes, at: int) -> int:
    while at < len(content) and content[at]:
        at += content[at] + 1
    return at + 1
