"""Bundles that stand on the network of earlier releases still serve, explain and export."""

import json
from pathlib import Path

import numpy as np
import pytest

from ml.datasets import Manifest
from ml.export import export, load_keras
from ml.files import sha256_of
from ml.models import Bundle, Classifier, bundle
from ml.networks.drawn_cloth import DRAWN_CLOTH
from ml.networks.keras_files import to_litert
from ml.recipes import TrainConfig
from ml.training import train
from tests.ml.patterns import pattern


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As a bundle of an earlier release left its network: LiteRT file, Keras numbers, and a record."""
    import keras

    folder = tmp_path_factory.mktemp("earlier")
    keras.utils.set_random_seed(1)  # Of networks left to chance, some give maps that fail their check.
    network = DRAWN_CLOTH.keras(DRAWN_CLOTH.side)
    (folder / "backbone.tflite").write_bytes(to_litert(network)[0])
    network.save_weights(str(folder / "backbone.weights.h5"))
    stands = {
        "name": "drawn-cloth",
        "kind": "drawn",
        "sha256": sha256_of(folder / "backbone.weights.h5"),
        "seed": None,
        "digest": sha256_of(folder / "backbone.tflite"),
    }
    (folder / "bundle.json").write_text(json.dumps({"backbone": stands}))
    return folder / "backbone.tflite"


@pytest.mark.slow
def test_it_serves_explains_and_exports(earlier: Path, manifest: Manifest, tmp_path: Path) -> None:
    few = Manifest.from_items(list(manifest.train)[::2])
    result = train(TrainConfig(backbone_weights=earlier), few, tmp_path / "bundle")
    assert (result.info.backbone.name, result.info.backbone.kind) == ("drawn-cloth", "drawn")
    card = (result.bundle_path / "model-card.md").read_text()
    assert "learned from cloth drawn by a program" in card and "has never seen a photograph" in card
    classifier, pixels = Classifier.load(result.bundle_path), pattern("checks", 9, 224)
    top = classifier.predict([pixels])[0].top
    assert classifier.explain(pixels, top[0].label).places.any()
    for format in ("litert", "keras"):
        export(result.bundle_path, format, tmp_path / format)
    probabilities = np.asarray(load_keras(tmp_path / "keras")(pixels[None].astype(np.float32))[0])[0]
    assert probabilities == pytest.approx(classifier.calibrated(pixels), abs=1e-3)
    assert bundle.BACKBONE_WEIGHTS in Bundle.read(result.bundle_path).info.files
