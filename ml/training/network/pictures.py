"""Training pictures at the network's size in one mapped file, and what is done to them while training."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ml.datasets import Item
from ml.errors import full_disk_named
from ml.images import SERVING_SIDE, decode_ahead, network_input


def stored_pictures(
    items: Sequence[Item], size: int, path: Path, report: Callable[[int, int], None]
) -> np.ndarray:
    """Every item's picture as uint8 (n, size, size, 3), memory-mapped; decoded once, so memory stays flat."""
    ready = path.with_suffix(".ready")
    with full_disk_named(str(path)):
        if not ready.exists():
            shape = (len(items), size, size, 3)
            pictures = np.lib.format.open_memmap(path, mode="w+", dtype=np.uint8, shape=shape)
            images = decode_ahead([item.path for item in items], max(SERVING_SIDE, size))
            for index, image in enumerate(images):
                pictures[index] = network_input(image, size)
                report(index + 1, len(items))
            pictures.flush()
            ready.touch()
        stored: np.ndarray = np.load(path, mmap_mode="r", allow_pickle=False)
        return stored


class Augmentation:
    """One of the ways to vary a batch, by Keras's own layers; the n-th batch is varied alike in every run."""

    def __init__(self, kind: str, seed: int) -> None:
        self.seed = seed
        self.layers = _layers(kind)
        self.mixes = kind == "mixup"

    def __call__(self, pictures: np.ndarray, truth: np.ndarray, number: int) -> tuple[Any, Any]:
        """Float RGB 0..255 (n, s, s, 3) and one-hot truth (n, k), varied."""
        for layer in self.layers:
            reseed(layer, self.seed, number)
            if self.mixes:
                varied = layer({"images": pictures, "labels": truth}, training=True)
                pictures, truth = varied["images"], varied["labels"]
            else:
                pictures = layer(pictures, training=True)
        return pictures, truth


def reseed(layer: Any, seed: int, number: int) -> None:
    """Set every random state in a layer (dropout's too) by a run's seed and a step's number."""
    states = [variable for variable in layer.variables if "seed_generator_state" in variable.name]
    for place, state in enumerate(states):
        draw = np.random.SeedSequence([seed, number, place]).generate_state(2)
        state.assign(draw.astype(np.int64) % (2**31))


def _layers(kind: str) -> list[Any]:
    import keras

    turns = [keras.layers.RandomFlip(seed=0), keras.layers.RandomRotation(0.5, fill_mode="reflect", seed=0)]
    return {
        "none": [],
        "flips": turns[:1],
        "turns": turns,
        "elastic": [*turns[:1], keras.layers.RandomElasticTransform(0.5, value_range=(0, 255), seed=0)],
        "cutout": [
            *turns[:1],
            keras.layers.RandomErasing(0.5, fill_value=127.0, value_range=(0, 255), seed=0),
        ],
        "mixup": [keras.layers.MixUp(0.2, seed=0)],
        "randaugment": [keras.layers.RandAugment((0, 255), seed=0)],
    }[kind]
