"""MobileNetV2 1.0: the part that textures are read from, and the whole for fine-tuning; by Keras's files."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from ml.networks.inverted_residuals import checked, keras_network, keras_places
from ml.networks.keras_files import load_into
from ml.networks.specs import Arrays, Block, NetworkSpec, Origin, Plan, Scaling

_BLOCKS = (
    (16, 1), (24, 2), (24, 1), (32, 2), (32, 1), (32, 1), (64, 2), (64, 1), (64, 1), (64, 1),
    (96, 1), (96, 1), (96, 1),
)  # fmt: skip
"""Channels that come out of each block, and its step."""


def _block(number: int, channels: int, stride: int) -> Block:
    name = f"block_{number}" if number else "expanded_conv"
    return Block(name, kernel=3, stride=stride, widen=6 if number else 1, channels=channels)


PLAN = Plan(
    stem=("Conv1", "bn_Conv1"),
    stem_channels=32,
    blocks=tuple(_block(number, *block) for number, block in enumerate(_BLOCKS)),
    taps=("block_5", "block_9", "block_12"),
    scaling=Scaling(127.5, 127.5),
)


def read_arrays(weights: Path) -> Arrays:
    """The numbers of all layers, float32, from Keras's own file in its older or newer layout.

    Raises OSError for a file that is no HDF5, KeyError or ValueError naming the layer that does not fit.
    """
    import h5py

    with h5py.File(weights) as file:
        return checked(PLAN, _by_name(file))


def _by_name(file: Any) -> Mapping[str, list[Any]]:
    """Datasets of each named layer; nothing is read yet."""
    found: dict[str, list[Any]] = {}
    if "layer_names" in file.attrs:
        for name in file.attrs["layer_names"]:
            group = file[_text(name)]
            found[_text(name)] = [group[_text(one)] for one in group.attrs["weight_names"]]
        return found

    names = {place: layer for layer, place in keras_places(PLAN).items()}

    def visit(path: str, group: Any) -> None:
        if path.endswith("/vars"):
            place = path.split("/")[-2]
            # Older Keras notes no names; its layers are told apart by class and order.
            name = _text(group.attrs.get("name", names.get(place, place)))
            found[name] = [group[key] for key in sorted(group, key=int)]

    file.visititems(visit)
    return found


def _text(name: Any) -> str:
    return name.decode() if isinstance(name, bytes) else str(name)


def load_mobilenetv2(weights: Path, size: int) -> Any:
    """A Keras MobileNetV2 without top, filled; raises WeightsInvalid naming the file."""
    model = untrained_mobilenetv2(size)
    load_into(model, weights, "Keras MobileNetV2 1.0 without top")
    return model


def untrained_mobilenetv2(size: int) -> Any:
    """The structure alone."""
    import keras

    return keras.applications.MobileNetV2(weights=None, include_top=False, input_shape=(size, size, 3))


MOBILENETV2 = NetworkSpec(
    name="mobilenetv2",
    title="MobileNetV2 1.0, 224 px, up to block 12",
    side=224,
    fine_side=320,
    channels=(32, 64, 96),
    strides=(8, 16, 16),
    origin=Origin(
        "imagenet",
        "photographs of many things (ImageNet)",
        "Google",
        "Apache-2.0",
        "keras.io/api/applications/mobilenet",
    ),
    keras=partial(keras_network, PLAN),
    plan=PLAN,
    read=read_arrays,
    download="mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224_no_top.h5",
)
