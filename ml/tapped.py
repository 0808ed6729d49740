"""The networks that Keras builds: which there are, where they are tapped, filled from files, for LiteRT."""

import tempfile
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ml import cloth
from ml.errors import ExportFailed, WeightsInvalid
from ml.files import sha256_of


@dataclass(frozen=True)
class BackboneSpec:
    """A network whose structure this engine builds itself; only numbers are ever read from a file."""

    name: str
    title: str
    input_size: int
    shapes: tuple[tuple[int, int, int], ...]
    """Of the maps that it puts out: height, width, channels."""
    taps: tuple[str, ...] = ()
    """The layers that the maps are taken from, where the structure is Keras's own."""
    download: str | None = None
    """File name of Keras's own copy of the ImageNet weights."""


MOBILENETV2 = BackboneSpec(
    name="mobilenetv2",
    title="MobileNetV2 1.0, 224 px, up to block 12",
    input_size=224,
    shapes=((28, 28, 32), (14, 14, 64), (14, 14, 96)),
    taps=("block_5_add", "block_9_add", "block_12_add"),
    download="mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224_no_top.h5",
)
CLOTH = BackboneSpec(
    name=cloth.CLOTH,
    title="Ragam's own small network, learned from drawn cloth: stands in where no weights are given",
    input_size=224,
    shapes=((28, 28, 48), (28, 28, 80), (28, 28, 96)),
)
BACKBONES: dict[str, BackboneSpec] = {"mobilenetv2-imagenet": MOBILENETV2, CLOTH.name: CLOTH}


def load_mobilenetv2(weights: Path, size: int) -> Any:
    """A Keras MobileNetV2 without top, filled; raises WeightsInvalid naming the file."""
    model = untrained_mobilenetv2(size)
    load_into(model, weights, "MobileNetV2 1.0")
    return model


def untrained_mobilenetv2(size: int) -> Any:
    """The structure alone."""
    import keras

    return keras.applications.MobileNetV2(weights=None, include_top=False, input_shape=(size, size, 3))


def load_into(model: Any, weights: Path, title: str) -> None:
    """Load arrays by structure, whatever the file is called; nothing in the file is executed.

    `model` is one of Keras's own networks without top; raises WeightsInvalid naming the file.
    """
    import h5py

    sha256_of(weights)
    try:
        with h5py.File(weights) as file:
            suffix = ".h5" if "layer_names" in file.attrs else ".weights.h5"
        with tempfile.TemporaryDirectory() as folder:
            link = Path(folder) / f"backbone{suffix}"
            link.symlink_to(weights.resolve())
            # Keras only warns of layers that the file does not have, and leaves them random.
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                model.load_weights(str(link))
    except UNFIT as error:
        raise unfit(weights, title, error) from error


UNFIT = (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, RuntimeError, Warning)
"""What a file that does not fit makes of readers."""


def unfit(weights: Path, title: str, error: BaseException) -> WeightsInvalid:
    """What to raise when a reader fell over a file with `error`."""
    reason = " ".join(str(error).split())[:200]
    return WeightsInvalid(
        f"{weights} does not hold the weights of Keras {title} without top ({reason}). "
        "Give that file, or leave it out."
    )


def texture_network(name: str, side: int = MOBILENETV2.input_size) -> Any:
    """The structure behind a backbone's name for pictures of `side` px, to be filled with its numbers."""
    if name == CLOTH.name:
        return cloth.cloth_network(side)
    return tapped_model(untrained_mobilenetv2(side))


def tapped_model(base: Any) -> Any:
    """Float RGB 0..255 in, the tapped maps out; the rescaling travels inside."""
    import keras

    cut = keras.Model(base.input, [base.get_layer(name).output for name in MOBILENETV2.taps])
    image = keras.Input(base.input.shape[1:], name="image")
    scaled = keras.layers.Rescaling(1 / 127.5, offset=-1)(image)
    return keras.Model(image, cut(scaled, training=False), name="network")


def freeze(model: Any) -> tuple[Any, Any]:
    """A Keras model as a graph for one picture with its numbers as constants, and the traced function."""
    import tensorflow as tf
    from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

    signature = tf.TensorSpec([1, *model.input.shape[1:]], tf.float32, name="image")
    traced = tf.function(lambda image: model(image, training=False), input_signature=[signature])
    return convert_variables_to_constants_v2(traced.get_concrete_function()), traced


def to_litert(model: Any) -> tuple[bytes, Callable[[np.ndarray], list[np.ndarray]]]:
    """Convert a Keras model, and give the function that was converted, for comparison.

    The variables are frozen in first: handed over as they are, the converter silently writes a file
    without them. Raises ExportFailed when weights were left out all the same.
    """
    import tensorflow as tf

    frozen, traced = freeze(model)
    content = tf.lite.TFLiteConverter.from_concrete_functions([frozen], traced).convert()
    weights = 4 * sum(int(np.prod(variable.shape)) for variable in model.weights)
    # Folded batch norm accounts for the slack.
    if len(content) < 0.8 * weights:
        raise ExportFailed(f"The LiteRT file has {len(content):,} bytes for {weights:,} bytes of weights.")

    def by_keras(image: np.ndarray) -> list[np.ndarray]:
        return [np.asarray(output)[0] for output in traced(image[None].astype(np.float32))]

    return bytes(content), by_keras
