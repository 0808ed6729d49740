"""What training costs as the data grow: the texture recipe on pictures drawn as they are asked for.

Counted: drawing (a millisecond), the network, the feature store on disk, cross-validation, calibration, the
bundle. Not counted: decoding files (1 to 2 ms an image more), hashing them, finding look-alikes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.pictures import weights

CLASSES = 20


@dataclass(frozen=True)
class Cost:
    """One training: seconds by the clock and of CPU, peak memory of its process, size of its bundle."""

    images: int
    features_s: float
    features_cpu_s: float
    fit_s: float
    fit_cpu_s: float
    peak_mb: float
    store_mb: float
    bundle_mb: float
    held_out: float

    @classmethod
    def of(cls, raw: dict[str, Any]) -> Cost:
        """From the line that a child printed."""
        return cls(**raw)


@cache
def _noise() -> np.ndarray:
    return np.random.default_rng(0).standard_normal((512, 512), np.float32) * np.float32(0.15)


def picture(number: int, size: int) -> np.ndarray:
    """uint8 (size, size, 3) of class `number % 20`: two waves in two colours, noise (a millisecond)."""
    random = np.random.default_rng(number)
    kind = number % CLASSES
    turn = kind * math.pi / CLASSES + random.normal(0, 0.06)
    pace = 2 * math.pi / (6 + 3 * (kind % 5) + random.normal(0, 0.6))
    along = np.arange(size) * pace
    cloth = _wave(along * math.cos(turn) + random.uniform(0, 6.28), along * math.sin(turn), 0.3)
    cloth += _wave(along * math.sin(turn), along * -1.7 * math.cos(turn), 0.12)
    top, left = random.integers(0, 512 - size, 2)
    cloth += _noise()[top : top + size, left : left + size]
    share = np.clip(cloth + np.float32(0.5), 0, 1)[..., None]
    ink, ground = random.integers(0, 120, 3), random.integers(130, 255, 3)
    return (ground.astype(np.float32) + share * (ink - ground).astype(np.float32)).astype(np.uint8)


def _wave(down: np.ndarray, across: np.ndarray, strength: float) -> np.ndarray:
    """strength x sin(down + across), float32 (n, n), by the sum formula."""
    left = np.stack([np.sin(down), np.cos(down)], axis=1)
    right = np.stack([np.cos(across), np.sin(across)])
    wave: np.ndarray = (strength * left @ right).astype(np.float32)
    return wave


def read(path: Path, size: int) -> np.ndarray:
    """What training reads instead of files: the picture whose number is the path's name."""
    return picture(int(path.name), size)


def measure(images: int, folder: Path, weights: Path | None) -> Cost:
    """Train on so many pictures in this process; features that the cache holds already are not made again."""
    from ml.datasets import Item, Manifest
    from ml.recipes import TrainConfig
    from ml.training import Work, fit_texture

    items = [
        Item(Path(str(n)), f"class-{n % CLASSES:02}", _digest(n), group=str(n), split="train")
        for n in range(images)
    ]
    manifest = Manifest.from_items(items)
    spent: dict[str, tuple[float, float]] = {}

    def told(progress: Any) -> None:
        first = progress.phase not in spent
        if first:
            spent[progress.phase] = _now()
        if progress.phase != "backbone" and (first or progress.done % 1000 == 0):
            print(f"{progress.phase} {progress.done} of {progress.total}", file=sys.stderr, flush=True)

    with tempfile.TemporaryDirectory() as name:
        config = TrainConfig(backbone_weights=weights)
        work = Work(config, manifest, Path(name), folder, told, lambda: False)
        _, fitted = fit_texture(work, read)
        end = _now()
        bundle = sum(path.stat().st_size for path in Path(name).iterdir()) / 1e6
    features, fit = spent["features"], spent["fitting"]
    return Cost(
        images,
        fit[0] - features[0],
        fit[1] - features[1],
        end[0] - fit[0],
        end[1] - fit[1],
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3,
        sum(path.stat().st_size for path in (folder / "features").iterdir()) / 1e6,
        bundle,
        fitted.held_out.accuracy.value,
    )


def _digest(number: int) -> str:
    return hashlib.sha256(f"picture {number}".encode()).hexdigest()


def _now() -> tuple[float, float]:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return time.perf_counter(), usage.ru_utime + usage.ru_stime


def measured_apart(images: int, cache: Path, weights: Path | None) -> Cost:
    """The same in a process of its own, so that its peak memory is its own."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.scale",
        "--images",
        str(images),
        "--cache",
        str(cache),
        "--json",
    ]
    if weights:
        command += ["--backbone-weights", str(weights)]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 - ourselves
    return Cost.of(json.loads(told.stdout))


def exponent(costs: Sequence[Cost], name: str) -> float:
    """The power of the number of images that a cost grows with: the slope of its logarithm."""
    if len(costs) < 2:
        return math.nan
    x = np.log([cost.images for cost in costs])
    y = np.log([max(getattr(cost, name), 1e-9) for cost in costs])
    return float(np.polyfit(x, y, 1)[0])


def table(costs: Sequence[Cost]) -> str:
    """A Markdown table with the growth exponent of each column."""
    columns = {
        "features_s": "features s", "features_cpu_s": "features CPU s", "fit_s": "fit s",
        "fit_cpu_s": "fit CPU s", "peak_mb": "peak RSS MB", "store_mb": "feature store MB",
        "bundle_mb": "bundle MB",
    }  # fmt: skip
    head = ["images", *columns.values(), "held out"]
    rows = [
        [f"{c.images:,}", *(f"{getattr(c, name):,.1f}" for name in columns), f"{c.held_out:.3f}"]
        for c in costs
    ]
    rows.append(["grows as n to the", *(f"{exponent(costs, name):.2f}" for name in columns), ""])
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *rows])


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument(
        "--images", type=int, nargs="+", default=[1000, 10_000], help="how many, one row each"
    )
    parser.add_argument(
        "--cache", type=Path, help="keep features here; a run that was killed goes on from them"
    )
    parser.add_argument("--backbone-weights", type=Path, default=weights())
    parser.add_argument("--json", action="store_true", help="one size, in this process, as JSON")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        cache = options.cache or Path(name)
        if options.json:
            print(json.dumps(vars(measure(options.images[0], cache, options.backbone_weights))))
            return 0
        costs = [measured_apart(n, cache / str(n), options.backbone_weights) for n in options.images]
    print(table(costs))
    return 0


if __name__ == "__main__":
    sys.exit(main())
