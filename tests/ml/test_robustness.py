"""Changed images, slices, and the evaluation of real bundles by the command line, reports included."""

import json
from pathlib import Path

import numpy as np
import pytest

from ml.answers import softmax
from ml.cli import main
from ml.datasets import Item, Manifest
from ml.errors import DatasetInvalid
from ml.evaluation import derived_attributes, robustness, slice_reports, table_attributes, versus
from ml.evaluation.alterations import ALTERATIONS
from ml.figures import EvaluationReport
from ml.models import Classifier
from tests.ml.patterns import jpeg, pattern, write_folder


class Leaning:
    """A stand-in for a model that tells stripes that lean left from those that lean right."""

    labels = ("left", "right", "plain")

    class info:
        input_size = 32

    def said(self, image: np.ndarray) -> np.ndarray:
        grey = image.astype(float).mean(axis=2)
        down, up = (
            np.abs(grey[1:, 1:] - grey[:-1, :-1]).mean(),
            np.abs(grey[1:, :-1] - grey[:-1, 1:]).mean(),
        )
        return softmax(np.array([up - down, down - up, 20 - abs(up - down)]), 1.0)


@pytest.fixture(scope="module")
def leaning(tmp_path_factory: pytest.TempPathFactory) -> list[Item]:
    folder = tmp_path_factory.mktemp("leaning")
    y, x = np.mgrid[:64, :64]
    items = []
    for label, wave in (("left", x - y), ("right", x + y), ("plain", 0 * x)):
        for n in range(4):
            shade = (90 + 60 * np.sin(2 * np.pi * (wave + n) / 10)).astype(np.uint8)
            path = folder / f"{label}{n}.jpg"
            path.write_bytes(jpeg(np.repeat(shade[..., None], 3, axis=2)))
            items.append(Item(path, label, f"{label}{n}", str(n)))
    return items


def test_a_mirror_makes_a_motif_its_counterpart(leaning: list[Item]) -> None:
    plain = {one.change: one for one in robustness(Leaning(), leaning)}  # type: ignore[arg-type]
    swaps = {"left": "right", "right": "left"}
    told = {one.change: one for one in robustness(Leaning(), leaning, mirrored=swaps)}  # type: ignore[arg-type]
    flip = "mirrored left to right"
    assert plain["upright, as it is"].accuracy.value == 1
    assert plain[flip].accuracy.value == pytest.approx(1 / 3)
    assert plain[flip].difference.high < 0
    assert plain[flip].kept.value == pytest.approx(1 / 3)
    assert told[flip].accuracy.value == told[flip].kept.value == 1
    assert told["turned by 180°"].accuracy.value == 1
    assert {one.accuracy.n for one in told.values()} == {12}


def test_changes_change_what_they_say() -> None:
    image = pattern("dots", 1, 80)[:60]
    for one in ALTERATIONS:
        made = one.apply(image)
        assert made.dtype == np.uint8 and made.ndim == 3 and made.shape[2] == 3, one.name
        assert (one.name == "upright, as it is") == (
            made.shape == image.shape and bool((made == image).all())
        )
    turned = [one.apply(image) for one in ALTERATIONS if one.kind in ("orientation", "mirror")]
    assert len({one.tobytes() for one in turned}) == 8
    by_name = {one.name: one.apply(image) for one in ALTERATIONS}
    assert by_name["middle 50 % of both sides"].shape == (30, 40, 3)
    assert by_name["a quarter of width and height"].shape == (15, 20, 3)
    assert np.ptp(by_name["grey, without colour"].astype(int), axis=2).max() == 0
    assert np.array_equal(by_name["turned left by 90°"], np.rot90(image))


def test_slices_tell_where_a_model_is_weaker() -> None:
    correct = [True] * 50 + [False] * 20 + [True] * 4
    found = slice_reports(correct, {"light": ["bright"] * 40 + ["dark"] * 30 + [""] * 4})
    assert [(one.value, one.accuracy.n, one.few) for one in found] == [
        ("dark", 30, False),
        ("bright", 40, False),
    ]
    dark = found[0]
    assert dark.difference is not None
    assert dark.difference.value == pytest.approx(1 / 3 - 1)
    assert dark.difference.high < 0
    assert slice_reports([True], {"a": ["x"]})[0].few


def test_tables_are_matched_and_grouped(leaning: list[Item], tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    folder = leaning[0].path.parent
    rows = [f"{one.path.name},{i % 2},{one.label},{i},same,{one.sha256}x{i}" for i, one in enumerate(leaning)]
    table.write_text("file,camera,label,year,all,unique\n" + "\n".join(rows) + "\nother.jpg,1,,3,,\n")
    found = table_attributes(table, leaning, folder)
    assert set(found) == {"camera", "year"}
    assert found["camera"][:3] == ["0", "1", "0"]
    assert sorted(set(found["year"])) == [
        "high: over 7.33333",
        "low: up to 3.66667",
        "middle: 3.66667 to 7.33333",
    ]
    with_commas = table.read_text()
    for sign in (";", "\t"):  # As spreadsheets write them where a comma is the decimal sign.
        table.write_text(with_commas.replace(",", sign))
        assert table_attributes(table, leaning, folder) == found
    table.write_text("picture\n1\n")
    with pytest.raises(DatasetInvalid, match="none of the 12 images"):
        table_attributes(table, leaning, folder)
    with pytest.raises(DatasetInvalid, match="cannot be read"):
        table_attributes(tmp_path / "gone.csv", leaning, folder)


def test_derived_attributes_are_seen_in_the_pixels(tmp_path: Path) -> None:
    items = []
    for i in range(6):
        picture = (pattern("dots", i, 96) * (0.3 if i < 2 else 1.0)).astype(np.uint8)
        path = tmp_path / f"{i}.jpg"
        path.write_bytes(jpeg(picture[: 48 if i % 2 else 96]))
        items.append(Item(path, "a", str(i), str(i)))
    found = derived_attributes(items)
    assert found["shape"] == ["about square", "wide"] * 3
    assert [text.split(":")[0] for text in found["brightness"][:2]] == ["dark", "dark"]
    assert {"colour", "sharpness", "short side"} <= set(found)


@pytest.mark.slow
def test_evaluate_writes_a_report_to_read(
    capsys: pytest.CaptureFixture[str], bundle_path: Path, tmp_path: Path
) -> None:
    (tmp_path / "m.json").write_text('{"waves": "waves"}')
    few = write_folder(tmp_path / "few", 1, first_seed=500, kinds=("dots", "waves"))
    arguments = ["evaluate", bundle_path, few, "--robustness", "--mirrored", tmp_path / "m.json"]
    arguments += ["--slices", "--report", tmp_path / "r", "--json"]
    assert main([str(one) for one in arguments]) == 0
    raw = json.loads(capsys.readouterr().out)
    assert json.loads((tmp_path / "r" / "report.json").read_text()) == raw
    report = EvaluationReport.from_json(raw)
    assert [one.change for one in report.robustness] == [one.name for one in ALTERATIONS]
    assert report.robustness[0].accuracy == report.accuracy
    assert {one.attribute for one in report.slices} >= {"brightness", "colour"}
    assert report.cost is not None
    assert report.cost.median_ms.n == 2
    assert report.precision_recall is not None
    html = (tmp_path / "r" / "report.html").read_text()
    assert "<script" not in html
    assert "http" not in html.replace("http://www.w3.org/", "")
    assert "What photographs suffer" in (tmp_path / "r" / "report.md").read_text()
    (tmp_path / "m.json").write_text("[]")
    assert main([str(one) for one in arguments]) == 1
    assert "config_invalid" in capsys.readouterr().err


def test_versus_judges_both_on_the_same_images(
    capsys: pytest.CaptureFixture[str], classifier: Classifier, manifest: Manifest,
    bundle_path: Path, tmp_path: Path,
) -> None:  # fmt: skip
    found = versus(classifier, classifier, manifest.test[::5])
    assert (found.n, found.outcome, found.mcnemar.p) == (4, "undecided", 1)
    few = write_folder(tmp_path / "few", 1, first_seed=500)
    arguments = ["versus", bundle_path, bundle_path, few, "--report", tmp_path / "v"]
    assert main([str(one) for one in arguments]) == 0
    assert "do not tell the two apart" in capsys.readouterr().out
    assert "Which classes pay" in (tmp_path / "v" / "report.html").read_text()
    stranger = Item(manifest.test[0].path, "plaid", "0", "0")
    with pytest.raises(DatasetInvalid, match="unknown to both"):
        versus(classifier, classifier, [stranger])
