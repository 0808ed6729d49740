"""Taking a texture model elsewhere: one file, class names inside, the same answers."""

import json
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest

from ml.errors import BundleCorrupt, BundleIncompatible, ConfigInvalid, ExportFailed
from ml.export import export, load_keras
from ml.models import Bundle, Classifier, bundle
from ml.networks import Network
from tests.ml.patterns import KINDS, pattern
from tests.ml.plain_files import assert_no_code


@pytest.mark.slow
def test_litert_is_one_file_with_its_class_names(
    bundle_path: Path, classifier: Classifier, tmp_path: Path
) -> None:
    path = next(one for one in export(bundle_path, "litert", tmp_path / "out") if one.suffix == ".tflite")
    assert assert_no_code(tmp_path / "out") == {".tflite", ".json", ".md"}
    for card in ("model-card.md", "data-card.md"):
        assert path.with_name(card).read_bytes() == (bundle_path / card).read_bytes(), "the cards go along"
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
        assert probabilities == pytest.approx(classifier.calibrated(pixels), abs=1e-4)


@pytest.mark.slow
def test_keras_is_read_back_by_our_own_structure(
    bundle_path: Path, classifier: Classifier, tmp_path: Path
) -> None:
    files = export(bundle_path, "keras", tmp_path / "out")
    names = {path.name for path in files}
    assert {"model.json", "model.weights.h5", "parity.json", "parity.md"} <= names
    assert assert_no_code(tmp_path / "out") == {".h5", ".json", ".md"}
    described = tmp_path / "out" / "model.json"
    config = json.loads(described.read_text())
    assert config["labels"] == list(classifier.labels)
    model = load_keras(tmp_path / "out")
    pixels = pattern("waves", 3, 224)
    probabilities = np.asarray(model(pixels[None].astype(np.float32))[0])[0]
    assert probabilities == pytest.approx(classifier.calibrated(pixels), abs=1e-4)
    described.write_text(json.dumps({**config, "recipe": "something else"}))
    with pytest.raises(BundleIncompatible, match="something else"):
        load_keras(tmp_path / "out")


@pytest.mark.slow
def test_onnx_gives_the_same_answers_and_names_its_classes(
    bundle_path: Path, classifier: Classifier, tmp_path: Path
) -> None:
    onnxruntime = pytest.importorskip("onnxruntime")
    files = export(bundle_path, "onnx", tmp_path / "out")
    path = next(one for one in files if one.suffix == ".onnx")
    assert assert_no_code(tmp_path / "out") == {".onnx", ".json", ".md"}
    session = onnxruntime.InferenceSession(path)
    assert len(session.get_inputs()) == 1, "no constant became an input"
    named = " ".join(session.get_modelmeta().custom_metadata_map.values())
    assert all(label in named for label in classifier.labels)
    for kind in KINDS:
        pixels = pattern(kind, 5, 224)
        probabilities = session.run(None, {session.get_inputs()[0].name: pixels[None].astype(np.float32)})[0][
            0
        ]
        top = classifier.predict([pixels])[0].top[0]
        assert classifier.labels[int(probabilities.argmax())] == top.label
        assert probabilities == pytest.approx(classifier.calibrated(pixels), abs=1e-4)


@pytest.mark.slow
def test_eight_bits_are_smaller_and_say_how_far_they_stray(bundle_path: Path, tmp_path: Path) -> None:
    whole = export(bundle_path, "litert", tmp_path / "whole")
    small = export(bundle_path, "litert-int8", tmp_path / "small")
    assert assert_no_code(tmp_path / "small") == {".tflite", ".json", ".md"}
    sizes = [next(one for one in files if one.suffix == ".tflite").stat().st_size for files in (whole, small)]
    assert (
        sizes[1] < 0.85 * sizes[0]
    )  # Much of so little a model is the root's steps, which stay as they are.
    parity = json.loads((tmp_path / "small" / "parity.json").read_text())
    assert parity["agreement"]["n"] > 0
    assert 0 <= parity["agreement"]["low"] <= parity["agreement"]["value"] <= parity["agreement"]["high"] <= 1


def test_a_byte_changed_in_any_file_is_refused_by_name(bundle_copy: Path) -> None:
    for path in sorted(bundle_copy.iterdir()):
        before = path.read_bytes()
        middle = len(before) // 2
        path.write_bytes(before[:middle] + bytes([before[middle] ^ 1]) + before[middle + 1 :])
        with pytest.raises((BundleCorrupt, BundleIncompatible), match=path.name):
            Bundle.read(bundle_copy)
        path.write_bytes(before)
    assert Bundle.read(bundle_copy).info.labels


@pytest.mark.slow
def test_what_cannot_be_written_is_said(bundle_path: Path, tmp_path: Path) -> None:
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
    return Bundle.read(path).info
