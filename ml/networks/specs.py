"""What there is to say of a pretrained network: its side, its taps, how it wants its pixels, who made it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

Arrays = Mapping[str, Sequence[np.ndarray]]
"""A layer's name to its numbers, float32: a kernel, or gamma, beta, mean and variance."""


@dataclass(frozen=True)
class Scaling:
    """Pixels 0..255 to what the first layer takes: (pixel - offset) / divisor."""

    offset: float
    divisor: float


@dataclass(frozen=True)
class Origin:
    """Who taught a network, from what, and on which terms its numbers may be used."""

    kind: str
    """"imagenet" or "drawn", as in `BackboneInfo`."""
    learned_from: str
    by: str
    licence: str
    source: str


@dataclass(frozen=True)
class Block:
    """An inverted residual (Sandler et al. 2018): widen, look at each channel alone, narrow again."""

    name: str
    kernel: int
    stride: int
    widen: int
    channels: int


@dataclass(frozen=True)
class Plan:
    """The layers of a network of inverted residuals, as far as its last tap."""

    stem: tuple[str, str]
    """Names of the first convolution and of its batch norm."""
    stem_channels: int
    blocks: tuple[Block, ...]
    taps: tuple[str, ...]
    """The blocks after which maps are taken."""
    scaling: Scaling


@dataclass(frozen=True)
class NetworkSpec:
    """A network whose structure this engine builds itself; only numbers are ever read from a file."""

    name: str
    title: str
    side: int
    """Of its input in pixels, as it was trained."""
    fine_side: int
    """Of the input for patterns finer than that."""
    channels: tuple[int, ...]
    """Of the maps that it puts out."""
    strides: tuple[int, ...]
    """Pixels of the input for each place of a map."""
    origin: Origin
    keras: Callable[[int], Any]
    """Its Keras structure for a side in pixels, float RGB 0..255 in, the maps out, with random numbers."""
    plan: Plan | None = None
    """None for a network that only Keras builds."""
    read: Callable[[Path], Arrays] | None = None
    """Numbers of all layers of the plan from a file; raises one of `keras_files.UNFIT`."""
    download: str | None = None
    """File name of Keras's own copy of the weights."""

    def shapes(self, side: int) -> list[tuple[int, int, int]]:
        """Height, width and channels of the maps of a picture of `side` px."""
        places = [-(-side // stride) for stride in self.strides]
        return [(n, n, count) for n, count in zip(places, self.channels, strict=True)]

    def answers_to(self, name: str) -> bool:
        """Whether a bundle that stands on `name` has this structure (weights of one structure differ)."""
        return name == self.name or name.startswith(f"{self.name}-")
