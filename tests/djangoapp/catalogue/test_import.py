"""Importing class folders: what is made, what is refused, and running it again."""

import errno
import json
import os
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.management import CommandError, call_command

from djangoapp.catalogue import selectors, services
from djangoapp.catalogue.models import Artwork, Image, Label, Term, Vocabulary
from djangoapp.catalogue.services import importing
from djangoapp.catalogue.services.importing import collection_import
from djangoapp.core.errors import DomainError
from ml.errors import StorageFull
from tests.djangoapp.catalogue.conftest import picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two classes of three pictures each, all different."""
    root = tmp_path / "collection"
    for index, name in enumerate(("Bali_Barong", "Solo_Parang")):
        (root / name).mkdir(parents=True)
        for number in range(3):
            content = picture(colour=(index * 90, number * 60, 10))
            (root / name / f"{number:03}.png").write_bytes(content)
    return root


def refusals(report) -> dict[str, str]:
    return {refusal.path: refusal.code for refusal in report.refused}


def test_class_folders_become_artworks_with_labels(folder):
    report = collection_import(folder, vocabulary="motifs")

    assert (report.files, report.created, report.terms_created, report.refused) == (6, 6, 2, [])
    vocabulary = Vocabulary.objects.get()
    assert vocabulary.is_default  # The first vocabulary of a house.
    term = vocabulary.terms.get(code="Bali_Barong")
    assert (term.slug, term.name_id, term.name_en) == ("bali_barong", "Bali Barong", "Bali Barong")
    artwork = Artwork.objects.filter(labels__term=term).order_by("title").first()
    assert (artwork.status, artwork.title, artwork.is_drawn) == ("draft", "Bali Barong · 000", False)
    assert artwork.images.get().filename == "000.png"
    label = artwork.labels.get()
    assert (label.source, label.actor, label.note) == ("import", None, "from Bali_Barong/000.png")


def test_running_it_again_doubles_nothing(folder, stored):
    collection_import(folder, vocabulary="motifs")
    before = stored()
    report = collection_import(folder, vocabulary="motifs")

    assert (report.created, report.labelled, report.known, report.terms_created) == (0, 0, 6, 0)
    assert (Artwork.objects.count(), Label.objects.count(), Term.objects.count()) == (6, 6, 2)
    assert stored() == before


def test_train_and_test_parts_are_both_read_and_named(folder, tmp_path):
    root = tmp_path / "split"
    shutil.copytree(folder / "Bali_Barong", root / "train" / "Bali_Barong")
    shutil.copytree(folder / "Solo_Parang", root / "test" / "Solo_Parang")
    (root / "README.md").write_text("about this collection")
    report = collection_import(root, vocabulary="motifs")

    assert report.parts == ["test", "train"]
    assert (report.files, report.created) == (6, 6)
    assert Label.objects.filter(note__startswith="from train/Bali_Barong/").count() == 3


def test_a_dry_run_tells_the_same_and_writes_nothing(folder, stored):
    shutil.copy(folder / "Bali_Barong" / "000.png", folder / "Bali_Barong" / "copy.png")
    (folder / "Bali_Barong" / "broken.png").write_bytes(picture()[:-40])
    tried = collection_import(folder, vocabulary="motifs", dry_run=True)

    assert not Vocabulary.objects.exists() and not Artwork.objects.exists() and stored() == []
    done = collection_import(folder, vocabulary="motifs")
    assert {**tried.to_json(), "dry_run": False} == done.to_json()
    assert (done.created, done.known, len(done.refused)) == (6, 1, 1)


def test_one_picture_carries_a_style_and_a_painter(folder):
    collection_import(folder, vocabulary="motifs")
    by_painter = folder.parent / "painters"
    (by_painter / "Raden Saleh").mkdir(parents=True)
    shutil.copy(folder / "Solo_Parang" / "001.png", by_painter / "Raden Saleh" / "renamed.png")
    report = collection_import(by_painter, vocabulary="painter")

    assert (report.created, report.labelled) == (0, 1)
    assert Artwork.objects.count() == 6
    artwork = Artwork.objects.get(labels__vocabulary__slug="painter")
    current = selectors.labels_current().filter(artwork=artwork)
    assert {label.term.code for label in current} == {"Solo_Parang", "Raden Saleh"}


def test_the_same_picture_under_two_classes_is_refused_by_name(folder):
    shutil.copy(folder / "Bali_Barong" / "000.png", folder / "Solo_Parang" / "same.png")
    report = collection_import(folder, vocabulary="motifs")
    again = collection_import(folder, vocabulary="motifs")

    for outcome in (report, again):
        assert refusals(outcome) == {"Solo_Parang/same.png": "labelled_otherwise"}
    assert "'Bali_Barong'" in report.refused[0].reason
    assert Label.objects.count() == 6


@pytest.mark.parametrize("to_term", [True, False], ids=["corrected", "not in vocabulary"])
def test_an_import_never_overrules_a_review(folder, to_term):
    collection_import(folder, vocabulary="motifs")
    vocabulary = Vocabulary.objects.get()
    artwork = Artwork.objects.filter(labels__term__code="Bali_Barong").first()
    other = vocabulary.terms.get(code="Solo_Parang") if to_term else None
    services.label_add(artwork, vocabulary, other, source="review")
    report = collection_import(folder, vocabulary="motifs")

    assert (report.known, report.refused) == (6, [])
    assert selectors.label_current(artwork, vocabulary).term == other


def test_every_bad_file_is_refused_with_its_reason_and_stops_no_other(folder, tmp_path):
    bad = folder / "Bali_Barong"
    (bad / "empty.jpg").write_bytes(b"")
    (bad / "notes.jpg").write_text("not a picture")
    (bad / "half.png").write_bytes(picture(300, 300)[:-50])
    os.mkfifo(bad / "pipe.jpg")
    secret = tmp_path / "secret.png"
    secret.write_bytes(picture(colour="gold"))
    (bad / "out.png").symlink_to(secret)
    (bad / "nowhere.png").symlink_to(tmp_path / "missing")
    (bad / "loop.png").symlink_to(bad / "loop.png")
    (folder / "outside").symlink_to(tmp_path)
    (bad / "within.png").symlink_to(folder / "Bali_Barong" / "000.png")
    report = collection_import(folder, vocabulary="motifs")

    assert refusals(report) == {
        "outside": "outside_folder",
        "Bali_Barong/empty.jpg": "unreadable_image",
        "Bali_Barong/notes.jpg": "unsupported_format",
        "Bali_Barong/half.png": "unreadable_image",
        "Bali_Barong/pipe.jpg": "not_a_file",
        "Bali_Barong/out.png": "outside_folder",
        "Bali_Barong/nowhere.png": "unreadable_file",
        "Bali_Barong/loop.png": "unreadable_file",
    }
    assert (report.created, report.known) == (6, 1)
    assert report.files == report.created + report.known + len(report.refused)
    assert all(refusal.reason for refusal in report.refused)


def test_a_class_name_that_is_no_text_is_refused(folder):
    strange = os.fsencode(folder) + b"/batik-\xff\xfe"
    Path(os.fsdecode(strange)).mkdir()
    Path(os.fsdecode(strange), "a.png").write_bytes(picture(colour="gold"))
    report = collection_import(folder, vocabulary="motifs")

    assert list(refusals(report).values()) == ["unusable_name"]
    assert report.created == 6
    json.dumps(report.to_json()).encode()


@pytest.mark.django_db(transaction=True)
def test_killed_halfway_it_completes_when_run_again(folder, stored, monkeypatch):
    def stop(done: int, total: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        collection_import(folder, vocabulary="motifs", on_progress=stop)
    assert Artwork.objects.count() == 3
    report = collection_import(folder, vocabulary="motifs")

    assert (report.created, report.known) == (3, 3)
    assert Image.objects.count() == 6 and len(stored()) == 18


def test_a_full_disk_stops_it_and_leaves_whole_artworks(folder, stored, monkeypatch):
    really, calls = FileSystemStorage._save, []

    def fills(self, name, content):
        calls.append(name)
        if len(calls) > 7:
            raise OSError(errno.ENOSPC, "No space left on device")
        return really(self, name, content)

    monkeypatch.setattr(FileSystemStorage, "_save", fills)
    with pytest.raises(StorageFull):
        collection_import(folder, vocabulary="motifs")

    assert Artwork.objects.count() == Image.objects.count() == 2
    assert len(stored()) == 6


def test_publishing_counts_for_known_drafts_too(folder):
    collection_import(folder, vocabulary="motifs")
    report = collection_import(folder, vocabulary="motifs", publish=True)

    assert report.published == 6
    assert Artwork.objects.filter(status="published").count() == 6


@pytest.mark.parametrize(
    ("slug", "code"), [("Not A Slug", "invalid_slug"), ("", "invalid_slug"), ("x" * 81, "invalid_slug")]
)
def test_a_slug_that_cannot_be_one_is_refused(slug, code, folder):
    with pytest.raises(DomainError) as caught:
        collection_import(folder, vocabulary=slug)
    assert caught.value.code == code


def test_a_missing_or_empty_folder_is_said(tmp_path):
    for path, code in ((tmp_path / "none", "folder_missing"), (tmp_path / "bare", "folder_empty")):
        if code == "folder_empty":
            path.mkdir()
        with pytest.raises(DomainError) as caught:
            collection_import(path, vocabulary="motifs")
        assert caught.value.code == code
    assert not Vocabulary.objects.exists()


def test_another_import_at_the_same_moment_is_a_refusal_not_a_crash(folder, monkeypatch):
    collection_import(folder, vocabulary="motifs")
    # As if this run had looked before the other one wrote.
    monkeypatch.setattr(importing, "_settled", lambda *_: None)
    monkeypatch.setattr(importing.Artwork.objects, "filter", lambda **_: Artwork.objects.none())
    report = collection_import(folder, vocabulary="motifs")

    assert set(refusals(report).values()) == {"conflict"}
    assert Artwork.objects.count() == 6


def test_the_command_reports_as_text_and_as_json(folder):
    (folder / "Bali_Barong" / "notes.jpg").write_text("not a picture")
    out, err = StringIO(), StringIO()
    call_command("import_collection", folder, "--vocabulary", "motifs", stdout=out, stderr=err, verbosity=0)

    assert "6 new artworks" in out.getvalue()
    assert "refused Bali_Barong/notes.jpg: unsupported_format" in err.getvalue()
    out = StringIO()
    call_command(
        "import_collection", folder, "--vocabulary", "motifs", "--default", "--json", stdout=out, verbosity=0
    )
    report = json.loads(out.getvalue())
    assert (report["known"], report["refused"][0]["code"]) == (6, "unsupported_format")
    with pytest.raises(CommandError, match="folder_missing"):
        call_command("import_collection", folder / "none", "--vocabulary", "motifs", verbosity=0)
