"""MobileNetV2's cut by our own hand is Keras's network: its maps, its file, and its numbers read back."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from ml import mobilenet
from ml.backbones import PARITY, resolve_backbone
from ml.errors import WeightsInvalid
from ml.litert import Network
from ml.tapped import MOBILENETV2, tapped_model, texture_network, untrained_mobilenetv2

TAPS = [tap.removesuffix("_add") for tap in MOBILENETV2.taps]


@pytest.fixture(scope="module")
def network() -> object:
    """Keras's own, with batch norms that really do something."""
    model = untrained_mobilenetv2(MOBILENETV2.input_size)
    random = np.random.default_rng(0)
    for layer in model.layers:
        if layer.name.endswith("BN") or layer.name.startswith("bn_"):
            count = layer.gamma.shape[0]
            lifts = (1.0, 0.1, 0.0, 1.0)
            drawn = [random.uniform(0.5, 1.5, count) * lift for lift in lifts]
            layer.set_weights([np.float32(one) for one in drawn])
    return model


@pytest.fixture(scope="module")
def picture() -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (224, 224, 3), dtype=np.uint8)


def apart(ours: list[np.ndarray], theirs: list[np.ndarray]) -> float:
    return max(float(np.abs(a - b).max() / np.abs(b).max()) for a, b in zip(ours, theirs, strict=True))


@pytest.mark.parametrize("name", ["new.weights.h5", "old.h5"])
def test_maps_numbers_and_file_are_those_of_keras(
    network: object, picture: np.ndarray, tmp_path: Path, name: str
) -> None:
    weights = tmp_path / name
    network.save_weights(weights) if name == "new.weights.h5" else _save_old(network, weights)
    truth = [np.asarray(one)[0] for one in tapped_model(network)(picture[None].astype(np.float32))]

    assert apart(mobilenet.maps(mobilenet.read_arrays(weights), TAPS, picture), truth) < PARITY
    backbone = resolve_backbone(weights, tmp_path / "made")
    assert apart(Network(backbone.litert_path).run(picture), truth) < PARITY
    again = texture_network(MOBILENETV2.name)
    again.load_weights(str(backbone.weights_path))
    assert apart([np.asarray(one)[0] for one in again(picture[None].astype(np.float32))], truth) < 1e-6


def _save_old(network: object, path: Path) -> None:
    """Keras's older layout, as the ImageNet weights are published in."""
    import h5py
    from keras.src.legacy.saving.legacy_h5_format import save_weights_to_hdf5_group

    with h5py.File(path, "w") as file:
        save_weights_to_hdf5_group(file, network)


def test_the_same_numbers_give_the_same_bytes(network: object, tmp_path: Path) -> None:
    network.save_weights(tmp_path / "a.weights.h5")
    arrays = mobilenet.read_arrays(tmp_path / "a.weights.h5")
    assert mobilenet.to_litert(arrays, TAPS) == mobilenet.to_litert(arrays, TAPS)


def test_other_weights_are_refused_by_the_layer_that_does_not_fit(tmp_path: Path) -> None:
    import keras

    narrow = keras.applications.MobileNetV2(
        weights=None, include_top=False, input_shape=(224, 224, 3), alpha=0.5
    )
    narrow.save_weights(tmp_path / "narrow.weights.h5")
    with pytest.raises(WeightsInvalid, match=r"narrow.weights.h5 .*Conv1"):
        resolve_backbone(tmp_path / "narrow.weights.h5", tmp_path)


def test_a_backbone_is_made_without_tensorflow(network: object, tmp_path: Path) -> None:
    network.save_weights(tmp_path / "a.weights.h5")
    script = (
        "import sys; from pathlib import Path; from ml import backbones; "
        "backbones.resolve_backbone(Path(sys.argv[1]), Path(sys.argv[2])); "
        "assert not {'tensorflow', 'keras'} & set(sys.modules)"
    )
    subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "a.weights.h5"), str(tmp_path / "out")], check=True
    )
