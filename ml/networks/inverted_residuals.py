"""Networks of inverted residuals: from numbers to a LiteRT file without TensorFlow, to Keras, to plain numpy.

The structure is ours, by plan; only numbers are read from files. What LiteRT makes of it is held against the
plain arithmetic here by whoever writes the file, and that arithmetic against Keras by a test. Method: Sandler
et al. 2018; EfficientNet-Lite is the same without squeeze-and-excitation.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ml.networks.litert_writer import Graph
from ml.networks.specs import Arrays, Plan

_EPSILON = 1e-3
_CEILING = 6.0


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

    @property
    def out(self) -> int:
        """Channels that come out."""
        return self.kernel[2 if self.depthwise else 3]


def steps(plan: Plan) -> Iterator[Step]:
    """All convolutions in order."""
    yield Step(*plan.stem, (3, 3, 3, plan.stem_channels), 2, relu=True)
    incoming = plan.stem_channels
    for block in plan.blocks:
        wide = incoming * block.widen
        if block.widen > 1:
            name = f"{block.name}_expand"
            yield Step(name, f"{name}_BN", (1, 1, incoming, wide), 1, relu=True, begins=True)
        name, side = f"{block.name}_depthwise", block.kernel
        kernel = (side, side, wide, 1)
        yield Step(
            name, f"{name}_BN", kernel, block.stride, relu=True, depthwise=True, begins=block.widen == 1
        )
        name, out = f"{block.name}_project", block.channels
        adds = block.stride == 1 and incoming == out
        yield Step(name, f"{name}_BN", (1, 1, wide, out), 1, relu=False, adds=adds, block=block.name)
        incoming = out


def checked(plan: Plan, found: Mapping[str, Sequence[Any]]) -> Arrays:
    """The plan's layers among what a file holds, float32; KeyError or ValueError names what does not fit."""
    arrays = {}
    for step in steps(plan):
        arrays[step.conv] = _taken(found, step.conv, [step.kernel])
        arrays[step.norm] = _taken(found, step.norm, [(step.out,)] * 4)
    return arrays


def _taken(
    found: Mapping[str, Sequence[Any]], layer: str, shapes: Sequence[tuple[int, ...]]
) -> list[np.ndarray]:
    if layer not in found:
        raise KeyError(f"layer {layer} is missing")
    shown = [tuple(one.shape) for one in found[layer]]
    if shown != list(shapes):
        raise ValueError(f"layer {layer} has arrays of {shown} instead of {list(shapes)}")
    return [np.asarray(one, np.float32) for one in found[layer]]


def to_litert(plan: Plan, arrays: Arrays, side: int) -> bytes:
    """A LiteRT file: float RGB 0..255 (1, side, side, 3) in, the maps after the plan's taps out."""
    graph = Graph(f"inverted residuals up to {plan.taps[-1]}", "image", (1, side, side, 3))
    at = graph.subtract(graph.input, plan.scaling.offset)
    kept: dict[str, int] = {}
    incoming = at
    for step in steps(plan):
        kernel, bias = _folded(arrays, step)
        if step.conv == plan.stem[0]:
            kernel = kernel / np.float32(plan.scaling.divisor)
        if step.begins:
            incoming = at
        at = graph.convolve(at, kernel, bias, step.stride, relu6=step.relu, depthwise=step.depthwise)
        if step.adds:
            at = graph.add(at, incoming)
        if step.block:
            kept[step.block] = at
    return graph.content([kept[name] for name in plan.taps])


def _folded(arrays: Arrays, step: Step) -> tuple[np.ndarray, np.ndarray]:
    """Kernel and bias that do the work of the convolution and its batch norm."""
    gamma, beta, mean, variance = (one.astype(np.float64) for one in arrays[step.norm])
    factor = gamma / np.sqrt(variance + _EPSILON)
    by_channel = factor[:, None] if step.depthwise else factor
    kernel = arrays[step.conv][0] * by_channel
    return kernel.astype(np.float32), (beta - mean * factor).astype(np.float32)


def maps(plan: Plan, arrays: Arrays, image: np.ndarray) -> list[np.ndarray]:
    """The same maps of uint8 or float (side, side, 3) in 0..255 by plain arithmetic, layer after layer."""
    at = (image.astype(np.float32) - np.float32(plan.scaling.offset)) / np.float32(plan.scaling.divisor)
    kept: dict[str, np.ndarray] = {}
    incoming = at
    for step in steps(plan):
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
    return [kept[name] for name in plan.taps]


def _normalise(x: np.ndarray, norm: Sequence[np.ndarray]) -> np.ndarray:
    gamma, beta, mean, variance = norm
    normalised: np.ndarray = (x - mean) / np.sqrt(variance + np.float32(_EPSILON)) * gamma + beta
    return normalised


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
    convolved: np.ndarray = np.sum(
        [seen @ kernel[i, j] for i, j, seen in _shifted(x, len(kernel), stride)], axis=0
    )
    return convolved


def _depthwise(x: np.ndarray, kernel: np.ndarray, stride: int) -> np.ndarray:
    convolved: np.ndarray = np.sum(
        [seen * kernel[i, j, :, 0] for i, j, seen in _shifted(x, len(kernel), stride)], axis=0
    )
    return convolved


def keras_network(plan: Plan, side: int) -> Any:
    """The same as a Keras model with random numbers: float RGB 0..255 (n, side, side, 3) to the maps."""
    import keras

    image = keras.Input((side, side, 3), name="image")
    offset, divisor = plan.scaling.offset, plan.scaling.divisor
    scaled = keras.layers.Rescaling(1 / divisor, offset=-offset / divisor)(image)
    return keras.Model(image, _keras_layers(plan, side)(scaled, training=False), name="network")


def _keras_layers(plan: Plan, side: int) -> Any:
    import keras

    scaled = at = incoming = keras.Input((side, side, 3))
    kept: dict[str, Any] = {}
    for step in steps(plan):
        if step.begins:
            incoming = at
        at = _keras_convolution(step)(at)
        at = keras.layers.BatchNormalization(epsilon=_EPSILON, name=step.norm)(at)
        if step.relu:
            at = keras.layers.ReLU(_CEILING)(at)
        if step.adds:
            at = keras.layers.Add()([at, incoming])
        if step.block:
            kept[step.block] = at
    return keras.Model(scaled, [kept[name] for name in plan.taps])


def _keras_convolution(step: Step) -> Any:
    from keras import layers

    side, settings = step.kernel[0], {"padding": "same", "use_bias": False, "name": step.conv}
    if step.depthwise:
        return layers.DepthwiseConv2D(side, step.stride, **settings)
    return layers.Conv2D(step.out, side, step.stride, **settings)


def fill(network: Any, arrays: Arrays) -> None:
    """Set the numbers of what `keras_network` made."""
    layers = network.layers[-1]
    for name, values in arrays.items():
        layers.get_layer(name).set_weights(list(values))


def keras_places(plan: Plan) -> dict[str, str]:
    """Where Keras keeps each layer in a weights file: by class, and by order within it."""
    counts: Counter[str] = Counter()
    places = {}
    for step in steps(plan):
        convolution = "depthwise_conv2d" if step.depthwise else "conv2d"
        for layer, kind in ((step.conv, convolution), (step.norm, "batch_normalization")):
            places[layer] = f"{kind}_{counts[kind]}" if counts[kind] else kind
            counts[kind] += 1
    return places


def write_keras(plan: Plan, arrays: Arrays, path: Path) -> None:
    """The same numbers as Keras's own weights file of `keras_network`."""
    import h5py

    with h5py.File(path, "w") as file:
        for layer, place in keras_places(plan).items():
            group = file.create_group(f"layers/functional/layers/{place}/vars")
            group.attrs["name"] = layer
            for index, values in enumerate(arrays[layer]):
                group.create_dataset(str(index), data=values)
