"""Storing pictures: what is kept, what the public copies hold, and what a failure leaves behind."""

import errno
import hashlib
import io
import os
import time

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import OperationalError, transaction
from PIL import Image as Pillow

from djangoapp.catalogue import services
from djangoapp.catalogue.models import Image
from ml.errors import StorageFull
from tests.djangoapp.catalogue.conftest import picture

pytestmark = pytest.mark.django_db

ORIENTATION, GPS, MAKE = 0x0112, 0x8825, 0x010F


def rendition(field) -> Pillow.Image:
    with field.open("rb") as file:
        image = Pillow.open(io.BytesIO(file.read()))
    image.load()
    return image


def photograph(width: int = 90, height: int = 40) -> bytes:
    """A JPEG as a phone makes it: turned, with the place in it; left half red, right half blue."""
    image = Pillow.new("RGB", (width, height), "red")
    image.paste("blue", (width // 2, 0, width, height))
    exif = Pillow.Exif()
    exif[ORIENTATION], exif[MAKE] = 6, "a phone of somebody"
    exif.get_ifd(GPS)[2] = (7.0, 48.0, 5.0)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", exif=exif, quality=95, comment="taken at home")
    return buffer.getvalue()


def test_the_original_stays_byte_for_byte_under_a_name_of_ours(data_dir, stored):
    content = picture(700, 500)
    image = services.image_store(
        SimpleUploadedFile("../../etc/passwd.png", content, "text/plain"), filename="../../etc/passwd.png"
    )

    assert services.image_read(image) == content
    assert image.sha256 == hashlib.sha256(content).hexdigest()
    assert (image.bytes, image.mime, image.width, image.height) == (len(content), "image/png", 700, 500)
    assert image.filename == "passwd.png"
    assert image.original.name == f"originals/{image.sha256[:2]}/{image.id}"
    assert len(stored()) == 3
    assert not any("passwd" in name for name in stored())


def test_renditions_are_webp_of_the_named_sizes():
    image = services.image_store(picture(2000, 1000), filename="a.png", guarded=False)

    assert rendition(image.thumb).size == (480, 240)
    assert rendition(image.view).size == (1600, 800)
    assert rendition(image.view).format == "WEBP"


def test_a_small_picture_is_not_enlarged_and_a_thin_one_keeps_a_pixel():
    small = services.image_store(picture(20, 10), filename="a.png", guarded=False)
    thin = services.image_store(picture(9000, 1), filename="a.png", guarded=False)

    assert rendition(small.view).size == (20, 10)
    assert rendition(thin.thumb).size == (480, 1)


def test_orientation_is_applied_and_nothing_personal_reaches_a_public_copy():
    content = photograph()
    image = services.image_store(content, filename="IMG.jpg", guarded=False)

    assert (image.width, image.height) == (40, 90)
    view = rendition(image.view)
    assert view.size == (40, 90)
    red, blue = view.getpixel((20, 10)), view.getpixel((20, 80))
    assert red[0] > 200 > 80 > red[2]
    assert blue[2] > 200 > 80 > blue[0]
    for field in (image.thumb, image.view):
        assert not rendition(field).getexif()
        with field.open("rb") as file:
            raw = file.read()
        assert b"phone" not in raw and b"home" not in raw and b"EXIF" not in raw and b"XMP" not in raw
    assert b"a phone of somebody" in services.image_read(image)


def test_colour_spaces_become_right_srgb():
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    cases = {
        "icc": picture(kind="JPEG", colour=(200, 30, 30), icc_profile=profile, quality=95),
        "cmyk": picture(kind="JPEG", mode="CMYK", colour=(0, 255, 255, 40), quality=95),
        "cmyk tiff": picture(kind="TIFF", mode="CMYK", colour=(0, 255, 255, 40)),
        "palette": picture(kind="GIF", colour=(200, 30, 30)),
    }
    for name, content in cases.items():
        image = services.image_store(content, filename=name, guarded=False)
        red, green, blue = rendition(image.view).getpixel((5, 5))
        assert red > 150 and green < 90 and blue < 90, name
        assert rendition(image.view).info.get("icc_profile") is None, name


def test_sixteen_bits_and_transparency_come_out_as_seen():
    deep = services.image_store(
        picture(kind="TIFF", mode="I;16", colour=32768), filename="deep.tif", guarded=False
    )
    clear = services.image_store(
        picture(mode="RGBA", colour=(255, 0, 0, 0)), filename="clear.png", guarded=False
    )

    assert all(110 < value < 145 for value in rendition(deep.view).getpixel((3, 3)))
    assert rendition(clear.view).getpixel((3, 3)) == (255, 255, 255)


def test_of_an_animation_the_first_frame_is_shown():
    frames = [Pillow.new("RGB", (30, 30), colour) for colour in ("red", "blue", "green")]
    buffer = io.BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:])
    image = services.image_store(buffer.getvalue(), filename="dance.gif", guarded=False)

    assert rendition(image.view).getpixel((9, 9))[0] > 200
    assert getattr(rendition(image.view), "n_frames", 1) == 1


def test_a_full_disk_leaves_no_file_and_no_row(monkeypatch, stored):
    really = FileSystemStorage._save

    def full(self, name, content):
        if not name.endswith("-view.webp"):
            return really(self, name, content)
        really(self, name, type(content)(content.read()[:10]))  # Half of it made it to the disk.
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    with pytest.raises(StorageFull):
        services.image_store(picture(), filename="a.png", guarded=False)

    assert stored() == []
    assert not Image.objects.exists()


def test_a_full_database_is_a_full_disk_too(stored):
    with pytest.raises(StorageFull), services.atomic_with_files():
        services.image_store(picture(), filename="a.png", guarded=False)
        raise OperationalError("database or disk is full")

    assert stored() == []


def test_a_failing_transaction_takes_the_files_back(stored):
    with pytest.raises(RuntimeError), services.atomic_with_files():
        services.image_store(picture(), filename="a.png", guarded=False)
        assert len(stored()) == 3
        raise RuntimeError("later in the same transaction")

    assert stored() == []
    assert not Image.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_files_go_with_the_row_but_only_once_that_is_committed(stored):
    image = services.image_store(picture(), filename="a.png", guarded=False)
    with pytest.raises(RuntimeError), transaction.atomic():
        services.image_delete(image)
        raise RuntimeError("changed my mind")
    assert len(stored()) == 3

    services.image_delete(Image.objects.get())
    assert stored() == []


@pytest.mark.django_db(transaction=True)
def test_deleting_an_artwork_removes_its_pictures_from_the_store(make_artwork, stored):
    artwork = make_artwork(images=2)
    services.artwork_delete(artwork)

    assert stored() == []
    assert not Image.objects.exists()


def test_the_sweep_removes_old_files_without_a_row_and_no_others(data_dir, stored):
    services.image_store(picture(), filename="a.png", guarded=False)
    kept = stored()
    media = data_dir / "media"
    for name, age in (("left", 7200), ("7f0e3a64-0000-4000-8000-000000000000", 7200), ("fresh", 60)):
        path = media / "originals" / "ab" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
        os.utime(path, (time.time() - age, time.time() - age))
    for name in kept:
        os.utime(media / name, (time.time() - 7200, time.time() - 7200))

    assert len(services.files_sweep(dry_run=True)) == 2
    call_command("sweep_files", stdout=io.StringIO(), stderr=io.StringIO())
    assert stored() == sorted([*kept, "originals/ab/fresh"])
