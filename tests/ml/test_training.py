"""Training for real, on a small collection: the bundle, its figures, its honesty, and how it fails."""

import errno
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ml.datasets import Manifest
from ml.errors import ConfigInvalid, MlError, StorageFull, TrainingCancelled, UnknownRecipe, WeightsInvalid
from ml.models import Bundle, Classifier, bundle
from ml.models import classifier as classifier_module
from ml.networks import DEFAULT, name_backbone, resolve_backbone
from ml.recipes import RECIPES, TrainConfig
from ml.records import Progress
from ml.training import TrainResult, texture, train
from tests.ml.patterns import pattern


def test_a_model_learns_and_says_what_it_stands_on(trained: tuple[TrainResult, list[Progress]]) -> None:
    result, told = trained
    assert result.report is not None
    assert result.report.n == 20
    assert result.report.accuracy.value >= 0.9  # Four classes: chance is 0.25.
    assert result.held_out.accuracy.value >= 0.9
    assert result.info.backbone.kind == "imagenet"
    standing = [one.detail["standing_on"] for one in told if one.detail and "standing_on" in one.detail]
    assert standing == [result.info.backbone.to_json()]
    phases = list(dict.fromkeys(one.phase for one in told))
    assert phases == ["backbone", "features", "fitting", "evaluating", "exporting"]
    counted = [one for one in told if one.phase == "features"]
    assert [one.done for one in counted] == list(range(1, 49))
    assert {one.total for one in counted} == {48}


def test_the_bundle_is_whole_and_plain(trained: tuple[TrainResult, list[Progress]]) -> None:
    result, _ = trained
    read = Bundle.read(result.bundle_path)
    assert read.info == result.info
    assert set(read.info.files) == {
        "backbone.tflite", "backbone.weights.h5", "head.npz", "index.json", "report.json",
        "model-card.md", "data-card.md",
    }  # fmt: skip
    assert read.info.n_train == 48
    assert read.info.figures is not None
    assert read.info.figures["test"]["n"] == 20
    assert read.info.figures["held_out"]["accuracy"]["n"] == 48
    report = json.loads((result.bundle_path / "report.json").read_text())
    assert report["test"] == result.report.to_json() if result.report else False
    assert sum(path.stat().st_size for path in result.bundle_path.iterdir()) < 10_000_000


@pytest.mark.slow
def test_the_same_images_give_the_same_model(
    manifest: Manifest, trained: tuple[TrainResult, list[Progress]], cache_dir: Path, tmp_path: Path
) -> None:
    first = trained[0]
    again = train(TrainConfig(), manifest, tmp_path / "again", cache_dir=cache_dir)
    for name in ("backbone.tflite", "head.npz", "index.json"):
        assert again.info.files[name] == first.info.files[name]
    assert again.info.temperature == first.info.temperature
    other = train(TrainConfig(seed=1), manifest, tmp_path / "other", cache_dir=cache_dir)
    assert other.info.backbone == first.info.backbone, "what is shipped knows no seed"
    assert other.info.digest != first.info.digest


@pytest.mark.slow
def test_a_fresh_bundle_is_read_hashed_and_loaded_once(
    manifest: Manifest, cache_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what comes back is the finished bundle as anybody would load it."""
    hashed: Counter[str] = Counter()
    loaded: list[Path] = []
    original, network = bundle.sha256_of_plain, classifier_module.Network

    def hashing(path: Path, error: type[MlError]) -> str:
        hashed[path.name] += 1
        return original(path, error)

    def loading(path: Path, *rest: Any) -> Any:
        loaded.append(path)
        return network(path, *rest)

    monkeypatch.setattr(bundle, "sha256_of_plain", hashing)
    monkeypatch.setattr(classifier_module, "Network", loading)
    result = train(TrainConfig(), manifest, tmp_path / "out", cache_dir=cache_dir)
    assert hashed == dict.fromkeys(result.info.files, 1)
    assert [path.name for path in loaded] == ["backbone.tflite"]
    stored = Classifier.load(result.bundle_path)
    assert result.classifier.bundle == stored.bundle
    assert result.classifier.references == stored.references
    picture = pattern("dots", 3)
    assert result.classifier.predict([picture]) == stored.predict([picture])


@pytest.mark.slow
def test_features_are_computed_once(
    manifest: Manifest,
    trained: tuple[TrainResult, list[Progress]],
    cache_dir: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    computed = []

    def counting(maps: list[np.ndarray]) -> np.ndarray:
        computed.append(1)
        return original(maps)

    original = texture.texture_feature
    monkeypatch.setattr(texture, "texture_feature", counting)
    train(TrainConfig(), manifest, tmp_path / "cached", cache_dir=cache_dir)
    assert computed == []
    stored = next((cache_dir / "features").glob(f"{trained[0].info.backbone.digest[:16]}-*-1x*.rows"))
    with stored.open("r+b") as file:
        file.seek(1000)
        file.write(b"damaged")
    train(TrainConfig(), manifest, tmp_path / "repaired", cache_dir=cache_dir)
    assert len(computed) == 1


@pytest.mark.slow
def test_all_views_teach_turned_pictures(manifest: Manifest, cache_dir: Path, tmp_path: Path) -> None:
    few = Manifest.from_items([item for item in manifest.items if item.split == "train"][::2])
    result = train(TrainConfig(turned=True), few, tmp_path / "turned", cache_dir=cache_dir)
    assert result.info.n_train == 24
    assert result.held_out.n == 24
    assert len(Classifier.load(result.bundle_path).references) == 24 * 8
    assert result.report is None


@pytest.mark.slow
def test_a_fine_look_has_more_places(manifest: Manifest, cache_dir: Path, tmp_path: Path) -> None:
    few = Manifest.from_items([item for item in manifest.items if item.split == "train"][::2])
    result = train(TrainConfig(fine=True), few, tmp_path / "fine", cache_dir=cache_dir)
    model = Classifier.load(result.bundle_path)
    side = DEFAULT.fine_side
    assert result.info.input_size == side
    assert model.explain(pattern("dots", 3, side)).places.shape == (side // 8, side // 8)
    backbone = result.bundle_path / "backbone.tflite"
    with pytest.raises(WeightsInvalid, match=r"asked for 224 px"):
        train(TrainConfig(backbone_weights=backbone), few, tmp_path / "never", cache_dir=cache_dir)


@pytest.mark.slow
def test_weights_by_path(manifest: Manifest, bundle_path: Path, cache_dir: Path, tmp_path: Path) -> None:
    """A bundle's own backbone can be stood on again, and what it was made of is not forgotten."""
    config = TrainConfig(backbone_weights=bundle_path / "backbone.tflite")
    result = train(config, manifest, tmp_path / "out", cache_dir=cache_dir)
    assert result.info.backbone == Bundle.read(bundle_path).info.backbone
    for name, content in (("wrong.h5", b"not weights"), ("wrong.tflite", b"not a network")):
        wrong = tmp_path / name
        wrong.write_bytes(content)
        with pytest.raises((WeightsInvalid,), match=name.replace(".", r"\.")):
            train(TrainConfig(backbone_weights=wrong), manifest, tmp_path / "never", cache_dir=cache_dir)
    with pytest.raises(WeightsInvalid, match="nothing"):
        train(TrainConfig(backbone_weights=tmp_path / "nothing.h5"), manifest, tmp_path / "never")
    assert not (tmp_path / "never").exists()


def test_a_litert_file_keeps_the_name_of_its_structure(
    manifest: Manifest, cache_dir: Path, tmp_path: Path
) -> None:
    """A file with no bundle beside it to say what it is: known by the maps that it puts out."""
    network = tmp_path / "learned.tflite"
    network.write_bytes(resolve_backbone(None, cache_dir / "backbones").litert_path.read_bytes())
    few = Manifest.from_items(list(manifest.train)[::2])
    result = train(TrainConfig(backbone_weights=network), few, tmp_path / "out", cache_dir=cache_dir)
    assert (result.info.backbone.name, result.info.backbone.kind) == (DEFAULT.name, "file")
    assert name_backbone(network) == result.info.backbone


def test_weights_of_another_network_are_refused(manifest: Manifest, tmp_path: Path) -> None:
    import h5py

    wrong = tmp_path / "resnet.weights.h5"
    with h5py.File(wrong, "w") as file:
        file.create_dataset("layers/conv/vars/0", data=np.zeros((3, 3)))
    with pytest.raises(WeightsInvalid, match=r"resnet\.weights\.h5"):
        train(TrainConfig(backbone_weights=wrong), manifest, tmp_path / "never", cache_dir=tmp_path / "c")


def test_a_cancelled_training_leaves_no_bundle(manifest: Manifest, cache_dir: Path, tmp_path: Path) -> None:
    told: list[Progress] = []
    with pytest.raises(TrainingCancelled):
        train(
            TrainConfig(),
            manifest,
            tmp_path / "out",
            cache_dir=cache_dir,
            on_progress=told.append,
            should_stop=lambda: len(told) > 10,
        )
    assert list(tmp_path.iterdir()) == []
    assert len(told) == 11


def test_nothing_is_overwritten(manifest: Manifest, bundle_path: Path) -> None:
    with pytest.raises(ConfigInvalid, match="exists already"):
        train(TrainConfig(), manifest, bundle_path)


@pytest.mark.slow
def test_a_full_disk_is_named_and_leaves_nothing(
    manifest: Manifest, cache_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(bundle, "write_report", full)
    with pytest.raises(StorageFull, match="No room"):
        train(TrainConfig(), manifest, tmp_path / "out", cache_dir=cache_dir)
    assert list(tmp_path.iterdir()) == []


def test_options_from_outside_are_checked() -> None:
    config = TrainConfig.from_options("mobilenetv2-finetune", {"epochs_tune": 3, "learning_rate_tune": 1e-4})
    assert (config.epochs_tune, config.image_size) == (3, 224)
    assert config.options()["epochs_tune"] == 3
    for recipe, options in (
        ("texture", {"epochs_tune": 3}),
        ("texture", {"folds": 1}),
        ("texture", {"folds": "5"}),
        ("texture", {"turned": 1}),
        ("mobilenetv2-finetune", {"image_size": 16}),
        ("mobilenetv2-finetune", {"learning_rate_head": float("nan")}),
    ):
        with pytest.raises(ConfigInvalid, match=next(iter(options))):
            TrainConfig.from_options(recipe, options)
    with pytest.raises(UnknownRecipe, match="'magic'"):
        TrainConfig.from_options("magic")
    with pytest.raises(ConfigInvalid):
        replace(TrainConfig(), folds=99).validated()
    for recipe in RECIPES.values():
        assert json.loads(json.dumps(recipe.to_json()))["options"]
