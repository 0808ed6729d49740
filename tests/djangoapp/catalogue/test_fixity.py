"""Reading the stored files again: what is lost is told, copies are made again, originals are left alone."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.management import CommandError, call_command
from django.utils import timezone
from PIL import Image as Pillow

from djangoapp.catalogue import services
from djangoapp.catalogue.models import FixityFinding, FixityPass, Image
from djangoapp.catalogue.services.fixity import images, passes
from tests.djangoapp.catalogue.conftest import picture

pytestmark = pytest.mark.django_db


class InThisProcess:
    """Stands for the guarded decoder, whose child takes half a second to start."""

    def __init__(self, **_) -> None:
        pass

    def run(self, function, *args):
        return function(*args)

    def close(self) -> None:
        pass


@pytest.fixture(autouse=True)
def _quick_decoder(monkeypatch):
    monkeypatch.setattr(passes, "GuardedDecoder", InThisProcess)


@pytest.fixture
def image(make_artwork) -> Image:
    return make_artwork(title="Kain panjang").images.get()


def found() -> list[tuple[str, str]]:
    return [(one.kind, one.part) for one in FixityFinding.objects.order_by("kind", "name")]


def path(image: Image, part: str = "original") -> Path:
    image.refresh_from_db()
    return Path(getattr(image, part).path)


def flip(file: Path) -> bytes:
    """One bit of one byte, in the middle."""
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    return bytes(content)


def run(**options) -> FixityPass:
    return services.fixity_run(at_once=True, **options)


def test_whole_files_are_read_and_nothing_is_found(image, stored):
    before = stored()
    done = run()
    assert (done.images, done.remade, found()) == (1, 0, [])
    assert done.bytes == sum(path(image, part).stat().st_size for part in ("original", "thumb", "view"))
    assert done.ended_at and not done.is_open
    assert stored() == before


def test_an_original_with_one_altered_byte_is_told_and_never_touched(image):
    altered = flip(path(image))
    run()
    assert found() == [("altered", "original")]
    finding = FixityFinding.objects.get()
    assert image.sha256 in finding.detail and finding.image == image
    assert path(image).read_bytes() == altered


def test_a_missing_original_is_told_and_its_copies_stay(image, stored):
    path(image).unlink()
    run()
    assert found() == [("missing", "original")]
    assert len(stored()) == 2


@pytest.mark.parametrize("part", ["thumb", "view"])
@pytest.mark.parametrize("how", [Path.unlink, flip])
def test_a_lost_copy_is_made_again_from_its_original(
    image, part, how, stored, django_capture_on_commit_callbacks
):
    content = path(image, part).read_bytes()
    how(path(image, part))
    with django_capture_on_commit_callbacks(execute=True):
        done = run()
    assert (done.remade, found()) == (1, [])
    assert path(image, part).read_bytes() == content
    assert len(stored()) == 3
    assert (run().remade, found()) == (0, [])


def test_a_lost_copy_of_a_lost_original_is_told(image):
    path(image).unlink()
    path(image, "thumb").unlink()
    run()
    assert found() == [("missing", "original"), ("missing", "thumb")]


def test_a_copy_that_cannot_be_made_again_is_told_with_the_reason(image, monkeypatch):
    from ml.errors import ImageTooLarge

    def refuse(*_):
        raise ImageTooLarge("Too much.", limit="memory")

    path(image, "thumb").unlink()
    monkeypatch.setattr(images, "image_copies", refuse)
    run()
    assert found() == [("missing", "thumb")]
    assert FixityFinding.objects.get().detail == "not made again: Too much."


def test_a_limit_that_was_lowered_does_not_refuse_what_was_taken_in(image, settings):
    settings.RAGAM_MAX_PIXELS, settings.RAGAM_MAX_UPLOAD_BYTES = 10, 10
    path(image, "view").unlink()
    assert (run().remade, found()) == (1, [])


def test_copies_without_a_digest_are_decoded_and_have_one_then(image):
    kept = Image.objects.get().thumb_sha256
    Image.objects.update(thumb_sha256="", view_sha256="")
    path(image, "view").write_bytes(path(image, "view").read_bytes()[:40])
    assert (run().remade, found()) == (1, [])
    image.refresh_from_db()
    assert image.thumb_sha256 == kept and len(image.view_sha256) == 64
    with path(image, "view").open("rb") as file:
        Pillow.open(file).load()


def test_a_file_that_cannot_be_read_is_told_and_not_raised(image, monkeypatch):
    really = FileSystemStorage._open

    def refuse(self, name, mode="rb"):
        if name == image.thumb.name or name == image.original.name:
            raise PermissionError(13, "Permission denied")
        return really(self, name, mode)

    monkeypatch.setattr(FileSystemStorage, "_open", refuse)
    run()
    assert found() == [("unreadable", "original"), ("unreadable", "thumb")]
    assert {one.detail for one in FixityFinding.objects.all()} == {"Permission denied"}


def test_a_folder_that_cannot_be_read_is_told_and_goes_away(image, monkeypatch):
    def refuse(self, folder):
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as shut:
        shut.setattr(FileSystemStorage, "listdir", refuse)
        run()
    assert {one.name for one in FixityFinding.objects.all()} == {"originals", "renditions"}
    run()
    assert found() == []


def test_a_file_that_is_put_back_clears_its_finding_in_the_next_slice(image):
    content = path(image).read_bytes()
    path(image).unlink()
    run()
    since = FixityFinding.objects.get().found_at
    run()
    assert FixityFinding.objects.get().found_at == since
    path(image).write_bytes(content)
    services.fixity_run()
    assert found() == []


def test_reading_twice_changes_nothing(make_artwork, stored, data_dir):
    make_artwork(images=3)
    path(Image.objects.first()).unlink()

    def state():
        files = {name: (data_dir / "media" / name).stat().st_mtime_ns for name in stored()}
        return files, list(Image.objects.values_list("id", "thumb", "view", "thumb_sha256")), found()

    run()
    once = state()
    assert run().images == 3
    assert state() == once


@pytest.mark.parametrize("after", [0, 1, 2, 3])
def test_a_stopped_pass_goes_on_where_it_stopped(make_artwork, after):
    make_artwork(images=3)
    read: list[int] = []
    first = run(should_stop=lambda: len(read) >= after, on_progress=lambda done, total: read.append(done))
    assert (first.images, first.ended_at) == (after, None)
    second = run()
    assert (second.id, second.images) == (first.id, 3)
    assert second.ended_at


@pytest.mark.parametrize("step", ["image_files_read", "_replace_copy", "_note", "_count", "orphans_note"])
def test_a_pass_that_dies_at_any_point_is_taken_up(make_artwork, monkeypatch, step, stored):
    """A killed process lets nothing go: its lease stands, in the name of a process that is no more."""
    for one in make_artwork(images=2).images.all():
        path(one, "thumb").unlink()
    place = images if hasattr(images, step) else passes

    class Killed(BaseException):
        pass

    def die(*_, **__):
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr(place, step, die)
        broken.setattr(passes, "_let_go", lambda current: None)
        with pytest.raises(Killed):
            run()
    with pytest.raises(services.PassBusy):
        run()
    monkeypatch.setattr(passes, "is_dead", lambda owner: True)
    assert run().ended_at
    assert found() == []
    assert len(stored()) == 6


def test_never_two_at_once(image):
    def second(done, total):
        with pytest.raises(services.PassBusy):
            services.fixity_run()
        with pytest.raises(CommandError) as refused:
            call_command("fixity", stdout=io.StringIO(), verbosity=0)
        assert refused.value.returncode == 2

    assert run(on_progress=second).images == 1


def test_an_upload_during_the_pass_is_read_and_not_missed(image):
    def upload(done, total):
        if Image.objects.count() == 1:
            services.image_store(picture(30, 30), filename="new.png", guarded=False)

    assert run(on_progress=upload).images == 2
    assert found() == []


def test_a_picture_that_is_removed_while_it_is_read_is_not_missed(image, monkeypatch, stored):
    """As a visitor's whose time is over: first the row goes, then the files."""
    really = images.image_files_read

    def removed_meanwhile(one, decoder):
        Image.objects.filter(id=one.id)._raw_delete("default")
        for part in ("original", "thumb", "view"):
            Path(getattr(one, part).path).unlink()
        return really(one, decoder)

    monkeypatch.setattr(images, "image_files_read", removed_meanwhile)
    assert run().images == 0
    assert found() == []
    assert stored() == []


def test_pictures_are_read_bit_by_bit_and_all_in_time(make_artwork):
    make_artwork(images=10)
    assert services.fixity_run().images == 0  # Just begun.
    first = FixityPass.objects.get()

    def at_age(age: timedelta) -> FixityPass:
        Image.objects.filter(files_read_at__isnull=False).update(files_read_at=timezone.now())
        FixityPass.objects.filter(id=first.id).update(began_at=timezone.now() - age)
        return services.fixity_run()

    assert at_age(timedelta(hours=12)).images == 5  # The first pass takes a day.
    assert at_age(timedelta(hours=12)).images == 5
    assert at_age(timedelta(days=3)).ended_at
    services.fixity_run()
    first = FixityPass.objects.get(is_open=True)
    Image.objects.update(files_read_at=timezone.now() - timedelta(days=20))
    assert at_age_of_second(first, timedelta(days=5)) == 2
    assert at_age_of_second(first, timedelta(days=25)) == 10


def at_age_of_second(one: FixityPass, age: timedelta) -> int:
    """Later passes take 25 days."""
    read = Image.objects.filter(files_read_at__gte=one.began_at).values_list("id", flat=True)
    began = timezone.now() - age
    Image.objects.filter(id__in=list(read)).update(files_read_at=timezone.now())
    Image.objects.exclude(id__in=list(read)).update(files_read_at=began - timedelta(days=1))
    FixityPass.objects.filter(id=one.id).update(began_at=began)
    return services.fixity_run().images


def test_the_command_tells_and_exits_with_one(image):
    path(image).unlink()
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("fixity", "--json", stdout=out, verbosity=0)
    report = json.loads(out.getvalue())
    assert ended.value.code == 1
    assert (report["images"], len(report["missing"]), report["altered"]) == (1, 1, [])
    assert report["missing"][0]["artwork"] == {"id": str(image.artwork_id), "title": "Kain panjang"}
    assert report["missing"][0]["image"] == str(image.id)


def test_the_command_is_content_with_orphans(image, data_dir):
    out = io.StringIO()
    call_command("fixity", stdout=out, verbosity=0)
    assert "Every file is as it was written." in out.getvalue()
