"""Folders as people keep them: what systems leave lying, names in two forms, one folder for each object."""

from __future__ import annotations

import os
import shutil
import unicodedata
from pathlib import Path

import pytest

from djangoapp.catalogue.models import Artwork, Image, Label, Term, Vocabulary
from djangoapp.catalogue.services.importing import collection_import
from djangoapp.core.errors import DomainError
from ml.datasets import Manifest
from ml.errors import DatasetInvalid
from tests.djangoapp.catalogue.conftest import picture
from tests.support.pictures import real_data

pytestmark = pytest.mark.django_db
CAFE = "Kain Caf\u00e9"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "collection"


def fill(folder: Path, *numbers: int) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for number in numbers:
        (folder / f"{number:03}.png").write_bytes(picture(colour=(number * 7 % 256, number * 31 % 256, 9)))
    return folder


def codes() -> set[str]:
    return set(Term.objects.values_list("code", flat=True))


def test_validation_is_a_part_in_any_case_and_so_for_training(root):
    for start, part in enumerate(("Train", "VALID", "test")):
        for offset, label in enumerate(("kawung", "parang")):
            fill(root / part / label, *range(start * 20 + offset * 10, start * 20 + offset * 10 + 3))
    report = collection_import(root, vocabulary="motifs")
    assert (report.created, codes()) == (18, {"kawung", "parang"})
    manifest = Manifest.from_folder(root, group=False)
    assert (manifest.labels, len(manifest.train), len(manifest.test)) == (("kawung", "parang"), 12, 6)


def test_what_systems_leave_lying_is_passed_by_and_summed_up(root):
    fill(root / "kawung", 1, 2)
    for thumb in ("@eaDir/001.png/SYNOPHOTO_THUMB_XL.jpg", "._001.png", "Thumbs.db", "desktop.ini"):
        path = root / "kawung" / thumb
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(picture(colour="gold"))
    fill(root / "__MACOSX" / "kawung", 3)
    fill(root / "#recycle" / "parang", 4)
    report = collection_import(root, vocabulary="motifs")
    assert (report.created, report.refused, codes()) == (2, [], {"kawung"})
    assert report.passed_by == {
        "#recycle": 1, "@eaDir": 1, "Thumbs.db": 1, "__MACOSX": 1, "desktop.ini": 1, "hidden files": 1,
    }  # fmt: skip


def test_equal_names_are_one_term_on_a_second_import(root):
    first = fill(root / "a" / CAFE, 1).parent
    second = fill(root / "b" / unicodedata.normalize("NFD", f" {CAFE.upper()}"), 2).parent
    collection_import(first, vocabulary="motifs")
    report = collection_import(second, vocabulary="motifs")
    assert (report.created, report.terms_created, codes()) == (1, 0, {CAFE})
    assert collection_import(second, vocabulary="motifs").known == 1


@pytest.mark.parametrize("other", [unicodedata.normalize("NFD", CAFE), CAFE.lower(), f"{CAFE} "])
def test_names_that_clash_within_one_folder_are_refused_before_anything_is_written(root, other):
    fill(root / CAFE, 1, 2)
    fill(root / other, 3, 4)
    with pytest.raises(DomainError, match="Rename one"):
        collection_import(root, vocabulary="motifs")
    assert not Vocabulary.objects.exists() and not Artwork.objects.exists()
    with pytest.raises(DatasetInvalid, match="Rename one"):
        Manifest.from_folder(root)


def test_a_folder_within_a_class_is_one_object(root):
    fill(root / "kawung" / "cloth 7", 1, 2, 3)
    fill(root / "kawung", 4)
    fill(root / "parang" / "cloth 9", 11, 12)
    report = collection_import(root, vocabulary="motifs")
    assert (report.created, report.added, report.files) == (3, 3, 6)
    assert sorted(artwork.images.count() for artwork in Artwork.objects.all()) == [1, 2, 3]
    assert Label.objects.count() == 3
    again = collection_import(root, vocabulary="motifs")
    assert (again.known, again.created, again.added, Image.objects.count()) == (6, 0, 0, 6)
    fill(root / "kawung" / "cloth 7", 5)
    assert collection_import(root, vocabulary="motifs").added == 1
    dry = collection_import(root, vocabulary="others", dry_run=True)
    assert dry.labelled == 7 and not Vocabulary.objects.filter(slug="others").exists()
    manifest = Manifest.from_folder(root)
    groups = {item.group for item in manifest.items if item.path.parent.name == "cloth 7"}
    assert len(groups) == 1


def test_a_file_name_that_is_no_text_stops_nothing(root):
    fill(root / "kawung", 1, 2)
    odd = Path(os.fsdecode(os.fsencode(root / "kawung") + b"/sc\xe9an.png"))
    odd.write_bytes(picture(colour="gold"))
    report = collection_import(root, vocabulary="motifs")
    assert (report.created, report.refused) == (3, [])
    assert Label.objects.filter(note__contains="sc\\").count() == 1


def test_copies_contradictions_and_what_was_passed_by_are_said(root):
    fill(root / "kawung", 1, 2)
    fill(root / "parang", 11, 12)
    shutil.copy(root / "kawung" / "001.png", root / "kawung" / "copy.png")
    shutil.copy(root / "kawung" / "001.png", root / "parang" / "copy.png")
    (root / "parang" / ".DS_Store").write_text("x")
    copies, contradiction, system = Manifest.from_folder(root).remarks
    assert copies == "Class 'kawung': 3 files hold 2 different pictures."
    assert contradiction.startswith("parang/copy.png is the same picture as kawung/001.png")
    assert "hidden files (1)" in system


@pytest.mark.data
@pytest.mark.parametrize(
    ("case", "created", "added", "labels"),
    [
        ("20-train-valid-test", 28, 0, 2), ("21-macosx-beside-parts", 22, 0, 2),
        ("22-macosx-beside-classes", 16, 0, 2), ("23-synology-eadir", 16, 0, 2),
        ("35-nested-by-object", None, None, 2),
    ],
)  # fmt: skip
def test_the_collected_folders_are_read_as_expected(case, created, added, labels):
    folder = real_data() / "cases" / case / "data"
    report = collection_import(folder, vocabulary="motifs")
    assert report.refused == [] and len(codes()) == labels
    assert Image.objects.count() == report.created + report.added == (created or 16)
    assert Manifest.from_folder(folder, group=False).labels == tuple(sorted(codes()))
