"""`python -m benchmarks.training`: cold and warm training beside a fine-tuned ResNet50, in CPU time.

The ResNet50 is built as published but has random weights. It is timed on a few batches of each phase and of
validation. An epoch is as many training images and a quarter as many to validate on; a training is its start
and the 61 or 75 epochs that its authors report, the first 30 of the head alone and the others of the last 30
layers too. Reading and turning its images is left out.
"""

from __future__ import annotations

import json
import math
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.pictures import collection, weights
from benchmarks.timing import cpu_seconds
from ml.datasets import Manifest

EPOCHS = (61, 75)
_BATCH = 32
_BATCHES = 2
_HEAD_EPOCHS = 30


def main(arguments: Sequence[str] | None = None) -> int:
    if "--peer" in (sys.argv[1:] if arguments is None else arguments):
        print(json.dumps(peer()))
        return 0
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        images, what = collection(scratch)
        count = len(Manifest.from_folder(images).train)
        rows = ours(images, scratch)
        reference = rows["texture, cold: all from nothing"][1]
        rows |= theirs(count)
    print(f"\n### training on {what}, {count} images\n")
    print("| | s | CPU s | CPU against texture, cold |\n|---|---|---|---|")
    for title, (wall, cpu) in rows.items():
        print(f"| {title} | {wall:,.1f} | {cpu:,.1f} | {cpu / reference:,.2f}x |")
    return 0


def ours(images: Path, scratch: Path) -> dict[str, tuple[float, float]]:
    """Seconds by the clock and of CPU of whole processes, and of the fit alone where features are kept."""
    rows = {}
    plan = (
        ("texture, cold: all from nothing", "one", False),
        ("texture again, all features kept: whole process", "one", False),
        ("texture, all eight views, cold", "eight", True),
    )
    for number, (title, cache, turned) in enumerate(plan):
        rows[title] = process(images, scratch / f"bundle-{number}", scratch / cache, turned)
    rows["of which the fit on kept features"] = warm(images, scratch / "one")
    return rows


def process(images: Path, out: Path, cache: Path, turned: bool) -> tuple[float, float]:
    """One training in a process of its own, start to end."""
    command = [
        sys.executable,
        "-c",
        _TRAIN,
        str(images),
        str(out),
        str(cache),
        str(weights() or ""),
        str(turned),
    ]
    spent, start = cpu_seconds(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)  # noqa: S603 - ourselves
    return time.perf_counter() - start, cpu_seconds(resource.RUSAGE_CHILDREN) - spent


_TRAIN = """
import sys
from pathlib import Path
from ml.datasets import Manifest
from ml.recipes import TrainConfig
from ml.training import train
images, out, cache, weights, turned = sys.argv[1:]
config = TrainConfig(backbone_weights=Path(weights) if weights else None, turned=turned == "True")
manifest = Manifest.from_items(Manifest.from_folder(Path(images)).train)
train(config, manifest, Path(out), cache_dir=Path(cache))
"""


def warm(images: Path, cache: Path) -> tuple[float, float]:
    """From kept features to a head with its cross-validation and calibration, in this process."""
    from ml.recipes import TrainConfig
    from ml.records import Progress
    from ml.training import Work, fit_texture

    began: list[tuple[float, float]] = []

    def told(progress: Progress) -> None:
        if progress.phase == "fitting" and not began:
            began.append((time.perf_counter(), cpu_seconds()))

    manifest = Manifest.from_items(Manifest.from_folder(images).train)
    best = (math.inf, math.inf)
    for _ in range(3):
        began.clear()
        with tempfile.TemporaryDirectory() as name:
            config = TrainConfig(backbone_weights=weights())
            fit_texture(Work(config, manifest, Path(name), cache, told, lambda: False))
            wall, cpu = time.perf_counter() - began[0][0], cpu_seconds() - began[0][1]
        best = min(best, (wall, cpu))
    return best


def theirs(count: int) -> dict[str, tuple[float, float]]:
    """ResNet50 as published: an epoch of each phase, and whole trainings made up of them."""
    command = [sys.executable, "-m", "benchmarks.training", "--peer"]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # noqa: S603
    spent = {name: np.array(seconds) for name, seconds in json.loads(told.stdout).items()}
    validation = spent["validation"] * count / 4
    head, tuned = (spent[phase] * count + validation for phase in ("head", "tuned"))
    rows = {
        "ResNet50, its start": spent["start"],
        "ResNet50, one epoch, head alone": head,
        "ResNet50, one epoch, last 30 layers too": tuned,
    }
    for epochs in EPOCHS:
        whole = spent["start"] + _HEAD_EPOCHS * head + (epochs - _HEAD_EPOCHS) * tuned
        rows[f"ResNet50, {epochs} epochs, made up"] = whole
    return {name: (float(wall), float(cpu)) for name, (wall, cpu) in rows.items()}


def peer() -> dict[str, tuple[float, float]]:
    """Seconds by the clock and of CPU: of the start, and for one image in each phase and of validation."""
    began = time.perf_counter()
    model, base = resnet50()
    import keras

    random = np.random.default_rng(0)
    pixels = random.normal(size=(_BATCH, 224, 224, 3)).astype(np.float32)
    truth = random.integers(0, 20, _BATCH)
    found = {"start": (time.perf_counter() - began, cpu_seconds())}
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    for phase, rate, kept in (("head", 1e-4, 0), ("tuned", 1e-5, 30)):
        base.trainable = kept > 0
        for layer in base.layers[: len(base.layers) - kept]:
            layer.trainable = False
        model.compile(keras.optimizers.Adam(rate), loss)
        found[phase] = by_image(lambda: model.train_on_batch(pixels, truth))
    found["validation"] = by_image(lambda: model.test_on_batch(pixels, truth))
    return found


def resnet50() -> tuple[Any, Any]:
    """The published network, and the part of it that ImageNet weights would be for."""
    import keras

    base = keras.applications.ResNet50(
        weights=None, include_top=False, pooling="avg", input_shape=(224, 224, 3)
    )
    layers = keras.layers
    head = [layers.BatchNormalization(), layers.Dense(256, "relu"), layers.Dropout(0.5), layers.Dense(20)]
    return keras.Sequential([base, *head]), base


def by_image(step: Callable[[], object]) -> tuple[float, float]:
    """Seconds of one image by the clock and of CPU, after a step that traces."""
    step()
    spent, start = cpu_seconds(), time.perf_counter()
    for _ in range(_BATCHES):
        step()
    count = _BATCH * _BATCHES
    return (time.perf_counter() - start) / count, (cpu_seconds() - spent) / count


if __name__ == "__main__":
    sys.exit(main())
