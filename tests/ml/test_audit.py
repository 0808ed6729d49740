"""An audit finds what was planted, says it to people and machines, and changes nothing."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter

from ml.audit import BLURRED, AuditReport, audit, audit_page, sharpness
from ml.cli import main
from ml.datasets import fine_likeness, grey_square
from ml.datasets.crops import colour_distance
from ml.pages import page_html, page_markdown
from tests.ml.patterns import jpeg, pattern

KINDS = ("checks", "dots", "stripes")


def cloth(kind: str, seed: int, size: int = 192) -> np.ndarray:
    """A pattern under light and shade of its own, so that no two cloths are look-alikes."""
    random = np.random.default_rng([seed, KINDS.index(kind)])
    shade = Image.fromarray(random.integers(0, 256, (5, 5), dtype=np.uint8))
    light = np.asarray(shade.resize((size, size), Image.Resampling.BICUBIC), float)[..., None]
    return np.clip(pattern(kind, seed, size) * (0.25 + light / 255), 0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def flawed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three classes with one of every kind of trouble in them."""
    root = tmp_path_factory.mktemp("flawed")
    for kind in KINDS:
        (root / kind).mkdir()
        for seed in range(9):
            (root / kind / f"{seed}.jpg").write_bytes(jpeg(cloth(kind, seed)))
    first = cloth("dots", 0)
    shutil.copy(root / "dots" / "0.jpg", root / "dots" / "copy.jpg")
    turned = np.ascontiguousarray(np.rot90(cloth("dots", 1)[:, ::-1]))
    (root / "checks" / "turned.jpg").write_bytes(jpeg(turned))
    crop = Image.fromarray(first[30:150, 40:160]).resize((180, 180))
    (root / "dots" / "crop.jpg").write_bytes(jpeg(np.asarray(crop)))
    soft = Image.fromarray(cloth("stripes", 30)).filter(ImageFilter.GaussianBlur(4))
    (root / "stripes" / "soft.jpg").write_bytes(jpeg(np.asarray(soft)))
    (root / "stripes" / "tiny.jpg").write_bytes(jpeg(cloth("stripes", 31, 40)))
    (root / "stripes" / "broken.jpg").write_bytes(jpeg(cloth("stripes", 32))[:700])
    (root / "stripes" / "notes.txt").write_text("kept beside the pictures")
    (root / "dots" / "wrong.jpg").write_bytes(jpeg(cloth("stripes", 40)))
    (root / "broader.json").write_text('{"dots": "round"}')
    return root


@pytest.fixture(scope="module")
def report(flawed: Path, cache_dir: Path) -> AuditReport:
    return audit(flawed, cache_dir=cache_dir)


@pytest.mark.slow
def test_flaws_are_named(report: AuditReport) -> None:
    flaws = {(one.file, one.code) for one in report.flaws}
    assert {
        ("stripes/broken.jpg", "unreadable_image"),
        ("stripes/tiny.jpg", "too_small"),
        ("stripes/tiny.jpg", "blurred"),
        ("stripes/soft.jpg", "blurred"),
    } == flaws
    assert [note.rsplit("/", 1)[1] for note in report.skipped] == ["notes.txt: a text file"]


def test_pairs_are_found_by_kind(report: AuditReport) -> None:
    found = {(one.kind, one.first, one.second) for one in report.duplicates if one.kind != "crop"}
    assert found == {
        ("same file", "dots/0.jpg", "dots/copy.jpg"),
        ("same picture", "checks/turned.jpg", "dots/1.jpg"),
    }
    crops = [one for one in report.duplicates if one.kind == "crop"]
    assert {one.second for one in crops} == {"dots/crop.jpg"}
    assert {one.first for one in crops} <= {"dots/0.jpg", "dots/copy.jpg"}
    assert crops[0].box is not None
    assert crops[0].box[2] == pytest.approx(120 / 192, abs=0.09)
    turned = next(one for one in report.duplicates if one.kind == "same picture")
    assert turned.view >= 4


def test_one_picture_in_two_classes_is_a_conflict(report: AuditReport) -> None:
    assert report.conflicting == ("checks/turned.jpg", "dots/1.jpg")
    assert [one.labels for one in report.conflicts] == [("checks", "dots")]


def test_a_wrong_label_is_the_least_credible(report: AuditReport) -> None:
    assert "dots/wrong.jpg" in [one.file for one in report.suspects[:3]]
    wrong = next(one for one in report.suspects if one.file == "dots/wrong.jpg")
    assert (wrong.label, wrong.better) == ("dots", "stripes")
    assert wrong.given < 0.05 < wrong.other
    assert report.looked["labels"]["judged"] == report.n


def test_counts_tell_pictures_from_files(report: AuditReport) -> None:
    counts = {one.label: one for one in report.classes}
    assert (counts["dots"].train, counts["dots"].pictures, counts["dots"].broader) == (12, 11, "round")
    assert report.imbalance == pytest.approx(12 / 10)


def test_people_get_a_page(report: AuditReport) -> None:
    page = audit_page(report)
    html, text = page_html(page), page_markdown(page)
    for file in ("stripes/broken.jpg", "dots/wrong.jpg", "checks/turned.jpg"):
        assert file in html
        assert file in text
    assert "<script" not in html
    empty = AuditReport("nothing", 0, (), (), (), (), (), (), (), ())
    assert "None" in page_markdown(audit_page(empty))


def test_the_command_writes_what_it_found(
    flawed: Path, cache_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(path.stat().st_mtime_ns for path in flawed.rglob("*"))
    arguments = ["audit", str(flawed), "--no-crops", "--no-labels", "--cache", str(cache_dir)]
    assert main([*arguments, "--out", str(tmp_path / "out"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["summary"]["flaws"] == 4
    assert told == json.loads((tmp_path / "out" / "audit.json").read_text())
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"audit.html", "audit.json", "audit.md"}
    assert before == sorted(path.stat().st_mtime_ns for path in flawed.rglob("*"))
    assert main(arguments) == 0
    assert "conflicting files: 2" in capsys.readouterr().out


def test_hopeless_folders_are_reported_and_then_refused(
    tmp_path: Path, cache_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for label in ("one", "two"):
        (tmp_path / label).mkdir()
        for seed in range(2):
            (tmp_path / label / f"{seed}.jpg").write_bytes(jpeg(cloth("dots", seed + 10 * len(label), 100)))
    (tmp_path / "void").mkdir()
    assert main(["audit", str(tmp_path), "--json", "--cache", str(cache_dir)]) == 1
    out, err = capsys.readouterr()
    assert json.loads(out)["empty_classes"] == ["void"]
    assert json.loads(out)["looked"]["labels"]["judged"] == 0
    assert "dataset_too_small: Class 'void' is empty" in err
    (tmp_path / "void" / "lost.jpg").write_bytes(b"\xff\xd8\xff")
    assert main(["audit", str(tmp_path), "--cache", str(cache_dir)]) == 1
    assert "Class 'void' has 0 readable images" in capsys.readouterr().err


def test_sharpness_is_of_the_picture_not_of_its_size() -> None:
    large = Image.fromarray(cloth("dots", 3, 640))
    small = large.resize((320, 320), Image.Resampling.BOX)
    assert sharpness(np.asarray(small)) == pytest.approx(sharpness(np.asarray(large)), rel=0.25)
    assert sharpness(np.asarray(large.filter(ImageFilter.GaussianBlur(8)))) < BLURRED
    assert sharpness(np.asarray(large)) > 3 * BLURRED
    assert sharpness(np.full((5, 2, 3), 9, np.uint8)) == 0


def test_fine_detail_tells_a_crop_from_a_cousin() -> None:
    picture, cousin = cloth("stripes", 1), cloth("stripes", 2)
    part = picture[20:150, 35:165]
    box = (20 / 192, 35 / 192, 130 / 192)
    whole = grey_square(picture, 192)
    assert fine_likeness(whole, grey_square(part, 192), box) > 0.8
    assert fine_likeness(whole, grey_square(np.ascontiguousarray(np.rot90(part)), 192), box, view=3) > 0.8
    assert fine_likeness(whole, grey_square(cousin, 192), box) < 0.5
    assert fine_likeness(whole, np.full((192, 192), 7, np.uint8), box) == 0
    assert colour_distance(picture, picture[30:150, 40:160], (30 / 192, 40 / 192, 120 / 192)) < 3
