"""Keras networks and files: filled with numbers that were given, and converted for LiteRT."""

import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from ml.errors import ExportFailed, WeightsInvalid
from ml.files import sha256_of


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


UNFIT = (
    OSError, EOFError, BadZipFile, ValueError, KeyError, TypeError, AttributeError, IndexError, RuntimeError,
    Warning,
)  # fmt: skip
"""What a file that does not fit makes of readers."""


def unfit(weights: Path, title: str, error: BaseException) -> WeightsInvalid:
    """What to raise when a reader fell over a file with `error`."""
    reason = " ".join(str(error).replace(str(weights), weights.name).split())[:200]
    return WeightsInvalid(
        f"{weights.name} does not hold the numbers of {title} ({reason}). Give that file, or leave it out."
    )


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
