"""The fine-tuning recipe, for real and tiny, on both networks: it learns, resumes after a kill, is served."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ml.cli import main
from ml.datasets import Manifest
from ml.errors import ConfigInvalid, TrainingCancelled
from ml.export import export, load_keras
from ml.models import METHODS, MODEL_CARD, Bundle, Classifier, network_of
from ml.models.withheld import RANDOMISATION
from ml.networks import DEFAULT, Network, describe
from ml.networks.architectures import Structure, adapted_part, base, build, layers_of
from ml.networks.efficientnet_lite import SHIPPED
from ml.networks.inverted_residuals import fill
from ml.networks.resolving import read_numbers
from ml.recipes import TrainConfig
from ml.records import Progress
from ml.training import TrainResult, train
from ml.training.network.recipe import calibrate_batch_norm
from tests.ml.patterns import KINDS, jpeg, pattern

pytestmark = pytest.mark.slow

RECIPE = "mobilenetv2-finetune"
TINY = {"image_size": 96, "epochs_head": 1, "epochs_tune": 1, "batch_size": 16}
OWN, GIVEN = "no weights", "weights of MobileNetV2"


@pytest.fixture(scope="module", params=[OWN, GIVEN])
def weights(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    """None, or a file as someone would give it."""
    if request.param == OWN:
        return None
    model = base("mobilenetv2", 96)
    calibrate_batch_norm(model, np.stack([pattern(kind, 1, 96) for kind in KINDS]), 96)
    path = tmp_path_factory.mktemp("weights") / "mobilenetv2.weights.h5"
    adapted_part(model).save_weights(str(path))
    return path


@pytest.fixture(scope="module")
def tuned(
    manifest: Manifest, weights: Path | None, tmp_path_factory: pytest.TempPathFactory
) -> tuple[TrainResult, list[Progress], list[Progress]]:
    """A training that is stopped in its last epoch and asked for again: result, first and second progress."""
    root = tmp_path_factory.mktemp("finetune")
    config = TrainConfig.from_options(RECIPE, TINY, weights)
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
    assert list((root / "c").glob("*/*")) == []  # Nothing is kept once it is done.
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


def test_it_says_what_it_stands_on(
    tuned: tuple[TrainResult, list[Progress], list[Progress]], weights: Path | None
) -> None:
    """While it trains, in its record, in its card: never a name that it does not have, never by chance."""
    result, first, _ = tuned
    stands = result.info.backbone
    expected = (DEFAULT.name, "imagenet") if weights is None else ("mobilenetv2", "file")
    assert (stands.name, stands.kind) == expected
    assert stands.seed is None and len(stands.digest) == 64
    told = [one.detail["standing_on"] for one in first if one.detail and "standing_on" in one.detail]
    assert [one["kind"] for one in told] == [stands.kind]
    card = (result.bundle_path / MODEL_CARD).read_text(encoding="utf-8")
    assert describe(stands) in card and "random weights" not in card
    assert ("learned from photographs of many things (ImageNet)" in card) == (weights is None)


def test_it_is_served_without_its_framework(
    tuned: tuple[TrainResult, list[Progress], list[Progress]],
) -> None:
    result = tuned[0]
    assert result.report is not None
    assert result.info.recipe == RECIPE
    assert result.info.input_size == 96
    assert set(result.info.files) == {
        "network.tflite", "network.weights.h5", "head.npz", "index.json", "report.json",
        "model-card.md", "data-card.md",
    }  # fmt: skip
    classifier = Classifier.load(result.bundle_path)
    prediction = classifier.predict([pattern("dots", 1, 200)])[0]
    assert sum(one.probability for one in prediction.top) == pytest.approx(1)
    assert len(classifier.references) == 48


def test_its_card_and_its_maps_are_judged(
    tuned: tuple[TrainResult, list[Progress], list[Progress]],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    """Every way to explain was checked; what passed is drawn by the command line, what failed is refused."""
    result = tuned[0]
    found = result.info.checks[RANDOMISATION]
    assert tuple(found) == METHODS
    told = (result.bundle_path / MODEL_CARD).read_text(encoding="utf-8")
    assert all(f"| {method} | random last layer |" in told for method in METHODS)
    assert "held out, on the validation part" in told and result.info.files["network.weights.h5"] in told
    file = tmp_path / "a.jpg"
    file.write_bytes(jpeg(pattern("dots", 3)))
    for method in ("gradcam", "smoothgrad"):
        out = tmp_path / f"{method}.png"
        asked = ["explain", str(result.bundle_path), str(file), "--method", method, "--out", str(out)]
        assert main([*asked, "--label", "dots", "--against", "waves"]) == (not found[method]["passed"])
        assert out.exists() == found[method]["passed"]
        assert ("explanation_withheld" in capsys.readouterr().err) == (not found[method]["passed"])


def test_its_explanation_is_exact(tuned: tuple[TrainResult, list[Progress], list[Progress]]) -> None:
    classifier = Classifier.load(tuned[0].bundle_path)
    for kind in KINDS:
        outputs = classifier.outputs(pattern(kind, 5, 96))
        places, first_order = classifier.head.places(outputs, 3)
        assert places.shape in ((3, 3), (6, 6))
        assert float(places.sum()) == pytest.approx(first_order, abs=1e-4)
        whole = classifier.head.read(outputs).scores[3] - classifier.head.ridge.bias[3]
        assert first_order == pytest.approx(float(whole), abs=1e-3), (
            "pooling and one dense layer lose nothing"
        )


@pytest.mark.parametrize("format", ["litert", "keras"])
def test_exports_agree_with_the_bundle(
    tuned: tuple[TrainResult, list[Progress], list[Progress]], tmp_path: Path, format: str
) -> None:
    classifier = Classifier.load(tuned[0].bundle_path)
    files = export(tuned[0].bundle_path, format, tmp_path / "out")
    pixels = pattern("checks", 9, 96)
    if format == "litert":
        path = next(one for one in files if one.suffix == ".tflite")
        probabilities, _ = Network(path).run(pixels)
    else:
        model = load_keras(tmp_path / "out")
        probabilities = np.asarray(model(pixels[None].astype(np.float32))[0])[0]
    assert {MODEL_CARD, "data-card.md"} <= {path.name for path in files}
    assert probabilities == pytest.approx(classifier.calibrated(pixels), abs=1e-4)


def shipped() -> Any:
    """The network before anybody trained it on."""
    network = DEFAULT.keras(TINY["image_size"])
    fill(network, read_numbers(SHIPPED)[1])
    return network


def test_without_weights_it_begins_from_the_shipped_numbers(manifest: Manifest, tmp_path: Path) -> None:
    """Where only the head learned, the network under it is the shipped one to the last number."""
    config = TrainConfig.from_options(RECIPE, {**TINY, "image_size": 32, "epochs_tune": 0})
    result = train(config, manifest, tmp_path / "out")
    kept = adapted_part(network_of(Bundle.read(result.bundle_path)))
    pairs = list(zip(kept.get_weights(), shipped().get_weights(), strict=True))
    assert len(pairs) > 40
    assert all(np.array_equal(*pair) for pair in pairs)


@pytest.mark.parametrize("weights", [OWN], indirect=True)
def test_all_that_may_learn_learns(tuned: tuple[TrainResult, list[Progress], list[Progress]]) -> None:
    """The second stage reaches the first layer; batch norm stays as it came."""
    trained = adapted_part(network_of(Bundle.read(tuned[0].bundle_path)))
    learned = {}
    for now, then in zip(layers_of(trained), layers_of(shipped()), strict=True):
        pairs = list(zip(now.get_weights(), then.get_weights(), strict=True))
        if pairs:
            learned[now.name] = not all(np.array_equal(*pair) for pair in pairs)
            assert learned[now.name] == (type(now).__name__ != "BatchNormalization"), now.name
    assert learned["stem"]


def test_any_side_does(weights: Path | None) -> None:
    """Maps of 100 px come in odd sizes, and stand side by side all the same."""
    config = TrainConfig.from_options(RECIPE, {"image_size": 100}, weights)
    assert config.image_size == 100
    if weights is None:
        scores, features, places = build(Structure(config.network, 100), 3).outputs
        assert (scores.shape[1], places.shape[1:3]) == (3, (3, 3)), "7 places a side, two by two"
        assert features.shape[1] == places.shape[3]


def test_mobilenetv2_is_never_fine_tuned_from_chance(manifest: Manifest, tmp_path: Path) -> None:
    with pytest.raises(ConfigInvalid, match="none were given"):
        train(TrainConfig(recipe=RECIPE, **TINY), manifest, tmp_path / "out")
