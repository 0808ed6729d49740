"""Look inside every file of a bundle or an export for anything but numbers, names and known operations."""

import io
import json
import zipfile
from pathlib import Path

import h5py
import numpy as np

_NUMBERS = "biuf"
_STANDARD = {"", "ai.onnx"}
_CODE = ("lambda", "pickle", "marshal", "function_type", "builtins", "__reduce__")


def assert_no_code(folder: Path) -> set[str]:
    """Fail at the first file with serialised code or of an unknown kind; returns the endings seen."""
    endings = set()
    for path in sorted(folder.iterdir()):
        _LOOK[path.suffix](path)
        endings.add(path.suffix)
    return endings


def _arrays(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            assert name.endswith(".npy"), f"{path.name} holds {name}"
            array = np.load(io.BytesIO(archive.read(name)), allow_pickle=False)
            assert array.dtype.kind in _NUMBERS, f"{name} in {path.name} is {array.dtype}"


def _weights(path: Path) -> None:
    def look(name: str, thing: h5py.Dataset | h5py.Group) -> None:
        assert set(thing.attrs) <= {"vars", "name"} or not _names_code(str(dict(thing.attrs))), name
        if isinstance(thing, h5py.Dataset):
            assert thing.dtype.kind in _NUMBERS, f"{name} in {path.name} is {thing.dtype}"

    with h5py.File(path) as file:
        assert "model_config" not in file.attrs, "a structure in a file of weights"
        file.visititems(look)


def _litert(path: Path) -> None:
    from ai_edge_litert.interpreter import Interpreter

    content = path.read_bytes()
    assert content[4:8] == b"TFL3"
    if content.rfind(b"PK\x05\x06") > 0:
        with zipfile.ZipFile(path) as archive:
            assert archive.namelist() == ["labels.txt"]
            archive.read("labels.txt").decode("utf-8")
    used = {one["op_name"] for one in Interpreter(model_content=content)._get_ops_details()}
    assert used and not [name for name in used if "CUSTOM" in name.upper() or name.startswith("Flex")]


def _onnx(path: Path) -> None:
    import onnx

    model = onnx.load(path, load_external_data=False)
    assert not model.functions
    assert {node.domain for node in model.graph.node} <= _STANDARD
    assert not [one.name for one in model.graph.initializer if one.data_location == onnx.TensorProto.EXTERNAL]
    assert not [node.op_type for node in model.graph.node if "Py" in node.op_type]


def _record(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    json.loads(text)
    assert not _names_code(text), path.name


def _text(path: Path) -> None:
    assert "\0" not in path.read_text(encoding="utf-8")


def _names_code(text: str) -> bool:
    return any(word in text.lower() for word in (*_CODE, "class_name"))


_LOOK = {
    ".npz": _arrays, ".h5": _weights, ".tflite": _litert, ".onnx": _onnx, ".json": _record, ".md": _text,
    ".sha256": _text,
}  # fmt: skip
