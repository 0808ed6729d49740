"""Taking a texture model elsewhere: one file, class names inside, the same answers."""

import json
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest

from ml import bundle
from ml.classifier import Classifier
from ml.errors import BundleIncompatible, ConfigInvalid, ExportFailed
from ml.export import export, load_keras
from ml.litert import Network
from tests.ml.patterns import KINDS, pattern


def test_litert_is_one_file_with_its_class_names(
    bundle_path: Path, classifier: Classifier, tmp_path: Path
) -> None:
    (path,) = export(bundle_path, "litert", tmp_path / "out")
    head = classifier.bundle.file("head.npz")
    assert path.stat().st_size > np.load(head)["weights"].nbytes, "the numbers are inside the file"
    with zipfile.ZipFile(path) as archive:
        assert archive.read("labels.txt").decode().split() == list(classifier.labels)
    network = Network(path)
    for kind in KINDS:
        pixels = pattern(kind, 3, 224)
        probabilities, scores = network.run(pixels)
        assert np.allclose(scores, classifier.scores(pixels), atol=1e-3)
        top = classifier.predict([pixels])[0].top
        assert classifier.labels[int(probabilities.argmax())] == top[0].label
        assert probabilities.max() == pytest.approx(top[0].probability, abs=1e-4)


def test_keras_is_read_back_by_our_own_structure(
    bundle_path: Path, classifier: Classifier, tmp_path: Path
) -> None:
    files = export(bundle_path, "keras", tmp_path / "out")
    assert [path.name for path in files] == ["model.json", "model.weights.h5"]
    config = json.loads(files[0].read_text())
    assert config["labels"] == list(classifier.labels)
    model = load_keras(tmp_path / "out")
    pixels = pattern("waves", 3, 224)
    probabilities = np.asarray(model(pixels[None].astype(np.float32))[0])[0]
    assert probabilities.max() == pytest.approx(classifier.predict([pixels])[0].top[0].probability, abs=1e-4)
    files[0].write_text(json.dumps({**config, "recipe": "something else"}))
    with pytest.raises(BundleIncompatible, match="something else"):
        load_keras(tmp_path / "out")


def test_what_cannot_be_written_is_said(bundle_path: Path, tmp_path: Path) -> None:
    with pytest.raises(ExportFailed, match="ONNX is not available"):
        export(bundle_path, "onnx", tmp_path / "out")
    with pytest.raises(ConfigInvalid, match="'stone tablet'"):
        export(bundle_path, "stone tablet", tmp_path / "out")
    (tmp_path / "taken").mkdir()
    with pytest.raises(ConfigInvalid, match="exists already"):
        export(bundle_path, "litert", tmp_path / "taken")
    poor = Path(shutil.copytree(bundle_path, tmp_path / "poor"))
    (poor / bundle.BACKBONE_WEIGHTS).unlink()
    bundle.write_info(poor, bundle_info(bundle_path))
    with pytest.raises(ExportFailed, match="no Keras weights"):
        export(poor, "litert", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def bundle_info(path: Path):
    return bundle.read(path).info
