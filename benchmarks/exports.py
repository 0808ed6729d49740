"""`python -m benchmarks.exports [DATA]`: each export format beside its bundle: agreement, size and CPU time.

DATA (or RAGAM_TEST_DATA) holds data/batik-nusantara and weights/*.h5. Every second test image sets the range
of 8-bit numbers, all others judge. CPU time is of one picture in all threads: it does not depend on what else
the machine does, but counts threads that wait by spinning.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.answers import show
from benchmarks.explanations import trained
from benchmarks.timing import cpu_seconds
from ml.datasets import Manifest
from ml.export import FORMATS, export, load_keras, onnx_runner
from ml.images import read_for_network
from ml.models import Classifier
from ml.networks import Network

Run = Callable[[np.ndarray], object]

BUNDLE = "the bundle itself"
_COMPARED = ("same best label", "largest difference in a probability", "mean difference")
_CPU = "CPU ms a picture"
_ROUNDS = 20


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", default=os.environ.get("RAGAM_TEST_DATA"))
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "ragam")
    parser.add_argument("--bundles", nargs="+", type=Path, help="these, instead of training two")
    options = parser.parse_args()
    if options.data is None:
        parser.error("name the folder with data/ and weights/, or set RAGAM_TEST_DATA")
    collection = Path(options.data) / "data" / "batik-nusantara"
    with tempfile.TemporaryDirectory() as name:
        made = options.bundles
        if not made:
            manifest = Manifest.from_folder(collection)
            made = trained(manifest, Path(options.data), options.cache, Path(name))
        for number, path in enumerate(made):
            one_bundle(path, collection / "test", Path(name) / f"exports-{number}")
    return 0


def one_bundle(path: Path, pictures: Path, folder: Path) -> None:
    """Export by every format and print how each compares."""
    classifier = Classifier.load(path)
    picture = read_for_network(min(pictures.rglob("*.jpg")), classifier.info.input_size)
    rows = [{"": BUNDLE, "numbers": "float32", **dict.fromkeys(_COMPARED, ""), "MB": size_of(path)}]
    rows[0][_CPU] = milliseconds(classifier.scores, picture)
    for format in FORMATS:
        export(path, format, folder / format, pictures)
        found = json.loads((folder / format / "parity.json").read_text(encoding="utf-8"))
        rows.append({"": format, "numbers": found["precision"], **compared(found)})
        rows[-1]["MB"] = f"{found['bytes'] / 1e6:.1f}"
        rows[-1][_CPU] = milliseconds(runner_of(format, folder / format), picture)
    show(f"{classifier.info.recipe}, {classifier.info.input_size} px", rows)


def milliseconds(run: Run, picture: np.ndarray) -> str:
    """CPU time of one run, after a few to warm up."""
    for _ in range(3):
        run(picture)
    before = cpu_seconds()
    for _ in range(_ROUNDS):
        run(picture)
    return f"{1000 * (cpu_seconds() - before) / _ROUNDS:.1f}"


def compared(found: Mapping[str, Any]) -> dict[str, str]:
    """The cells of a parity report."""
    same = found["agreement"]
    hits = round(same["value"] * same["n"])
    cells = (
        f"{hits} of {same['n']}, {same['value']:.3f} ({same['low']:.3f} to {same['high']:.3f})",
        f"{found['largest_difference']:.2g}",
        f"{found['mean_difference']:.2g}",
    )
    return dict(zip(_COMPARED, cells, strict=True))


def runner_of(format: str, folder: Path) -> Run:
    """What runs an export, as its reader would."""
    if format == "keras":
        model = load_keras(folder)
        return lambda pixels: model(pixels[None].astype(np.float32))
    if format == "onnx":
        return onnx_runner(folder / "model.onnx")
    return Network(folder / "model.tflite").run


def size_of(folder: Path) -> str:
    """Of a whole bundle, reports included."""
    return f"{sum(path.stat().st_size for path in folder.iterdir()) / 1e6:.1f}"


if __name__ == "__main__":
    raise SystemExit(main())
