"""A small world to test in: three weaves that a texture model tells apart, and a model of them."""

from __future__ import annotations

import io
import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parents[3]
WEAVES = ("stripes", "dots", "checks")
SIDE = 96
TRAIN = """
import sys
from pathlib import Path
from ml.datasets import Manifest
from ml.recipes import TrainConfig
from ml.training import train
folder, out, cache = map(Path, sys.argv[1:])
train(TrainConfig(folds=3), Manifest.from_folder(folder), out, cache_dir=cache)
# A house opens before these are installed.
assert not {"tensorflow", "keras"} & set(sys.modules)
"""


@cache
def weave(kind: str, seed: int, side: int = SIDE) -> bytes:
    """One picture as PNG bytes: the weave in some colour, scale and phase, with a little noise."""
    random = np.random.default_rng(seed * 7 + WEAVES.index(kind))
    y, x = np.mgrid[0:side, 0:side] + random.integers(0, 20)
    step = random.integers(6, 10)
    mask = {
        "stripes": (x // (step // 2)) % 2,
        "dots": ((x % step - step / 2) ** 2 + (y % step - step / 2) ** 2 < (step / 3) ** 2),
        "checks": ((x // step) + (y // step)) % 2,
    }[kind].astype(float)
    dark, light = random.integers(20, 90, 3), random.integers(150, 240, 3)
    # A broad shade of its own keeps any two pictures from being near-duplicates.
    shade = np.kron(random.normal(0, 22, (6, 6)), np.ones((side // 6 + 1, side // 6 + 1)))[:side, :side]
    pixels = dark + mask[..., None] * (light - dark) + shade[..., None] + random.normal(0, 6, (side, side, 1))
    return png(np.clip(pixels, 0, 255).astype(np.uint8))


def png(pixels: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def write_folder(folder: Path, each: int, first: int = 0) -> Path:
    for kind in WEAVES:
        (folder / kind).mkdir(parents=True, exist_ok=True)
        for seed in range(first, first + each):
            (folder / kind / f"{seed}.png").write_bytes(weave(kind, seed))
    return folder


def train_bundle(folder: Path, out: Path, cache_dir: Path) -> Path:
    """A texture bundle; in a process of its own, which shows that TensorFlow takes no part."""
    command = [sys.executable, "-c", TRAIN, str(folder), str(out), str(cache_dir)]
    outcome = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert outcome.returncode == 0, outcome.stderr[-3000:]
    return out


def second_bundle(first: Path, folder: Path, out: Path, cache_dir: Path) -> Path:
    """Another model of the same weaves on the same backbone, which takes no TensorFlow."""
    from ml.datasets import Manifest
    from ml.recipes import TrainConfig
    from ml.training import train

    config = TrainConfig(folds=2, seed=5, backbone_weights=first / "backbone.tflite")
    train(config, Manifest.from_folder(folder), out, cache_dir=cache_dir)
    return out
