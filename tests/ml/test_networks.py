"""The network recipes run, in their smallest size; a killed one resumes to the same weights."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from ml.datasets import Manifest
from ml.errors import BundleIncompatible, ConfigInvalid, DatasetInvalid, TrainingCancelled, WeightsInvalid
from ml.models import METHODS, Classifier
from ml.networks import DEFAULT
from ml.recipes import FINETUNE, RECIPES, TEXTURE, TrainConfig
from ml.training import TrainResult, train
from tests.ml.patterns import pattern
from tests.ml.plain_files import assert_no_code

pytestmark = pytest.mark.xdist_group("keras")  # One process imports it.
ROOT = Path(__file__).resolve().parents[2]
NETWORKS = [name for name in RECIPES if name not in (TEXTURE, FINETUNE)]
CNN = "cnn-cirebon"
SMALL = {**RECIPES[CNN].smoke, "epochs_head": 3}
# Trained each time; the others are only built then, and trained and served by `make test-all`.
ALWAYS = [CNN, "cnn-cirebon-saliency"]
OTHERS = [name for name in NETWORKS if name not in (*ALWAYS, "mobilenetv2-themes")]
DEEP = ("efficientnetb2-augmented", "resnet50-two-phase", "efficientnetb0-painting")
OPTIONS = [{"attention": "channel_spatial"}, {"super_resolution": True}, {"l2": 0.01, "class_weights": True}]


@pytest.mark.parametrize("name", NETWORKS)
def test_without_weights_a_recipe_is_what_its_authors_did(name: str) -> None:
    """Only the recipe for catalogues moves to the network that Ragam ships."""
    config = TrainConfig.from_options(name)
    assert {key: getattr(config, key) for key in RECIPES[name].defaults} == dict(RECIPES[name].defaults)
    assert config.network == RECIPES[name].defaults["network"] != DEFAULT.name
    assert RECIPES[name].smoke["image_size"] == 32


def weights_of(result: TrainResult) -> str:
    return hashlib.sha256((result.bundle_path / "network.weights.h5").read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def plain(manifest: Manifest, tmp_path_factory: pytest.TempPathFactory) -> TrainResult:
    root = tmp_path_factory.mktemp("plain")
    return train(TrainConfig.from_options(CNN, SMALL), manifest, root / "out", cache_dir=root / "cache")


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in ALWAYS if name != CNN])
def test_a_recipe_runs_and_is_served(name: str, manifest: Manifest, tmp_path: Path) -> None:
    result = train(TrainConfig.from_options(name, RECIPES[name].smoke), manifest, tmp_path / "out")
    served(result)


@pytest.mark.slow
def test_the_plain_network_is_served(plain: TrainResult) -> None:
    served(plain)


@pytest.mark.parametrize(
    ("name", "option"),
    [
        *(pytest.param(name, {}, marks=pytest.mark.slow if name in DEEP else ()) for name in NETWORKS),
        *((CNN, option) for option in OPTIONS),
    ],
)
def test_a_network_is_built_as_it_will_be_served(name: str, option: dict) -> None:
    """What serving takes from it: one layer on its features scores, and its places average to them."""
    from ml.networks.architectures import LAST, Structure, build

    config = TrainConfig.from_options(name, {**RECIPES[name].smoke, **option})
    structure = Structure.of(name, vars(config))
    network = build(structure, 4)
    pictures = np.stack([pattern(kind, 3, structure.input_size) for kind in ("waves", "dots")])
    scores, features, places = (np.asarray(one) for one in network(pictures.astype(np.float32)))
    kernel, bias = network.get_layer(LAST).get_weights()
    np.testing.assert_allclose(features @ kernel + bias, scores, rtol=1e-3, atol=1e-3)
    assert scores.shape == (2, 4)
    beside = places.mean(axis=(1, 2)) - features
    np.testing.assert_allclose(beside[0], beside[1], rtol=1e-3, atol=1e-3)  # Up to a constant.


@pytest.mark.exhaustive
@pytest.mark.slow
@pytest.mark.parametrize("option", OPTIONS)
def test_an_option_is_trained_and_served(option: dict, manifest: Manifest, tmp_path: Path) -> None:
    config = TrainConfig.from_options(CNN, {**RECIPES[CNN].smoke, **option})
    served(train(config, manifest, tmp_path / "out"))


@pytest.mark.exhaustive
@pytest.mark.slow
@pytest.mark.parametrize("name", OTHERS)
def test_every_other_recipe_runs_and_is_served(name: str, manifest: Manifest, tmp_path: Path) -> None:
    result = train(TrainConfig.from_options(name, RECIPES[name].smoke), manifest, tmp_path / "out")
    served(result)


@pytest.mark.slow
def test_the_shipped_network_can_be_named_and_needs_no_weights(manifest: Manifest, tmp_path: Path) -> None:
    """It takes none either: what was meant for another network is not said to be what it stands on."""
    (tmp_path / "of-another.h5").write_bytes(b"not read")
    options = {**RECIPES["efficientnetb0-painting"].smoke, "network": "efficientnet-lite0"}
    config = TrainConfig.from_options("efficientnetb0-painting", options, tmp_path / "of-another.h5")
    result = train(config, manifest, tmp_path / "out")
    served(result)
    assert (result.info.backbone.name, result.info.backbone.kind) == ("efficientnet-lite0", "imagenet")


def served(result: TrainResult) -> None:
    """It answers without its framework, and its places sum to the first-order score."""
    classifier = Classifier.load(result.bundle_path, threads=1)
    image = pattern("waves", 3)
    prediction = classifier.predict([image])[0]
    assert sum(one.probability for one in prediction.top) == pytest.approx(1.0, abs=0.01)
    places, first_order = classifier.head.places(classifier.outputs(image), 1)
    assert places.sum() == pytest.approx(first_order, rel=1e-3, abs=1e-4)
    assert tuple(result.info.checks["parameter_randomisation"]) == METHODS
    assert {"model-card.md", "data-card.md"} <= set(result.info.files)
    assert ".h5" in assert_no_code(result.bundle_path)


@pytest.mark.slow
def test_the_same_seed_gives_the_same_weights(plain: TrainResult, manifest: Manifest, tmp_path: Path) -> None:
    again = train(TrainConfig.from_options(CNN, SMALL), manifest, tmp_path / "out")
    other = train(TrainConfig.from_options(CNN, {**SMALL, "seed": 1}), manifest, tmp_path / "other")
    assert weights_of(again) == weights_of(plain)
    assert weights_of(other) != weights_of(plain)


@pytest.mark.slow
def test_a_training_killed_in_an_epoch_resumes_to_the_same_weights(
    plain: TrainResult, manifest: Manifest, collection: Path, tmp_path: Path
) -> None:
    """SIGKILL after the first checkpoint within an epoch; the rest is trained by a second process."""
    program = f"""
import sys
from pathlib import Path
from ml.datasets import Manifest
from ml.training.network import trainer
from ml.recipes import TrainConfig
from ml.training import train
trainer.SAVE_EVERY = 1
def told(progress):
    if progress.phase == "training" and progress.done >= 7:
        print("now", flush=True)
        sys.stdin.read()
if __name__ == "__main__":
    config = TrainConfig.from_options({CNN!r}, {SMALL!r})
    train(config, Manifest.from_folder(Path({str(collection)!r})), Path({str(tmp_path / "out")!r}),
          cache_dir=Path({str(tmp_path / "cache")!r}), on_progress=told)
"""
    child = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stdout.readline().strip() == b"now"
    child.send_signal(signal.SIGKILL)
    child.wait(10)
    assert not (tmp_path / "out").exists()
    seen: list[int] = []
    result = train(
        TrainConfig.from_options(CNN, SMALL),
        manifest,
        tmp_path / "out",
        cache_dir=tmp_path / "cache",
        on_progress=lambda one: seen.append(one.done) if one.phase == "training" else None,
    )
    assert seen[0] == 7  # The seventh step was under way: its checkpoint was not written yet.
    assert weights_of(result) == weights_of(plain)


@pytest.mark.slow
def test_enough_ends_with_the_best_so_far(manifest: Manifest, tmp_path: Path) -> None:
    told: list[int] = []

    def one_epoch_seen() -> bool:
        return len(told) > 8

    result = train(
        TrainConfig.from_options(CNN, {**SMALL, "epochs_head": 50}),
        manifest,
        tmp_path / "out",
        on_progress=lambda one: told.append(one.done) if one.phase == "training" else None,
        enough=one_epoch_seen,
    )
    assert result.info.options["stopped_early"] == "interrupted"
    assert len(told) < 20
    assert Classifier.load(result.bundle_path).labels == manifest.labels


def test_cancelling_leaves_no_bundle(manifest: Manifest, tmp_path: Path) -> None:
    start = time.monotonic()
    with pytest.raises(TrainingCancelled):
        train(
            TrainConfig.from_options(CNN, SMALL),
            manifest,
            tmp_path / "out",
            should_stop=lambda: time.monotonic() > start + 0.5,
        )
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_themes_are_learned_from_broader_labels(manifest: Manifest, tmp_path: Path) -> None:
    config = TrainConfig.from_options("mobilenetv2-themes", RECIPES["mobilenetv2-themes"].smoke)
    with pytest.raises(DatasetInvalid, match=r"broader\.json"):
        train(config, manifest, tmp_path / "none")
    half = len(manifest.labels) // 2
    broader = {label: "flora" if i < half else "culture" for i, label in enumerate(manifest.labels)}
    themed = Manifest.from_items(manifest.items, broader=broader)
    result = train(config, themed, tmp_path / "out")
    assert result.info.labels == ("culture", "flora")


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("augment", "all"),
        ("network", "resnet101"),
        ("unfreeze", -1),
        ("hidden", 0.5),
        ("l2", True),
        ("epoch", 1),
    ],
)
def test_a_wrong_option_is_named(option: str, value: object) -> None:
    with pytest.raises(ConfigInvalid, match=option):
        TrainConfig.from_options("efficientnetb0-painting", {option: value})


@pytest.mark.parametrize("augment", ["flips", "turns", "elastic", "cutout", "mixup", "randaugment"])
def test_pictures_vary_alike_for_the_same_step(augment: str) -> None:
    from ml.training.network.pictures import Augmentation

    pictures = np.random.default_rng(0).uniform(0, 255, (4, 32, 32, 3)).astype(np.float32)
    truth = np.eye(4, dtype=np.float32)
    one = [np.asarray(part) for part in Augmentation(augment, 3)(pictures, truth, 5)]
    same = [np.asarray(part) for part in Augmentation(augment, 3)(pictures, truth, 5)]
    other = [np.asarray(part) for part in Augmentation(augment, 3)(pictures, truth, 6)]
    np.testing.assert_array_equal(one[0], same[0])
    assert not np.array_equal(one[0], other[0])
    assert one[0].min() >= -1e-3
    assert one[0].max() <= 255.001
    np.testing.assert_allclose(one[1].sum(axis=1), 1, atol=1e-5)


def test_painted_pictures_follow_the_networks_own_answer_and_no_label() -> None:
    """What is painted is a function of the picture and the first network's weights alone."""
    from ml.networks.architectures import Structure, build

    network = build(Structure("cnn-cirebon", 32, hidden=8, recipe="cnn-cirebon-saliency"), 3)
    painter = network.get_layer("painter")
    assert [tensor.name for tensor in painter.inputs] == ["pixels"]
    image = np.random.default_rng(1).uniform(0, 255, (2, 32, 32, 3)).astype(np.float32)
    painted = np.asarray(painter(image))
    assert (painted <= image + 1e-3).all()
    assert (painted >= 0.3 * image - 1e-3).all()
    first = painter.get_layer("first")
    first.get_layer("scores").set_weights([w[..., ::-1] for w in first.get_layer("scores").get_weights()])
    scores, _, _ = first(image)
    assert np.asarray(scores).shape == (2, 3)


@pytest.mark.slow
def test_weights_of_another_network_are_refused(manifest: Manifest, tmp_path: Path) -> None:
    (tmp_path / "wrong.h5").write_bytes(b"no weights")
    config = TrainConfig.from_options(
        "resnet50-two-phase", RECIPES["resnet50-two-phase"].smoke, tmp_path / "wrong.h5"
    )
    with pytest.raises(WeightsInvalid, match=r"wrong\.h5"):
        train(config, manifest, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_bundle_of_unknown_structure_is_refused() -> None:
    from ml.networks.architectures import Structure, base

    with pytest.raises(BundleIncompatible, match="lenet"):
        base("lenet", 32)
    with pytest.raises(BundleIncompatible, match="lack"):
        Structure.of("cnn-cirebon", {"network": "cnn-cirebon"})
