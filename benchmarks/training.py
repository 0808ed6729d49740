"""`python -m benchmarks.training`: cold and warm training beside a fine-tuned ResNet50, in CPU time.

The ResNet50 has random weights and is timed on a few batches of each of its two phases; an epoch is made up
of those, and the 61 and 75 epochs that its authors report of epochs. Its validation is left out.
"""

from __future__ import annotations

import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np

from benchmarks.pictures import collection, weights
from benchmarks.timing import cpu_seconds
from ml.datasets import Manifest

EPOCHS = (61, 75)
_BATCH = 32
_BATCHES = 2


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
        print(f"| {title} | {wall:,.1f} | {cpu:,.1f} | {cpu / reference:,.1f}x |")
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
from ml.training import TrainConfig, train
images, out, cache, weights, turned = sys.argv[1:]
config = TrainConfig(backbone_weights=Path(weights) if weights else None, turned=turned == "True")
manifest = Manifest.from_items(Manifest.from_folder(Path(images)).train)
train(config, manifest, Path(out), cache_dir=Path(cache))
"""


def warm(images: Path, cache: Path) -> tuple[float, float]:
    """From kept features to a head with its cross-validation and calibration, in this process."""
    from ml.recipes import TrainConfig, Work
    from ml.records import Progress
    from ml.texture_recipe import fit_texture

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
    """ResNet50 as published: an epoch of each phase, multiplied out."""
    command = [sys.executable, "-m", "benchmarks.training", "--peer"]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # noqa: S603
    by_image = json.loads(told.stdout)
    rows = {}
    for phase, title in (("head", "head alone"), ("tuned", "last 30 layers too")):
        wall, cpu = (seconds * count for seconds in by_image[phase])
        rows[f"ResNet50, one epoch, {title}"] = (wall, cpu)
        for epochs in EPOCHS:
            rows[f"ResNet50, {epochs} epochs, {title} throughout"] = (wall * epochs, cpu * epochs)
    return rows


def peer() -> dict[str, tuple[float, float]]:
    """Seconds by the clock and of CPU for one training image in each phase."""
    import keras

    base = keras.applications.ResNet50(
        weights=None, include_top=False, pooling="avg", input_shape=(224, 224, 3)
    )
    layers = keras.layers
    model = keras.Sequential(
        [base, layers.BatchNormalization(), layers.Dense(256, "relu"), layers.Dropout(0.5), layers.Dense(20)]
    )
    random = np.random.default_rng(0)
    pixels = random.normal(size=(_BATCH, 224, 224, 3)).astype(np.float32)
    truth = random.integers(0, 20, _BATCH)
    found = {}
    for phase, rate, kept in (("head", 1e-4, 0), ("tuned", 1e-5, 30)):
        base.trainable = kept > 0
        for layer in base.layers[: len(base.layers) - kept]:
            layer.trainable = False
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(keras.optimizers.Adam(rate), loss)
        model.train_on_batch(pixels, truth)
        spent, start = cpu_seconds(), time.perf_counter()
        for _ in range(_BATCHES):
            model.train_on_batch(pixels, truth)
        trained = _BATCH * _BATCHES
        found[phase] = ((time.perf_counter() - start) / trained, (cpu_seconds() - spent) / trained)
    return found


if __name__ == "__main__":
    sys.exit(main())
