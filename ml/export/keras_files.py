"""Keras weights and the record that our own code rebuilds the structure from: numbers and names, no code."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from ml.errors import BundleIncompatible
from ml.export.model import whole
from ml.export.parity import Probabilities
from ml.records import BundleInfo

WEIGHTS = "model.weights.h5"
CONFIG = "model.json"


def write(model: Any, info: BundleInfo, folder: Path) -> Probabilities:
    """`model.weights.h5` and `model.json`; returns the function that runs what was read back."""
    model.save_weights(str(folder / WEIGHTS))
    config = {**info.to_json(), "digest": info.digest, "read_with": "ml.export.load_keras"}
    (folder / CONFIG).write_text(json.dumps(config, indent=2, ensure_ascii=False))
    loaded = load_keras(folder)
    return lambda pixels: np.asarray(loaded(pixels[None].astype(np.float32))[0])[0]


def load_keras(folder: Path) -> Any:
    """Read back a Keras export: our own structure, filled with its numbers. Raises BundleIncompatible."""
    try:
        config = json.loads((folder / CONFIG).read_text())
        config.pop("read_with")
        model = whole(BundleInfo.from_json(config, config["digest"]))
        model.load_weights(str(folder / WEIGHTS))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BundleIncompatible(f"{folder} is no Keras export of this version ({error}).") from error
    return model
