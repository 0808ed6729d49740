"""Figures and their intervals, against numbers that can be checked by hand."""

from pathlib import Path

import numpy as np
import pytest

from ml.datasets import Item, Manifest
from ml.errors import DatasetInvalid, UnreadableImage
from ml.evaluation import compare, evaluate, expected_calibration_error, report
from ml.figures import Judged, wilson
from ml.images import decode_ahead
from ml.models import Classifier
from ml.records import Progress, Ranked
from tests.ml.patterns import jpeg, pattern


def judged(name: str, truth: str, *answers: str, sure: float = 0.8) -> Judged:
    rest = (1 - sure) / max(len(answers) - 1, 1)
    return Judged(
        name, name, truth, tuple(Ranked(a, sure if i == 0 else rest) for i, a in enumerate(answers))
    )


def test_wilson_matches_the_published_values() -> None:
    estimate = wilson(154, 160)  # 0.9625: 0.9206 to 0.9827
    assert (estimate.value, estimate.n) == (0.9625, 160)
    assert estimate.low == pytest.approx(0.9206, abs=2e-4)
    assert estimate.high == pytest.approx(0.9827, abs=2e-4)
    assert (wilson(0, 10).low, wilson(10, 10).high) == (0.0, pytest.approx(1.0))
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0.0, 1.0)


def test_a_report_counts_right() -> None:
    rows = [
        judged("1", "a", "a", "b", "c"),
        judged("2", "a", "b", "a", "c"),
        judged("3", "b", "b", "a", "c"),
        judged("4", "c", "a", "b", "d", "c"),
    ]
    found = report(rows, ["a", "b", "c", "d"])
    assert found.accuracy.value == 0.5
    assert found.top3.value == 0.75
    assert found.confusion["counts"] == [[1, 1, 0, 0], [0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0]]
    assert found.macro_f1.value == pytest.approx((0.5 + 2 / 3 + 0) / 3)
    assert found.macro_f1.low <= found.macro_f1.value <= found.macro_f1.high
    assert found.ece == pytest.approx(0.3)
    by_label = {one.label: one for one in found.per_class}
    assert by_label["a"].recall.value == 0.5
    assert by_label["a"].precision.value == 0.5
    assert by_label["d"].support == 0
    json = found.to_json()
    assert json["accuracy"].keys() == {"value", "low", "high", "n"}
    assert json["kappa"].keys() == json["accuracy"].keys()
    assert json["ece"] == json["calibration"]["error"]["value"]
    assert json["precision_recall"] is None, "only the best answers of these images are known"
    assert "judged" not in json


def test_calibration_error_is_the_weighted_gap() -> None:
    confidence = [0.9] * 10 + [0.5] * 10
    correct = np.array([True] * 9 + [False] + [True] * 5 + [False] * 5)
    assert expected_calibration_error(confidence, correct) == pytest.approx(0)
    assert expected_calibration_error([1.0], np.array([False])) == pytest.approx(1)


def test_paired_comparison_needs_common_images() -> None:
    old = [judged(str(i), "a", "a" if i % 2 else "b", "c") for i in range(100)]
    new = [judged(str(i), "a", "a" if i % 2 or i < 40 else "b", "c") for i in range(100)]
    gained = compare(old, new)
    assert gained.value == pytest.approx(0.2)
    assert 0.1 < gained.low < 0.2 < gained.high < 0.3
    same = compare(old, old)
    assert (same.value, same.n) == (0, 100)
    assert -0.05 < same.low < 0 < same.high < 0.05, (
        "no change on 100 images does not prove that there is none"
    )
    with pytest.raises(DatasetInvalid, match="share no image"):
        compare(old, [judged("x", "a", "a")])


def test_evaluation_sees_what_serving_sees(classifier: Classifier, manifest: Manifest) -> None:
    told: list[Progress] = []
    found = evaluate(classifier, manifest.test, told.append)
    assert [one.done for one in told] == list(range(1, 21))
    for item, one in zip(manifest.test, found.judged, strict=True):
        image = next(decode_ahead([item.path], 512))
        assert classifier.predict([image])[0].top == one.top
        assert one.sha256 == item.sha256


def test_what_cannot_be_judged_is_said(classifier: Classifier, tmp_path: Path) -> None:
    with pytest.raises(DatasetInvalid, match="no images"):
        evaluate(classifier, [])
    path = tmp_path / "x.jpg"
    path.write_bytes(jpeg(pattern("dots", 1)))
    with pytest.raises(DatasetInvalid, match="'plaid'"):
        evaluate(classifier, [Item(path, "plaid", "0", "0")])
    with pytest.raises(UnreadableImage):
        list(decode_ahead([path, tmp_path / "gone.jpg"], 512))
