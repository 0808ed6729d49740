"""A bundle holds no serialised code (nor does an export: test_export), and the search for it finds some."""

import json
import shutil
import zipfile
from pathlib import Path

import h5py
import numpy as np
import pytest

from tests.ml.plain_files import assert_no_code


def test_a_bundle_is_numbers_and_names(bundle_path: Path) -> None:
    assert assert_no_code(bundle_path) == {".npz", ".h5", ".tflite", ".json", ".md", ".sha256"}


def test_what_is_planted_is_found(bundle_path: Path, tmp_path: Path) -> None:
    """The search itself: each of these would pass a search that looks at nothing."""
    poisons = {
        "head.npz": lambda path: np.savez(path, weights=np.array([{}], dtype=object)),
        "more.npz": lambda path: path.write_bytes((bundle_path / "backbone.weights.h5").read_bytes()),
        "network.weights.h5": write_structure,
        "model.json": lambda path: path.write_text(json.dumps({"class_name": "Lambda"})),
        "weights.pkl": lambda path: path.write_bytes(b"\x80\x05N."),
        "model.tflite": lambda path: path.write_bytes(b"\x80\x05N. not a network"),
    }
    for name, poison in poisons.items():
        folder = tmp_path / name
        shutil.copytree(bundle_path, folder)
        poison(folder / name)
        with pytest.raises((AssertionError, ValueError, KeyError, OSError, zipfile.BadZipFile)):
            assert_no_code(folder)


def write_structure(path: Path) -> None:
    """What Keras's own whole-model files hold: a structure that may name code."""
    with h5py.File(path, "w") as file:
        file.attrs["model_config"] = json.dumps({"class_name": "Lambda"})
