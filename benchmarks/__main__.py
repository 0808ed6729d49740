"""`python -m benchmarks`: print the tables. Peers run with random weights, so only their cost is compared."""

from __future__ import annotations

import io
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import psutil
from PIL import Image

from benchmarks.timing import race, table
from ml import drawn
from ml.classifier import Classifier
from ml.datasets import Manifest
from ml.images import read_for_network
from ml.training import TrainConfig, train

SIZES = {"640 px (0.3 MP)": (640, 480, 30), "12 MP": (4000, 3000, 8)}


def main() -> int:
    print(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}")
    print(one_core("drawing one cloth", {"512 px": lambda: drawn.render("kawung", seed=1, size=512)}))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        drawn.write_collection(folder / "images", per_motif=12, size=256, seed=0, on_progress=None)
        print(training(folder))
        classifier = Classifier.load(folder / "cold", threads=2)
        print(f"\nmemory of a process that answers, before any peer: {memory():.0f} MB")
        for title, (width, height, rounds) in SIZES.items():
            print(one_image(title, jpeg(width, height), classifier, rounds))
    return 0


def one_core(title: str, contenders: dict[str, Callable[[], object]]) -> str:
    return table(title, race(contenders, 10), next(iter(contenders)))


def training(folder: Path) -> str:
    """Seconds of the texture recipe with nothing cached, and again with every feature cached."""
    manifest = Manifest.from_folder(folder / "images")
    rows = []
    for name in ("cold", "warm"):
        start = time.perf_counter()
        train(TrainConfig(), manifest, folder / name, cache_dir=folder / "cache")
        rows.append(f"| {name} | {time.perf_counter() - start:.1f} |")
    head = [
        "",
        f"### training the texture recipe on {len(manifest.items)} images",
        "",
        "| cache | s |",
        "|---|---|",
    ]
    return "\n".join([*head, *rows])


def one_image(title: str, data: bytes, classifier: Classifier, rounds: int) -> str:
    size = classifier.info.input_size
    contenders: dict[str, Callable[[], object]] = {
        f"Keras {name}, full decode, model.predict": peer(name, data) for name in ("ResNet50", "MobileNetV2")
    }
    contenders["Ragam: draft decode, LiteRT, texture head"] = lambda: classifier.predict(
        [read_for_network(data, size)]
    )
    return table(f"JPEG bytes to answer, {title}", race(contenders, rounds), next(iter(contenders)))


def peer(name: str, data: bytes) -> Callable[[], object]:
    """What the small web apps of this field do: Pillow decodes all pixels, Keras predicts one image."""
    import keras

    network = getattr(keras.applications, name)(weights=None, classes=20)

    def predict() -> np.ndarray:
        image = Image.open(io.BytesIO(data)).convert("RGB").resize((224, 224))
        return network.predict(np.asarray(image, dtype=np.float32)[None] / 255.0, verbose=0)

    return predict


def jpeg(width: int, height: int) -> bytes:
    cloth = Image.fromarray(drawn.render("parang-rusak", seed=3, size=1024)).resize((width, height))
    buffer = io.BytesIO()
    cloth.save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def memory() -> float:
    return psutil.Process().memory_info().rss / 1e6


if __name__ == "__main__":
    sys.exit(main())
