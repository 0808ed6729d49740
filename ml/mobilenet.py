"""MobileNetV2 up to its last tap, from a weights file to a LiteRT file, without TensorFlow in the process.

The structure is ours, by formula; only numbers are read from the file. What LiteRT makes of it is held
against plain numpy arithmetic by whoever writes it, and that arithmetic against Keras by a test.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ml.flat import Graph

SIDE = 224
_EPSILON = 1e-3
_CEILING = 6.0
_HALF = 127.5
_WIDEN = 6
_PLAN = (
    ("expanded_conv", 16, 1), ("block_1", 24, 2), ("block_2", 24, 1), ("block_3", 32, 2), ("block_4", 32, 1),
    ("block_5", 32, 1), ("block_6", 64, 2), ("block_7", 64, 1), ("block_8", 64, 1), ("block_9", 64, 1),
    ("block_10", 96, 1), ("block_11", 96, 1), ("block_12", 96, 1),
)  # fmt: skip
"""Name, channels that come out, and step of each block."""

Arrays = Mapping[str, Sequence[np.ndarray]]
"""A layer's name to its numbers: a kernel, or gamma, beta, mean and variance."""


@dataclass(frozen=True)
class Step:
    """A convolution with its batch norm; it may begin a block, add what came into it, and end it by name."""

    conv: str
    norm: str
    kernel: tuple[int, int, int, int]
    stride: int
    relu: bool
    depthwise: bool = False
    begins: bool = False
    adds: bool = False
    block: str = ""


def steps() -> Iterator[Step]:
    """All convolutions in order."""
    yield Step("Conv1", "bn_Conv1", (3, 3, 3, 32), 2, relu=True)
    incoming = 32
    for block, out, stride in _PLAN:
        wide = incoming if block == "expanded_conv" else incoming * _WIDEN
        if wide != incoming:
            name = f"{block}_expand"
            yield Step(name, f"{name}_BN", (1, 1, incoming, wide), 1, relu=True, begins=True)
        name = f"{block}_depthwise"
        yield Step(name, f"{name}_BN", (3, 3, wide, 1), stride, relu=True, depthwise=True)
        name = f"{block}_project"
        adds = stride == 1 and incoming == out
        yield Step(name, f"{name}_BN", (1, 1, wide, out), 1, relu=False, adds=adds, block=block)
        incoming = out


def read_arrays(weights: Path) -> Arrays:
    """The numbers of all layers, float32, from Keras's own file in its older or newer layout.

    Raises OSError for a file that is no HDF5, KeyError or ValueError naming the layer that does not fit.
    """
    import h5py

    with h5py.File(weights) as file:
        found = _by_name(file)
        arrays = {}
        for step in steps():
            channels = step.kernel[2 if step.depthwise else 3]
            arrays[step.conv] = _taken(found, step.conv, [step.kernel])
            arrays[step.norm] = _taken(found, step.norm, [(channels,)] * 4)
    return arrays


def _by_name(file: Any) -> dict[str, list[Any]]:
    """Datasets of each named layer; nothing is read yet."""
    found: dict[str, list[Any]] = {}
    if "layer_names" in file.attrs:
        for name in file.attrs["layer_names"]:
            group = file[_text(name)]
            found[_text(name)] = [group[_text(one)] for one in group.attrs["weight_names"]]
        return found

    names = {place: layer for layer, place in _keras_places().items()}

    def visit(path: str, group: Any) -> None:
        if path.endswith("/vars"):
            place = path.split("/")[-2]
            # Older Keras notes no names; its layers are told apart by class and order.
            name = _text(group.attrs.get("name", names.get(place, place)))
            found[name] = [group[key] for key in sorted(group, key=int)]

    file.visititems(visit)
    return found


def _keras_places() -> dict[str, str]:
    """Where Keras keeps each layer in a weights file: by class, and by order within it."""
    counts: Counter[str] = Counter()
    places = {}
    for step in steps():
        convolution = "depthwise_conv2d" if step.depthwise else "conv2d"
        for layer, kind in ((step.conv, convolution), (step.norm, "batch_normalization")):
            places[layer] = f"{kind}_{counts[kind]}" if counts[kind] else kind
            counts[kind] += 1
    return places


def _text(name: Any) -> str:
    return name.decode() if isinstance(name, bytes) else str(name)


def _taken(found: Mapping[str, list[Any]], layer: str, shapes: Sequence[tuple[int, ...]]) -> list[np.ndarray]:
    if layer not in found:
        raise KeyError(f"layer {layer} is missing")
    shown = [tuple(one.shape) for one in found[layer]]
    if shown != list(shapes):
        raise ValueError(f"layer {layer} has arrays of {shown} instead of {list(shapes)}")
    return [np.asarray(one, np.float32) for one in found[layer]]


def to_litert(arrays: Arrays, taps: Sequence[str], side: int = SIDE) -> bytes:
    """A LiteRT file: float RGB 0..255 (1, side, side, 3) in, the maps after the blocks `taps` out."""
    graph = Graph(f"MobileNetV2 up to {taps[-1]}", "image", (1, side, side, 3))
    at = graph.subtract(graph.input, _HALF)
    kept: dict[str, int] = {}
    incoming = at
    for step in steps():
        kernel, bias = _folded(arrays, step)
        if step.conv == "Conv1":
            kernel = kernel / np.float32(_HALF)
        if step.begins:
            incoming = at
        at = graph.convolve(at, kernel, bias, step.stride, relu6=step.relu, depthwise=step.depthwise)
        if step.adds:
            at = graph.add(at, incoming)
        if step.block:
            kept[step.block] = at
    return graph.content([kept[name] for name in taps])


def _folded(arrays: Arrays, step: Step) -> tuple[np.ndarray, np.ndarray]:
    """Kernel and bias that do the work of the convolution and its batch norm."""
    gamma, beta, mean, variance = (one.astype(np.float64) for one in arrays[step.norm])
    factor = gamma / np.sqrt(variance + _EPSILON)
    by_channel = factor[:, None] if step.depthwise else factor
    kernel = arrays[step.conv][0] * by_channel
    return kernel.astype(np.float32), (beta - mean * factor).astype(np.float32)


def maps(arrays: Arrays, taps: Sequence[str], image: np.ndarray) -> list[np.ndarray]:
    """The same maps of uint8 or float (side, side, 3) in 0..255 by plain arithmetic, layer after layer."""
    at = image.astype(np.float32) / np.float32(_HALF) - 1
    kept: dict[str, np.ndarray] = {}
    incoming = at
    for step in steps():
        if step.begins:
            incoming = at
        convolve = _depthwise if step.depthwise else _convolve
        at = _normalise(convolve(at, arrays[step.conv][0], step.stride), arrays[step.norm])
        if step.relu:
            at = np.clip(at, 0, _CEILING)
        if step.adds:
            at = at + incoming
        if step.block:
            kept[step.block] = at
    return [kept[name] for name in taps]


def _normalise(x: np.ndarray, norm: Sequence[np.ndarray]) -> np.ndarray:
    gamma, beta, mean, variance = norm
    return (x - mean) / np.sqrt(variance + np.float32(_EPSILON)) * gamma + beta


def _shifted(x: np.ndarray, side: int, stride: int) -> Iterator[tuple[int, int, np.ndarray]]:
    """What each place of a side x side window sees, with zeros beyond the edge as TensorFlow lays them."""
    out = -(-x.shape[0] // stride)
    over = max((out - 1) * stride + side - x.shape[0], 0)
    before, after = over // 2, over - over // 2
    padded = np.pad(x, ((before, after), (before, after), (0, 0)))
    reach = (out - 1) * stride + 1
    for row in range(side):
        for column in range(side):
            yield row, column, padded[row : row + reach : stride, column : column + reach : stride]


def _convolve(x: np.ndarray, kernel: np.ndarray, stride: int) -> np.ndarray:
    return np.sum([seen @ kernel[i, j] for i, j, seen in _shifted(x, len(kernel), stride)], axis=0)


def _depthwise(x: np.ndarray, kernel: np.ndarray, stride: int) -> np.ndarray:
    return np.sum([seen * kernel[i, j, :, 0] for i, j, seen in _shifted(x, len(kernel), stride)], axis=0)


def write_keras(arrays: Arrays, path: Path) -> None:
    """The same numbers as Keras's own weights file of `backbones.tapped_model`."""
    import h5py

    with h5py.File(path, "w") as file:
        for layer, place in _keras_places().items():
            group = file.create_group(f"layers/functional/layers/{place}/vars")
            group.attrs["name"] = layer
            for index, values in enumerate(arrays[layer]):
                group.create_dataset(str(index), data=values)
