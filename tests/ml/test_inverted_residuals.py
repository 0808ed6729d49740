"""Networks of inverted residuals: one plan, three ways to run it that agree, and files that are refused."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ml.errors import WeightsInvalid
from ml.networks import Network, NetworkSpec, resolve_backbone
from ml.networks.efficientnet_lite import EFFICIENTNET_LITE0, EFFICIENTNET_LITE2, content_of
from ml.networks.inverted_residuals import fill, maps, steps, to_litert
from ml.networks.mobilenetv2 import MOBILENETV2, read_arrays, untrained_mobilenetv2
from ml.networks.resolving import PARITY, spec_named
from ml.networks.specs import Arrays, Plan

pytestmark = pytest.mark.xdist_group("keras")  # One process imports it.


@pytest.fixture(scope="module")
def network() -> Any:
    """Keras's own MobileNetV2, with batch norms that really do something."""
    model = untrained_mobilenetv2(MOBILENETV2.side)
    random = np.random.default_rng(0)
    for layer in model.layers:
        if layer.name.endswith("BN") or layer.name.startswith("bn_"):
            layer.set_weights(norm_of(random, layer.gamma.shape[0]))
    return model


@pytest.fixture(scope="module")
def picture() -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (224, 224, 3), dtype=np.uint8)


def norm_of(random: np.random.Generator, count: int) -> list[np.ndarray]:
    """Gamma, beta, mean and variance."""
    return [np.float32(random.uniform(0.5, 1.5, count) * lift) for lift in (1.0, 0.1, 0.0, 1.0)]


def numbers_of(plan: Plan) -> Arrays:
    """Numbers for every layer, of a size that keeps a signal alive."""
    random = np.random.default_rng(2)
    arrays: dict[str, list[np.ndarray]] = {}
    for step in steps(plan):
        reach = np.prod(step.kernel[:2]) * (1 if step.depthwise else step.kernel[2])
        arrays[step.conv] = [np.float32(random.normal(0, np.sqrt(2 / reach), step.kernel))]
        arrays[step.norm] = norm_of(random, step.out)
    return arrays


def apart(ours: list[np.ndarray], theirs: list[np.ndarray]) -> float:
    return max(float(np.abs(a - b).max() / np.abs(b).max()) for a, b in zip(ours, theirs, strict=True))


def by_keras(model: Any, image: np.ndarray) -> list[np.ndarray]:
    return [np.asarray(one)[0] for one in model(image[None].astype(np.float32))]


@pytest.mark.slow
@pytest.mark.parametrize(
    "spec", [EFFICIENTNET_LITE0, EFFICIENTNET_LITE2, MOBILENETV2], ids=lambda one: one.name
)
def test_plain_arithmetic_litert_and_keras_say_the_same(spec: NetworkSpec, tmp_path: Path) -> None:
    """On the native side: 260 px halves to odd numbers, where padding is uneven."""
    assert spec.plan is not None
    arrays = numbers_of(spec.plan)
    image = np.random.default_rng(1).integers(0, 256, (spec.side, spec.side, 3), dtype=np.uint8)
    plain = maps(spec.plan, arrays, image)
    assert [one.shape for one in plain] == spec.shapes(spec.side)

    (tmp_path / "network.tflite").write_bytes(to_litert(spec.plan, arrays, spec.side))
    assert apart(Network(tmp_path / "network.tflite").run(image), plain) < PARITY
    model = spec.keras(spec.side)
    fill(model, arrays)
    assert apart(by_keras(model, image), plain) < PARITY


@pytest.mark.slow
@pytest.mark.parametrize("name", ["new.weights.h5", "old.h5"])
def test_maps_numbers_and_file_are_those_of_kerass_mobilenetv2(
    network: Any, picture: np.ndarray, tmp_path: Path, name: str
) -> None:
    weights = tmp_path / name
    network.save_weights(weights) if name == "new.weights.h5" else _save_old(network, weights)
    truth = by_keras(_cut(network), picture)

    assert apart(maps(MOBILENETV2.plan, read_arrays(weights), picture), truth) < PARITY
    backbone = resolve_backbone(weights, tmp_path / "made")
    assert apart(Network(backbone.litert_path).run(picture), truth) < PARITY
    again = spec_named(MOBILENETV2.name).keras(MOBILENETV2.side)
    again.load_weights(str(backbone.weights_path))
    assert apart(by_keras(again, picture), truth) < 1e-5


def _cut(network: Any) -> Any:
    """Keras's own network up to the taps, with its scaling of pixels."""
    import keras

    outputs = [network.get_layer(f"{tap}_add").output for tap in MOBILENETV2.plan.taps]
    image = keras.Input(network.input.shape[1:])
    scaled = keras.layers.Rescaling(1 / 127.5, offset=-1)(image)
    return keras.Model(image, keras.Model(network.input, outputs)(scaled, training=False))


def _save_old(network: Any, path: Path) -> None:
    """Keras's older layout, as the ImageNet weights are published in."""
    import h5py
    from keras.src.legacy.saving.legacy_h5_format import save_weights_to_hdf5_group

    with h5py.File(path, "w") as file:
        save_weights_to_hdf5_group(file, network)


def test_the_same_numbers_give_the_same_bytes(network: Any, tmp_path: Path) -> None:
    network.save_weights(tmp_path / "a.weights.h5")
    arrays = read_arrays(tmp_path / "a.weights.h5")
    assert to_litert(MOBILENETV2.plan, arrays, 224) == to_litert(MOBILENETV2.plan, arrays, 224)
    plan = EFFICIENTNET_LITE0.plan
    assert plan is not None
    assert content_of(plan, numbers_of(plan)) == content_of(plan, numbers_of(plan))


@pytest.mark.slow
def test_other_weights_are_refused_by_the_layer_that_does_not_fit(tmp_path: Path) -> None:
    import keras

    narrow = keras.applications.MobileNetV2(
        weights=None, include_top=False, input_shape=(224, 224, 3), alpha=0.5
    )
    narrow.save_weights(tmp_path / "narrow.weights.h5")
    with pytest.raises(WeightsInvalid, match=r"narrow.weights.h5 .*Conv1"):
        resolve_backbone(tmp_path / "narrow.weights.h5", tmp_path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 half an archive", b"\x80\x05N."])
def test_a_file_that_holds_no_numbers_is_refused_by_name(content: bytes, tmp_path: Path) -> None:
    for name in ("some.npz", "some.h5", "some.tflite"):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(WeightsInvalid, match=name):
            resolve_backbone(tmp_path / name, tmp_path / "made")


def test_a_backbone_is_made_without_tensorflow(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from ml.networks import resolve_backbone; "
        "made = resolve_backbone(None, Path(sys.argv[1])); "
        "assert made.litert_path.exists() and made.weights_path.exists(); "
        "assert not {'tensorflow', 'keras'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path / "out")], check=True)
