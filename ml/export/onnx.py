"""One ONNX file with the class names in its metadata, proved in ONNX Runtime."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from ml.errors import ExportFailed
from ml.export.parity import Probabilities
from ml.extras import needs
from ml.networks.keras_files import freeze
from ml.records import BundleInfo

FILE = "model.onnx"
OPSET = 17


def write(model: Any, info: BundleInfo, folder: Path) -> Probabilities:
    """`model.onnx`: `image` float32 (1, s, s, 3), 0..255, in; `probabilities` and `scores` out.

    The graph is frozen before it is converted: handed over as it is, a network with a normalisation layer
    gets that layer's numbers as inputs that the caller would have to send. Raises ExportFailed when an input
    other than the picture is left all the same, ConfigInvalid when the converter is not installed.
    """
    onnx = needs("onnx")
    proto = _converted(model)
    check_inputs(proto)
    for name, value in _metadata(info).items():
        entry = proto.metadata_props.add()
        entry.key, entry.value = name, value
    onnx.checker.check_model(proto)
    (folder / FILE).write_bytes(proto.SerializeToString())
    return onnx_runner(folder / FILE)


def _converted(model: Any) -> Any:
    convert = needs("tf2onnx").convert
    frozen, _ = freeze(model)
    names = [tensor.name for tensor in frozen.outputs]
    proto, _ = convert.from_graph_def(
        frozen.graph.as_graph_def(),
        input_names=[tensor.name for tensor in frozen.inputs],
        output_names=names,
        opset=OPSET,
    )
    return _renamed(proto, frozen.inputs[0].name, dict(zip(names, ("probabilities", "scores"), strict=True)))


def _renamed(proto: Any, image: str, outputs: dict[str, str]) -> Any:
    """Give inputs and outputs the names that people use, in every place that mentions them."""
    names = {image: "image", **outputs}
    for node in proto.graph.node:
        for sequence in (node.input, node.output):
            for position, name in enumerate(sequence):
                sequence[position] = names.get(name, name)
    for value in (*proto.graph.input, *proto.graph.output):
        value.name = names.get(value.name, value.name)
    return proto


def check_inputs(proto: Any) -> None:
    """Raises ExportFailed when the graph asks for more than the picture."""
    stored = {tensor.name for tensor in proto.graph.initializer}
    asked = [value.name for value in proto.graph.input if value.name not in stored]
    if asked != ["image"]:
        raise ExportFailed(
            f"The ONNX converter left {', '.join(asked)} as inputs, where only the picture is one: "
            "its numbers would be missing. Use litert or keras."
        )


def _metadata(info: BundleInfo) -> dict[str, str]:
    return {
        "labels": json.dumps(list(info.labels), ensure_ascii=False),
        "recipe": info.recipe,
        "bundle": info.digest,
        "input": "float32 RGB, 0..255, upright, squashed to the input's shape",
    }


def onnx_runner(path: Path) -> Probabilities:
    """A function from uint8 (s, s, 3) to probabilities, by ONNX Runtime."""
    runtime = needs("onnxruntime")
    session = runtime.InferenceSession(str(path), providers=["CPUExecutionProvider"])

    def probabilities(pixels: np.ndarray) -> np.ndarray:
        row: np.ndarray = np.asarray(
            session.run(["probabilities"], {"image": pixels[None].astype(np.float32)})[0]
        )[0]
        return row

    return probabilities
