"""The fine-tuning recipe, for real and tiny: it learns, resumes after a kill, and is served."""

from pathlib import Path

import numpy as np
import pytest

from ml.classifier import Classifier
from ml.datasets import Manifest
from ml.errors import TrainingCancelled
from ml.export import export, load_keras
from ml.litert import Network
from ml.records import Progress
from ml.training import TrainConfig, TrainResult, train
from tests.ml.patterns import KINDS, pattern

TINY = {"image_size": 96, "epochs_head": 1, "epochs_tune": 1, "batch_size": 16}


@pytest.fixture(scope="module")
def tuned(
    manifest: Manifest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[TrainResult, list[Progress], list[Progress]]:
    """A training that is stopped in its last epoch and asked for again: result, first and second progress."""
    root = tmp_path_factory.mktemp("finetune")
    config = TrainConfig.from_options("mobilenetv2-finetune", TINY)
    first: list[Progress] = []

    def tired() -> bool:
        return any(one.detail and one.detail.get("epoch") == 1 for one in first)

    with pytest.raises(TrainingCancelled):
        train(
            config, manifest, root / "out", cache_dir=root / "c", on_progress=first.append, should_stop=tired
        )
    assert not (root / "out").exists()
    second: list[Progress] = []
    result = train(config, manifest, root / "out", cache_dir=root / "c", on_progress=second.append)
    assert list((root / "c" / "finetune").iterdir()) == []  # Nothing is kept once it is done.
    return result, first, second


def test_a_killed_run_resumes(tuned: tuple[TrainResult, list[Progress], list[Progress]]) -> None:
    _, first, second = tuned
    epochs = [one.detail for one in second if one.phase == "training" and one.detail]
    assert [(one["stage"], one["epoch"], one["epochs"]) for one in epochs] == [("tune", 2, 2)]
    assert epochs[0]["loss"] > 0
    assert epochs[0]["validation_n"] > 0
    assert any(one.phase == "features" for one in first)
    assert not any(one.phase == "features" for one in second)
    totals = {one.total for one in second if one.phase == "training"}
    assert totals == {2 * 3}  # Two epochs of three batches: 38 or so images by 16.


def test_it_is_served_without_its_framework(
    tuned: tuple[TrainResult, list[Progress], list[Progress]],
) -> None:
    result = tuned[0]
    assert result.report is not None
    assert result.info.recipe == "mobilenetv2-finetune"
    assert result.info.input_size == 96
    assert set(result.info.files) == {
        "network.tflite", "network.weights.h5", "head.npz", "index.json", "report.json",
    }  # fmt: skip
    classifier = Classifier.load(result.bundle_path)
    prediction = classifier.predict([pattern("dots", 1, 200)])[0]
    assert sum(one.probability for one in prediction.top) == pytest.approx(1)
    assert len(classifier.references) == 48


def test_its_explanation_is_exact(tuned: tuple[TrainResult, list[Progress], list[Progress]]) -> None:
    classifier = Classifier.load(tuned[0].bundle_path)
    for kind in KINDS:
        explanation = classifier.explain(pattern(kind, 5, 96), "waves")
        assert explanation.places.shape == (3, 3)
        assert float(explanation.places.sum()) == pytest.approx(explanation.first_order, abs=1e-4)


@pytest.mark.parametrize("format", ["litert", "keras"])
def test_exports_agree_with_the_bundle(
    tuned: tuple[TrainResult, list[Progress], list[Progress]], tmp_path: Path, format: str
) -> None:
    classifier = Classifier.load(tuned[0].bundle_path)
    files = export(tuned[0].bundle_path, format, tmp_path / "out")
    pixels = pattern("checks", 9, 96)
    top = classifier.predict([pixels])[0].top
    if format == "litert":
        probabilities, _ = Network(files[0]).run(pixels)
    else:
        model = load_keras(tmp_path / "out")
        probabilities = np.asarray(model(pixels[None].astype(np.float32))[0])[0]
    for one in top:
        assert probabilities[classifier.labels.index(one.label)] == pytest.approx(one.probability, abs=1e-4)
