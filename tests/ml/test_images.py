"""The one door for images: what comes in, how it looks inside, and what stays out."""

import re
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from ml.errors import ImageTooLarge, UnreadableImage, UnsupportedFormat
from ml.images import FORMATS, Limits, decode, inspect, network_input, read_for_network
from tests.ml.patterns import encoded, jpeg, pattern

pillow_heif = pytest.importorskip("pillow_heif")
pillow_heif.register_heif_opener()

PICTURE = np.kron(
    np.array([[[200, 30, 40], [30, 160, 60]], [[40, 60, 190], [230, 220, 60]]]), np.ones((32, 48, 1))
)
PICTURE = PICTURE.astype(np.uint8)


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds nearly nothing."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100))
        + chunk(b"IEND", b"")
    )


def corners(image: np.ndarray) -> np.ndarray:
    """The colours of the four quarters."""
    h, w = image.shape[:2]
    rows, columns = (h // 4, 3 * h // 4), (w // 4, 3 * w // 4)
    return np.array([[image[r, c] for c in columns] for r in rows]).astype(int)


@pytest.mark.parametrize("format", sorted(FORMATS))
def test_every_accepted_format_decodes_to_its_colours(format: str) -> None:
    data = encoded(PICTURE, format)
    info = inspect(data)
    assert (info.format, info.mime, info.width, info.height) == (format, FORMATS[format], 96, 64)
    assert (info.frames, info.orientation) == (1, 1)
    decoded = decode(data)
    assert decoded.shape == PICTURE.shape
    assert decoded.dtype == np.uint8
    assert np.abs(corners(decoded) - corners(PICTURE)).max() <= 40  # GIF has few colours, JPEG and AVIF bleed
    assert np.abs(corners(decoded) - corners(PICTURE)).mean() <= 8


@pytest.mark.parametrize("format", sorted(FORMATS))
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_truncated_file_is_unreadable_not_half_a_picture(format: str) -> None:
    data = encoded(pattern("waves", 1, 200), format)
    with pytest.raises(UnreadableImage, match=r"damaged|truncated|cannot be read"):
        decode(data[: len(data) * 6 // 10])


def test_a_path_and_its_bytes_give_the_same(tmp_path: Path) -> None:
    path = tmp_path / "misleading.png"
    path.write_bytes(jpeg(PICTURE))
    assert inspect(path).format == "JPEG"
    assert np.array_equal(decode(path), decode(path.read_bytes()))
    with pytest.raises(UnreadableImage, match=r"gone\.jpg"):
        decode(tmp_path / "gone.jpg")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"hello, this is text", "a text file"),
        ("kata-kata: \u00e9\u00e8".encode(), "a text file"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "an SVG drawing"),
        (b"<?xml version='1.0'?><svg/>", "an SVG drawing"),
        (b"<!DOCTYPE html><html></html>", "an HTML page"),
        (b"%PDF-1.7 ...", "a PDF document"),
        (b"PK\x03\x04....", "a ZIP archive"),
        (b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2", "a video"),
        (b"\x01\x02\x03\x04", "no known format"),
    ],
)
def test_what_is_no_image_is_named(data: bytes, what: str) -> None:
    with pytest.raises(UnsupportedFormat, match=re.escape(what)):
        inspect(data)


def test_an_empty_file_is_named() -> None:
    with pytest.raises(UnreadableImage, match="empty"):
        inspect(b"")


def test_a_picture_with_an_archive_behind_it_is_a_picture() -> None:
    assert decode(jpeg(PICTURE) + b"PK\x03\x04 and <script>").shape == PICTURE.shape


@pytest.mark.parametrize(
    ("data", "limits", "limit"),
    [
        (png_header(12_000, 12_000), Limits(), "pixels"),
        (png_header(50_000, 50_000), Limits(), "pixels"),
        (png_header(40_000, 10), Limits(), "side"),
        (jpeg(PICTURE), Limits(max_bytes=100), "bytes"),
        (jpeg(PICTURE), Limits(max_pixels=96 * 64 - 1), "pixels"),
        (b"RIFF\x1a\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\xff\x3f\0\xff\x3f\0", Limits(), "pixels"),
    ],
)
def test_limits_are_judged_before_a_pixel_is_decoded(
    data: bytes, limits: Limits, limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PIL import ImageFile

    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda self: pytest.fail("decoded"))
    for attempt in (inspect, decode):
        with pytest.raises(ImageTooLarge) as caught:
            attempt(data, limits=limits)
        assert caught.value.limit == limit
        assert caught.value.code == "image_too_large"


def test_limits_reach_beyond_pillows_own() -> None:
    info = inspect(png_header(20_000, 20_000), Limits(max_pixels=500_000_000))
    assert (info.width, info.height) == (20_000, 20_000)


@pytest.mark.parametrize("format", ["GIF", "TIFF", "WEBP", "PNG"])
def test_the_first_frame_counts_and_frames_are_bounded(format: str) -> None:
    frames = [Image.fromarray(np.full((20, 30, 3), shade, np.uint8)) for shade in (200, 100, 50, 10)]
    data = encoded(frames[0], format, save_all=True, append_images=frames[1:])
    assert inspect(data).frames == 4
    assert np.abs(decode(data).astype(int) - 200).max() <= 4
    with pytest.raises(ImageTooLarge) as caught:
        inspect(data, Limits(max_frames=3))
    assert caught.value.limit == "frames"


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_applied(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = jpeg(PICTURE, exif=exif)
    upright = np.asarray(Image.fromarray(PICTURE))
    expected = {
        1: upright,
        2: upright[:, ::-1],
        3: upright[::-1, ::-1],
        4: upright[::-1],
        5: upright.transpose(1, 0, 2),
        6: np.rot90(upright, -1),
        7: upright[::-1, ::-1].transpose(1, 0, 2),
        8: np.rot90(upright),
    }[orientation]
    info, decoded = inspect(data), decode(data)
    assert info.orientation == orientation
    assert decoded.shape == expected.shape == (info.height, info.width, 3)
    assert np.abs(corners(decoded) - corners(expected)).max() <= 12


def test_a_jpeg_is_drafted_but_never_below_what_is_asked() -> None:
    data = jpeg(pattern("dots", 3, 1600))
    assert decode(data).shape == (1600, 1600, 3)
    assert decode(data, at_least=512).shape == (800, 800, 3)
    assert decode(data, at_least=224).shape == (400, 400, 3)
    assert decode(encoded(pattern("dots", 3, 600), "PNG"), at_least=100).shape == (600, 600, 3)


def test_cmyk_is_the_right_way_round() -> None:
    cmyk = Image.fromarray(PICTURE).convert("CMYK")
    adobe = encoded(cmyk, "JPEG", quality=95)
    assert np.abs(corners(decode(adobe)) - corners(PICTURE)).max() <= 12
    marker = adobe.index(b"\xff\xee")
    length = struct.unpack(">H", adobe[marker + 2 : marker + 4])[0]
    plain = adobe[:marker] + adobe[marker + 2 + length :]
    assert (
        np.abs(corners(decode(plain)) - (255 - corners(PICTURE)) * 1).max() > 60
    )  # another picture: not inverted
    assert np.abs(corners(decode(encoded(cmyk, "TIFF"))) - corners(PICTURE)).max() <= 12


@pytest.mark.parametrize("format", ["TIFF", "PNG"])
def test_sixteen_bit_grey_is_scaled_not_clipped(format: str) -> None:
    ramp = np.tile(np.linspace(0, 65_535, 256), (8, 1)).astype(np.uint16)
    decoded = decode(encoded(Image.fromarray(ramp), format))
    assert np.abs(decoded[0, :, 0].astype(int) - np.arange(256)).max() <= 1


def test_deep_and_odd_modes_keep_their_picture() -> None:
    ramp = np.tile(np.linspace(0, 65_535, 256), (8, 1))
    for image in (
        Image.fromarray(ramp.astype(np.int32)),
        Image.fromarray((ramp / 65_535).astype(np.float32)),
    ):
        decoded = decode(encoded(image, "TIFF"))
        assert np.abs(decoded[0, :, 0].astype(int) - np.arange(256)).max() <= 1
    bitmap = Image.fromarray(PICTURE).convert("1")
    assert set(np.unique(decode(encoded(bitmap, "PNG")))) == {0, 255}
    lab = ImageCms.profileToProfile(
        Image.fromarray(PICTURE),
        ImageCms.createProfile("sRGB"),
        ImageCms.createProfile("LAB"),
        outputMode="LAB",
    )
    assert np.abs(corners(decode(encoded(lab, "TIFF"))) - corners(PICTURE)).max() <= 6


def test_white_is_zero_is_turned() -> None:
    ramp = np.tile(np.linspace(0, 65_535, 256), (8, 1)).astype(np.uint16)
    data = encoded(Image.fromarray(ramp), "TIFF", tiffinfo={262: 0})
    assert decode(data)[0, 0, 0] >= 254
    assert decode(data)[0, -1, 0] <= 1


def test_grey_and_palette_become_rgb() -> None:
    grey = decode(encoded(Image.fromarray(PICTURE).convert("L"), "PNG"))
    assert np.array_equal(grey[..., 0], grey[..., 2])
    palette = decode(encoded(Image.fromarray(PICTURE).quantize(8), "PNG"))
    assert np.abs(corners(palette) - corners(PICTURE)).max() <= 12


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_transparency_lies_on_white(mode: str) -> None:
    image = Image.fromarray(np.zeros((20, 30, 4), np.uint8))
    image.paste((10, 20, 30, 255), (15, 0, 30, 20))
    converted = image.quantize(4) if mode == "P" else image.convert(mode)
    decoded = decode(encoded(converted, "PNG"))
    assert decoded[5, 3].tolist() == [255, 255, 255]
    assert decoded[5, 25].max() <= 40


def swapped_profile() -> bytes:
    """A profile whose red and blue primaries are exchanged, under another name than sRGB."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = profile.replace(b"rXYZ", b"tmp.").replace(b"bXYZ", b"rXYZ").replace(b"tmp.", b"bXYZ")
    return swapped.replace("sRGB".encode("utf-16-be"), "Test".encode("utf-16-be")).replace(
        b"sRGB built", b"Test built"
    )


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_an_embedded_profile_is_honoured(format: str) -> None:
    plain = encoded(
        PICTURE, format, icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    )
    managed = decode(encoded(PICTURE, format, icc_profile=swapped_profile()))
    assert np.abs(corners(decode(plain)) - corners(PICTURE)).mean() < 8
    red, blue = corners(managed)[0, 0], corners(managed)[1, 0]
    assert red[2] > red[0] + 50  # What was red is blue in that profile's eyes.
    assert blue[0] > blue[2] + 50


@pytest.mark.parametrize(
    "profile", [b"not a profile", swapped_profile()[:200], b"\0" * 500], ids=["words", "cut off", "zeros"]
)
def test_a_bad_profile_never_fails_the_decode(profile: bytes) -> None:
    decoded = decode(encoded(PICTURE, "PNG", icc_profile=profile))
    assert np.abs(corners(decoded) - corners(PICTURE)).max() <= 12


def test_network_input_squashes() -> None:
    image = pattern("checks", 1, 300)[:200]
    assert network_input(image, 224).shape == (224, 224, 3)
    assert network_input(image, 224).dtype == np.uint8
    exact = pattern("checks", 1, 224)
    assert np.array_equal(network_input(exact, 224), exact)
    data = jpeg(image)
    assert np.array_equal(read_for_network(data, 224), network_input(decode(data, at_least=512), 224))


@pytest.mark.parametrize("size", [(900, 700), (224, 224), (1500, 400), (90, 130)])
@pytest.mark.parametrize("format", ["JPEG", "PNG"])
def test_the_short_way_to_the_network_changes_no_pixel(size: tuple[int, int], format: str) -> None:
    data = encoded(Image.fromarray(pattern("waves", 3, 256)).resize(size), format)
    long_way = network_input(decode(data, at_least=512), 224)
    assert np.array_equal(read_for_network(data, 224), long_way)
