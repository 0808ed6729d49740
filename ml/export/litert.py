"""One self-contained LiteRT file, in full precision or in 8-bit integers, with the class names inside."""

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ml.errors import ExportFailed
from ml.export.parity import Probabilities
from ml.networks import Network
from ml.networks.keras_files import freeze, to_litert

LABELS = "labels.txt"
FILE = "model.tflite"


def write(model: Any, labels: Sequence[str], folder: Path) -> Probabilities:
    """`model.tflite` in float32; returns the function that runs the file."""
    content, _ = to_litert(model)
    return _finished(content, labels, folder)


def write_int8(
    model: Any, labels: Sequence[str], folder: Path, calibration: Sequence[np.ndarray]
) -> tuple[Probabilities, str]:
    """`model.tflite` with 8-bit weights; and what was made 8-bit, in words.

    With pictures to calibrate on, activations are 8-bit too, where LiteRT has such an operation; without
    them only weights are (dynamic range). Input and output stay float. Raises ExportFailed.
    """
    import tensorflow as tf

    frozen, traced = freeze(model)
    converter = tf.lite.TFLiteConverter.from_concrete_functions([frozen], traced)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    if len(calibration):

        def representative() -> Iterator[list[np.ndarray]]:
            for pixels in calibration:
                yield [pixels[None].astype(np.float32)]

        converter.representative_dataset = representative
    try:
        content = bytes(converter.convert())
    except (RuntimeError, ValueError) as error:
        reason = " ".join(str(error).split())[:200]
        raise ExportFailed(f"LiteRT cannot put this network into 8 bits ({reason}). Use litert.") from error
    words = (
        f"int8 weights and activations, calibrated on {len(calibration)} pictures"
        if len(calibration)
        else "int8 weights, float activations (dynamic range)"
    )
    return _finished(content, labels, folder), words


def _finished(content: bytes, labels: Sequence[str], folder: Path) -> Probabilities:
    path = folder / FILE
    path.write_bytes(content)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(LABELS, "\n".join(labels) + "\n")
    network = Network(path)
    return lambda pixels: network.run(pixels)[0]
