"""Hostile and broken uploads: each a clear refusal, nothing left behind."""

import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from djangoapp.catalogue import services
from djangoapp.catalogue.models import Image
from djangoapp.catalogue.services import images as image_services
from djangoapp.catalogue.text import clean_filename
from ml.errors import ImageTooLarge, MlError, UnreadableImage, UnsupportedFormat
from ml.images import GuardedDecoder
from tests.djangoapp.catalogue.conftest import picture
from tests.djangoapp.catalogue.slow import never_ends

pytestmark = pytest.mark.django_db


def png_header(width: int, height: int) -> bytes:
    """A PNG that only says how large it would be."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'

REFUSED = {
    "empty": (b"", UnreadableImage),
    "text named jpg": (b"this is not a picture, whatever its name says", UnsupportedFormat),
    "svg": (SVG, UnsupportedFormat),
    "archive": (b"PK\x03\x04" + b"\0" * 200, UnsupportedFormat),
    "html": (b"<!doctype html><script>1</script>", UnsupportedFormat),
    "truncated jpeg": (picture(600, 600, kind="JPEG")[:-900], UnreadableImage),
    "truncated png": (picture(600, 600)[:-60], UnreadableImage),
    "giant png": (png_header(50_000, 50_000), ImageTooLarge),
    "bomb png": (png_header(12_000, 12_000), ImageTooLarge),
    "no pixels": (png_header(0, 10), UnreadableImage),
}


@pytest.mark.parametrize("guarded", [False, True], ids=["inside", "in a child"])
@pytest.mark.parametrize("case", REFUSED)
def test_a_bad_file_is_refused_by_name_and_leaves_nothing(case, guarded, stored):
    content, expected = REFUSED[case]

    with pytest.raises(expected) as caught:
        services.image_store(SimpleUploadedFile("x.jpg", content), filename="x.jpg", guarded=guarded)

    assert isinstance(caught.value, MlError)
    assert str(caught.value).endswith(".")
    assert stored() == []
    assert not Image.objects.exists()


def test_an_archive_behind_a_picture_is_taken_for_the_picture_it_is(stored):
    content = picture(kind="JPEG") + b"PK\x03\x04<script>alert(1)</script>"
    image = services.image_store(content, filename="both.jpg", guarded=False)

    assert services.image_read(image) == content
    with image.view.open("rb") as file:
        assert b"script" not in file.read()


def test_bytes_are_counted_and_not_believed(settings, stored):
    settings.RAGAM_MAX_UPLOAD_BYTES = 1000
    upload = SimpleUploadedFile("x.png", b"\x89PNG\r\n\x1a\n" + b"x" * 5000)
    upload.size = 10

    with pytest.raises(ImageTooLarge) as caught:
        services.image_store(upload, filename="x.png")
    assert caught.value.limit == "bytes"
    assert stored() == []


def test_pixels_are_judged_by_the_setting(settings):
    settings.RAGAM_MAX_PIXELS = 100

    with pytest.raises(ImageTooLarge) as caught:
        services.image_store(picture(11, 10), filename="x.png")
    assert caught.value.limit == "pixels"


@pytest.mark.slow
def test_a_decoder_that_hangs_is_stopped(monkeypatch, stored):
    guard = GuardedDecoder(cpu_seconds=1)
    monkeypatch.setattr(image_services, "_decoder", lambda: guard)
    monkeypatch.setattr(image_services, "make_renditions", never_ends)
    try:
        with pytest.raises(ImageTooLarge) as caught:
            services.image_store(picture(), filename="x.png")
    finally:
        guard.close()
    assert caught.value.limit == "time"
    assert stored() == []


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("kain.jpg", "kain.jpg"),
        ("C:\\Users\\ani\\kain.jpg", "kain.jpg"),
        ("../../../etc/passwd", "passwd"),
        ("kain\0.jpg", "kain.jpg"),
        ("kain\u202egpj.exe", "kaingpj.exe"),
        ("a\nb\t c.png", "ab c.png"),
        ("\ud800kain.png", "kain.png"),
        ("..", "image"),
        ("", "image"),
        (None, "image"),
        ("батик 模様.png", "батик 模様.png"),
    ],
)
def test_file_names_are_kept_as_plain_text(given, kept):
    assert clean_filename(given) == kept


def test_a_file_name_of_four_thousand_signs_is_cut_before_its_extension():
    name = clean_filename("k" * 4096 + ".jpeg")

    assert len(name) == 255
    assert name.endswith("k.jpeg")
    image = services.image_store(picture(), filename="k" * 4096 + ".jpeg", guarded=False)
    assert Image.objects.get(id=image.id).filename == name
