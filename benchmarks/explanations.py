"""`python -m benchmarks.explanations [DATA]`: do maps point at what matters? Deletion and insertion areas.

DATA (or RAGAM_TEST_DATA) holds data/batik-nusantara and weights/*.h5. A texture bundle and a fine-tuned one
are trained on the training images; each explains its own best answer on test images. Places of the picture
are blurred away, or brought back, in the order of the map (Petsiuk et al. 2018).
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.answers import show
from benchmarks.timing import cpu_seconds
from ml.answers import softmax
from ml.datasets import Item, Manifest
from ml.explain import GRID, STEPS, Curves, GradientExplainer, curves, edge_strength
from ml.figures import REPEATS
from ml.images import read_for_network
from ml.models import CLOSED, NETWORK_METHODS, Classifier, why_withheld
from ml.pages import curves as drawn
from ml.recipes import FINETUNE, TEXTURE, TrainConfig
from ml.records import BundleInfo
from ml.training import train

RANDOM = "random order"

Map = Callable[[np.ndarray, int, int], np.ndarray]
"""Places for a picture, the index of its label, and a number of its own."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", default=os.environ.get("RAGAM_TEST_DATA"))
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "ragam")
    parser.add_argument("--images", type=int, default=160, help="test images, evenly chosen")
    parser.add_argument("--bundles", nargs="+", type=Path, help="these, instead of training two")
    parser.add_argument("--plot", type=Path, help="write the mean curves as SVG into this folder")
    options = parser.parse_args()
    if options.data is None:
        parser.error("name the folder with data/ and weights/, or set RAGAM_TEST_DATA")
    manifest = Manifest.from_folder(Path(options.data) / "data" / "batik-nusantara")
    chosen = manifest.test[:: max(1, len(manifest.test) // options.images)][: options.images]
    with tempfile.TemporaryDirectory() as name:
        for path in options.bundles or trained(manifest, Path(options.data), options.cache, Path(name)):
            classifier = Classifier.load(path, threads=2)
            found = one_bundle(classifier, chosen)
            if options.plot:
                plot(classifier.info.recipe, found, options.plot)
    return 0


def trained(manifest: Manifest, data: Path, cache: Path, folder: Path) -> Iterator[Path]:
    """A texture bundle and a fine-tuned one, with ImageNet weights and default options."""
    weights = next((data / "weights").glob("*.h5"))
    for recipe in (TEXTURE, FINETUNE):
        config = TrainConfig.from_options(recipe, {}, weights)
        yield train(config, manifest, folder / recipe, cache_dir=cache).bundle_path


def one_bundle(classifier: Classifier, items: Sequence[Item]) -> dict[str, list[Curves]]:
    """Curves of every way to explain and of orders that know no model; prints their areas."""
    maps = {**methods(classifier), **baselines()}
    found: dict[str, list[Curves]] = {name: [] for name in maps}
    spent = dict.fromkeys(maps, 0.0)
    for number, item in enumerate(items):
        pixels = read_for_network(item.path, classifier.info.input_size)
        best = int(classifier.scores(pixels).argmax())
        for name, places_of in maps.items():
            before = cpu_seconds()
            places = places_of(pixels, best, number)
            spent[name] += cpu_seconds() - before
            found[name].append(curves(partial(said, classifier, best), pixels, places))
    info = classifier.info
    rows = [row(name, found, spent[name] / len(items), verdict_of(info, name)) for name in maps]
    show(f"{info.recipe}: {len(items)} test images, {GRID} x {GRID} places in {STEPS} steps", rows)
    return found


def said(classifier: Classifier, index: int, pixels: np.ndarray) -> float:
    """The calibrated probability of one label."""
    return float(softmax(classifier.scores(pixels), classifier.info.temperature)[index])


def methods(classifier: Classifier) -> dict[str, Map]:
    """All that the bundle has, those that failed their check included: nothing is shown here to anyone."""

    def closed(pixels: np.ndarray, index: int, _: int) -> np.ndarray:
        return classifier.head.places(classifier.outputs(pixels), index)[0]

    maps: dict[str, Map] = {CLOSED: closed}
    if classifier.bundle.has_keras_network:
        explainer = GradientExplainer(classifier.bundle)
        for method in NETWORK_METHODS:
            maps[method] = lambda pixels, index, _, method=method: explainer.places(pixels, method, index)  # type: ignore[misc]  # Not inferred with a default.
    return maps


def baselines() -> dict[str, Map]:
    """Orders that know nothing of the model."""

    def middle(pixels: np.ndarray, *_: int) -> np.ndarray:
        y, x = np.mgrid[:GRID, :GRID] - (GRID - 1) / 2
        nearness: np.ndarray = -np.hypot(y, x)
        return nearness

    return {
        RANDOM: lambda pixels, index, number: np.random.default_rng(number).random((GRID, GRID)),
        "edges first": lambda pixels, *_: edge_strength(pixels),
        "middle first": middle,
    }


def verdict_of(info: BundleInfo, name: str) -> str:
    if name not in (CLOSED, *NETWORK_METHODS):
        return "knows no model"
    return "withheld" if why_withheld(info, name) else "passed"


def row(name: str, found: Mapping[str, Sequence[Curves]], seconds: float, verdict: str) -> dict[str, str]:
    """Areas with their intervals, and the paired difference to the random order."""
    areas = {
        kind: np.array([getattr(one, f"{kind}_area") for one in found[name]])
        for kind in ("deletion", "insertion")
    }
    usual = {
        kind: np.array([getattr(one, f"{kind}_area") for one in found[RANDOM]])
        for kind in ("deletion", "insertion")
    }
    cells = {"order": name, "its check": verdict}
    for kind, better in (("deletion", "lower"), ("insertion", "higher")):
        cells[f"{kind} area ({better} is better)"] = interval(areas[kind])
        cells[f"{kind}, less random"] = "" if name == RANDOM else interval(areas[kind] - usual[kind], "+")
    cells["CPU ms a map"] = f"{1000 * seconds:.1f}" if verdict != "knows no model" else ""
    return cells


def interval(values: np.ndarray, sign: str = "") -> str:
    """Mean and bootstrap interval over pictures."""
    random = np.random.default_rng(0)
    draws = values[random.integers(0, len(values), (REPEATS, len(values)))].mean(axis=1)
    low, high = np.quantile(draws, [0.025, 0.975])
    return f"{values.mean():{sign}.3f} ({low:{sign}.3f} to {high:{sign}.3f})"


def plot(recipe: str, found: Mapping[str, Sequence[Curves]], folder: Path) -> None:
    """Mean curves of both kinds, one SVG each."""
    folder.mkdir(parents=True, exist_ok=True)
    steps = np.linspace(0, 1, STEPS + 1).tolist()
    for kind, done in (("deletion", "blurred away"), ("insertion", "brought back")):
        series = {
            name: (steps, np.mean([getattr(one, kind) for one in several], axis=0).tolist())
            for name, several in found.items()
        }
        title, words = f"{recipe}: {kind}", f"Mean probability of the answer as places are {done}."
        svg = drawn(series, title=title, description=words, x=f"share {done}", y="probability")
        (folder / f"{kind}-{recipe}.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
