"""Pictures are read as their files state them: which way up, in which colours, which page."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image, ImageCms, ImageFile

from benchmarks.pictures import with_scans
from ml.errors import ImageTooLarge, UnreadableImage, UnsupportedFormat
from ml.images import Limits, decode, inspect
from ml.images.png import without_texts
from ml.images.profiles import ADOBE_GAMMA, ADOBE_RGB, BY_NUMBER, SRGB, matrix_profile
from tests.support.pictures import real_data

# Four fields, wider than high: each orientation tells itself apart.
FIELDS = np.zeros((32, 48, 3), np.uint8)
FIELDS[:16, :24], FIELDS[:16, 24:] = (200, 30, 30), (30, 200, 30)
FIELDS[16:, :24], FIELDS[16:, 24:] = (30, 30, 200), (220, 220, 30)
# How the stored pixels of an orientation lie, seen from the upright picture (EXIF 2.32, 4.6.4).
STORED = {
    1: lambda p: p,
    2: lambda p: p[:, ::-1],
    3: lambda p: p[::-1, ::-1],
    4: lambda p: p[::-1],
    5: lambda p: p.transpose(1, 0, 2),
    6: lambda p: p[:, ::-1].transpose(1, 0, 2)[::1],
    7: lambda p: p[::-1, ::-1].transpose(1, 0, 2),
    8: lambda p: p.transpose(1, 0, 2)[:, ::-1],
}
# 6: turned clockwise to be upright; 8: counter-clockwise.
STORED[6] = lambda p: np.rot90(p, 1)
STORED[8] = lambda p: np.rot90(p, -1)


def saved(pixels: np.ndarray, kind: str, **options) -> bytes:
    buffer = BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels)).save(buffer, kind, **options)
    return buffer.getvalue()


def turned(kind: str, orientation: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"lossless": True} if kind == "WEBP" else {"quality": 95} if kind in ("JPEG", "AVIF") else {}
    return saved(STORED[orientation](FIELDS), kind, exif=exif, **options)


@pytest.mark.parametrize("orientation", STORED)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
def test_every_format_is_turned_upright_once(kind: str, orientation: int) -> None:
    content = turned(kind, orientation)
    info, pixels = inspect(content), decode(content)
    assert (info.width, info.height) == (48, 32) == pixels.shape[1::-1]
    assert np.abs(pixels[4:12, 4:20].astype(int) - FIELDS[4:12, 4:20]).mean() < 12
    assert np.abs(pixels[20:28, 28:44].astype(int) - FIELDS[20:28, 28:44]).mean() < 12


def through(profile: bytes, colour: tuple[int, int, int]) -> np.ndarray:
    image = Image.new("RGB", (8, 8), colour)
    source = ImageCms.ImageCmsProfile(BytesIO(profile))
    made = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    return np.asarray(made)[4, 4]


ORANGE = (200, 100, 50)
WIDE = matrix_profile(BY_NUMBER[12], None)


def renamed(profile: bytes) -> bytes:
    """A wide profile that calls itself sRGB, as some phones' do."""
    return profile.replace(b"stated by the file", b"sRGB IEC61966-2.1 "[:18])


@pytest.mark.parametrize("profile", [WIDE, renamed(WIDE), matrix_profile(ADOBE_RGB, ADOBE_GAMMA)])
def test_colours_are_converted_by_what_a_profile_says_not_by_its_name(profile: bytes) -> None:
    content = saved(np.full((8, 8, 3), ORANGE, np.uint8), "PNG", icc_profile=profile)
    assert np.array_equal(decode(content)[4, 4], through(profile, ORANGE))
    assert abs(int(decode(content)[4, 4, 0]) - ORANGE[0]) > 8


def test_a_profile_of_srgb_changes_nothing() -> None:
    for profile in (
        matrix_profile(SRGB, None),
        ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
    ):
        content = saved(FIELDS, "PNG", icc_profile=profile)
        assert np.array_equal(decode(content), FIELDS)


def png_with(*chunks: tuple[bytes, bytes]) -> bytes:
    plain = saved(np.full((8, 8, 3), ORANGE, np.uint8), "PNG")
    head, rest = plain[:33], plain[33:]  # The signature and IHDR.
    for kind, data in chunks:
        head += struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return head + rest


def chromaticities(space) -> bytes:
    red, green, blue, white = space
    return struct.pack(">8I", *(round(value * 100_000) for value in (*white, *red, *green, *blue)))


GAMMA = struct.pack(">I", round(100_000 / ADOBE_GAMMA))


@pytest.mark.parametrize(
    ("chunks", "profile"),
    [
        ([(b"gAMA", GAMMA), (b"cHRM", chromaticities(ADOBE_RGB))], matrix_profile(ADOBE_RGB, ADOBE_GAMMA)),
        ([(b"cICP", bytes([12, 13, 0, 1]))], WIDE),
        ([(b"cICP", bytes([1, 13, 0, 1]))], None),
        ([(b"sRGB", b"\0"), (b"gAMA", GAMMA), (b"cHRM", chromaticities(ADOBE_RGB))], None),
        ([(b"gAMA", GAMMA)], None),
        ([(b"gAMA", struct.pack(">I", 0)), (b"cHRM", bytes(32))], None),
    ],
)
def test_a_png_may_state_its_colours_by_chunks(chunks, profile: bytes | None) -> None:
    wanted = ORANGE if profile is None else through(profile, ORANGE)
    assert np.abs(decode(png_with(*chunks))[4, 4].astype(int) - wanted).max() <= 1


def raw_profile(name: bytes, exif: bytes) -> bytes:
    """EXIF as texts of a PNG held it before there was eXIf: the name, the length, digits in lines."""
    digits = exif.hex().encode()
    lines = b"\n".join(digits[at : at + 72] for at in range(0, len(digits), 72))
    return b"\n" + name + b"\n%8d\n" % len(exif) + lines + b"\n"


@pytest.mark.parametrize("name", [b"exif", b"APP1"])
@pytest.mark.parametrize("kind", [b"zTXt", b"tEXt"])
@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_exif_in_the_text_of_an_old_png_is_honoured(name: bytes, kind: bytes, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    text = raw_profile(name, exif.tobytes())
    body = text if kind == b"tEXt" else b"\0" + zlib.compress(text)
    content = png_with((kind, b"Raw profile type " + name + b"\0" + body))
    assert inspect(content).orientation == orientation


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\0not compressed",
        b"\0" + zlib.compress(b"\nexif\n      12\nno digits"),
        b"\0" + zlib.compress(b"\nexif\n       4\n45786"),
        b"\0" + zlib.compress(b"\n\n\n" + b"00" * 10_000_000),
    ],
)
def test_a_broken_exif_text_refuses_no_png(body: bytes) -> None:
    content = png_with((b"zTXt", b"Raw profile type exif\0" + body))
    assert inspect(content).orientation == 1
    assert decode(content).shape == (8, 8, 3)


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG"])
def test_adobe_rgb_may_be_stated_by_exif_alone(kind: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Made Up"
    exif.get_ifd(0x8769)[0xA001] = 0xFFFF
    exif.get_ifd(0x8769)[0xA005] = {1: "R03"}
    options = {"lossless": True} if kind == "WEBP" else {"quality": 98} if kind == "JPEG" else {}
    content = saved(np.full((16, 16, 3), ORANGE, np.uint8), kind, exif=exif, **options)
    wanted = through(matrix_profile(ADOBE_RGB, ADOBE_GAMMA), ORANGE)
    assert np.abs(decode(content)[8, 8].astype(int) - wanted).max() <= 4


def test_texts_beside_the_pixels_refuse_no_png() -> None:
    text = b"Comment\0\0" + zlib.compress(b"x" * 3_000_000)
    content = png_with((b"zTXt", text), (b"tEXt", b"Title\0a cloth"))
    assert decode(content).shape == (8, 8, 3)
    assert len(without_texts(content)) < 200 and without_texts(without_texts(content)) == without_texts(
        content
    )


def test_inspecting_a_png_decodes_none_of_it(monkeypatch) -> None:
    turned_one, plain = turned("PNG", 6), saved(FIELDS, "PNG")
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda *_: pytest.fail("it was decoded"))
    assert inspect(turned_one).orientation == 6
    assert inspect(plain).orientation == 1


def test_a_jpeg_without_its_last_bytes_is_read_and_one_without_pixels_is_not() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (96, 96, 3), dtype=np.uint8)
    for options in ({}, {"progressive": True}):
        content = saved(noise, "JPEG", **options)
        assert np.array_equal(decode(content[:-2]), decode(content))
        for cut in (60, len(content) // 3):
            with pytest.raises(UnreadableImage):
                decode(content[:-cut])


def test_the_scans_of_a_jpeg_are_bounded() -> None:
    plain = saved(FIELDS, "JPEG", progressive=True)
    assert inspect(plain)
    with pytest.raises(ImageTooLarge) as caught:
        inspect(with_scans(plain, 300))
    assert caught.value.limit == "scans"
    thumbnails = plain[:2] + (b"\xff\xe2" + struct.pack(">H", 6) + b"\xff\xda\xff\xda") * 200 + plain[2:]
    assert decode(thumbnails).shape == FIELDS.shape, "metadata may hold anything"
    with pytest.raises(ImageTooLarge):
        inspect(plain, Limits(max_scans=2))


def tiff(*pages: tuple[np.ndarray, dict]) -> bytes:
    buffer = BytesIO()
    with tifffile.TiffWriter(buffer) as writer:
        for pixels, options in pages:
            writer.write(pixels, **{"photometric": "rgb", **options})
    return buffer.getvalue()


def test_the_page_of_full_size_is_the_picture() -> None:
    small = (FIELDS[::4, ::4].copy(), {"subfiletype": 1})
    assert np.array_equal(decode(tiff(small, (FIELDS, {}))), FIELDS)
    assert np.array_equal(decode(tiff((FIELDS, {}), small)), FIELDS)
    assert decode(tiff(small)).shape == (8, 12, 3), "the only page is the picture, whatever it calls itself"


def test_a_camera_raw_file_is_refused_by_name() -> None:
    thumbnail, maker = FIELDS[::4, ::4].copy(), (271, 2, 0, "Made Up", True)
    dng = tiff((thumbnail, {"extratags": [maker, (50706, 1, 4, bytes([1, 4, 0, 0]), True)]}))
    nef = tiff((thumbnail, {"subfiletype": 1, "subifds": 1, "extratags": [maker]}), (FIELDS, {}))
    for content in (dng, nef):
        with pytest.raises(UnsupportedFormat, match="camera raw file"):
            decode(content)


@pytest.mark.parametrize("head", [b"IIU\0", b"FUJIFILMCCD-RAW", b"\0\0\0\x18ftypcrx ", b"IIRO"])
def test_so_are_those_that_are_no_tiff(head: bytes) -> None:
    with pytest.raises(UnsupportedFormat, match="camera raw"):
        decode(head + bytes(64))


@pytest.mark.parametrize("scale", [1.0, 255.0])
def test_colours_as_floating_point_are_read(scale: float) -> None:
    values = FIELDS.astype(np.float32) / 255 * scale
    assert np.abs(decode(tiff((values, {}))).astype(int) - FIELDS).max() <= 1
    planar = np.ascontiguousarray(np.moveaxis(values, -1, 0))
    assert np.abs(decode(tiff((planar, {"planarconfig": "separate"}))).astype(int) - FIELDS).max() <= 1


def test_a_tiff_that_nothing_reads_is_named_by_its_kind() -> None:
    content = tiff((FIELDS.astype(np.complex64), {}))
    with pytest.raises(UnsupportedFormat, match="RGB of 8 or 16 bits"):
        decode(content)


@pytest.mark.data
def test_the_collected_cases_are_read_as_expected() -> None:
    def small(pixels: np.ndarray) -> np.ndarray:
        return np.asarray(Image.fromarray(pixels).resize((48, 32), Image.Resampling.BOX)).astype(float)

    wanted = sorted(Path(real_data() / "cases").glob("*/*.expect.png"))
    assert len(wanted) > 10
    for path in wanted:
        content = path.with_name(path.name.removesuffix(".expect.png")).read_bytes()
        right, found = np.asarray(Image.open(path).convert("RGB")), decode(content)
        assert found.shape == right.shape == (inspect(content).height, inspect(content).width, 3), path.name
        assert np.abs(small(found) - small(right)).mean() < 9, path.name
