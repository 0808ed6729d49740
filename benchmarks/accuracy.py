"""`python -m benchmarks.accuracy`: accuracy of the default recipe on every set, with n and a 95 % interval.

Needs RAGAM_TEST_DATA, a folder with `data/` and `weights/`. Penalties are chosen by cross-validation inside
the training part; test parts choose nothing. `--turned` adds the answers in all eight orientations.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ml.datasets import Item, group_folds
from ml.figures import wilson
from ml.images import ORIENTATIONS, turn
from ml.networks import Network, resolve_backbone
from ml.texture import (
    KIND,
    LAMBDAS,
    HeadData,
    Rows,
    Scaling,
    fit_ridge,
    ridge_path,
    signed_targets,
    texture_feature,
)
from ml.training import FeatureStore, HeldOut, choose_penalty, collect


@dataclass(frozen=True)
class ImageSet:
    """Rows of a manifest, classes as numbers int (n,), and features float32 (n, d) of the upright images."""

    folder: Path
    rows: list[dict[str, str]]
    truth: np.ndarray
    features: np.ndarray

    def column(self, name: str) -> np.ndarray:
        """A column of the manifest as strings (n,)."""
        return np.array([row[name] for row in self.rows])

    def flagged(self, name: str) -> np.ndarray:
        """Where a column says 1: bool (n,)."""
        flags: np.ndarray = self.column(name) == "1"
        return flags


class Lookup:
    """Features through a backbone of the recipe and its feature store; `weights` as `--backbone-weights`."""

    def __init__(self, cache: Path, weights: Path | None, *, fine: bool = False) -> None:
        backbone = resolve_backbone(weights, cache / "backbones", fine=fine)
        self._side = backbone.side
        self._path = backbone.litert_path
        self._network = Network(self._path)
        self._start = cache / "features" / backbone.info.digest[:16]

    def network(self) -> Network:
        """The backbone in one thread."""
        return Network(self._path, threads=1)

    def __call__(self, folder: Path, rows: Sequence[dict[str, str]], views: int = 1) -> Rows:
        """(rows x views, d), the views of an image together."""
        items = [Item(folder / row["file"], "", row["sha256"], row["sha256"]) for row in rows]
        width = sum(shape[2] * (shape[2] + 1) // 2 for shape in self._network.output_shapes)

        def compute(pixels: np.ndarray) -> np.ndarray:
            return np.stack([texture_feature(self._network.run(turn(pixels, view))) for view in range(views)])

        with FeatureStore(Path(f"{self._start}-{KIND}-{views}x{width}.rows"), views, width) as store:
            return collect(items, store, self._side, compute)

    def images(self, folder: Path, label: str = "label") -> ImageSet:
        """A set with the column that is to be learned."""
        with (folder / "manifest.csv").open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        _, truth = np.unique([row[label] for row in rows], return_inverse=True)
        return ImageSet(folder, rows, truth, np.asarray(self(folder, rows)[:]))


def answers(
    one: ImageSet, learned: np.ndarray, asked: np.ndarray, folds: np.ndarray, penalty: float | None = None
) -> np.ndarray:
    """What a head of the rows `learned` says of the rows `asked`: classes int (m,).

    Without a `penalty` it is the one with the least log loss over `folds` (n,) of the rows learned from.
    """
    chosen = choose(one, learned, folds) if penalty is None else penalty
    classes = int(one.truth.max()) + 1
    scaling, ridge = fit_ridge(on_rows(one.features[learned], one.truth[learned], classes), chosen)
    answered: np.ndarray = ridge.scores(scaling.apply(one.features[asked])).argmax(axis=1)
    return answered


def on_rows(features: Rows, labels: np.ndarray, classes: int) -> HeadData:
    """What a head of these rows alone is fitted on; nothing is held out of it."""
    return HeadData(features, labels, classes, np.zeros(len(labels), int), embedding_size=8)


def choose(one: ImageSet, learned: np.ndarray, folds: np.ndarray) -> float:
    """The penalty that does best over the folds of the rows learned from, by log loss."""
    classes = int(one.truth.max()) + 1
    scores = {penalty: np.zeros((len(learned), classes), np.float32) for penalty in LAMBDAS}
    for fold in np.unique(folds[learned]):
        inside, outside = learned[folds[learned] != fold], folds[learned] == fold
        scaling = Scaling.fit(one.features[inside])
        targets = signed_targets(one.truth[inside], classes)
        heads = ridge_path(scaling.apply(one.features[inside]), targets, LAMBDAS)
        for penalty, head in zip(LAMBDAS, heads, strict=True):
            scores[penalty][outside] = head.scores(scaling.apply(one.features[learned[outside]]))
    return choose_penalty(HeldOut(scores, np.zeros(len(learned))), one.truth[learned])[0]


def row(name: str, right: np.ndarray, remark: str = "") -> None:
    """Print one line of the table from which answers were right, bool (n,)."""
    hits = int(right.sum())
    figure = wilson(hits, len(right))
    print(
        f"| {name} | {figure.value:.3f} | {figure.low:.3f} to {figure.high:.3f} | {hits} of {len(right)} | "
        f"{remark} |",
        flush=True,
    )


def macro_f1(truth: np.ndarray, told: np.ndarray) -> float:
    """Mean over classes of 2 TP / (2 TP + FP + FN)."""
    return float(
        np.mean(
            [
                2 * np.sum((truth == c) & (told == c)) / (np.sum(truth == c) + np.sum(told == c))
                for c in np.unique(truth)
            ]
        )
    )


def parts(one: ImageSet) -> tuple[np.ndarray, np.ndarray]:
    """Rows of the training and of the test part."""
    split = one.column("split")
    return np.flatnonzero(split == "train"), np.flatnonzero(split == "test")


def nusantara(look: Lookup, data: Path, turned: bool) -> None:
    """The set's own parts, with and without look-alikes, and in all orientations."""
    one = look.images(data / "batik-nusantara")
    learned, asked = parts(one)
    penalty = choose(one, learned, one.column("fold"))
    right = answers(one, learned, asked, one.column("fold"), penalty) == one.truth[asked]
    alone = ~one.flagged("crosses_split")[asked]
    row("batik-nusantara test", right, f"penalty {penalty:g}")
    row("batik-nusantara test, twin-free", right[alone])
    if not turned:
        return
    views = look(one.folder, [one.rows[index] for index in asked], ORIENTATIONS)[:]
    views = views.reshape(len(asked), ORIENTATIONS, -1)
    many = look(one.folder, [one.rows[index] for index in learned], ORIENTATIONS)[:]
    heads = {
        "learned upright": fit_ridge(on_rows(one.features[learned], one.truth[learned], 20), penalty),
        "`turned`": fit_ridge(on_rows(many, np.repeat(one.truth[learned], ORIENTATIONS), 20), penalty),
    }
    for name, (scaling, ridge) in heads.items():
        scores = ridge.scores(scaling.apply(views))
        for view in range(ORIENTATIONS):
            told = scores[:, view].argmax(axis=1)
            mirrored = ", mirrored" if view >= 4 else ""
            row(f"batik-nusantara, {name}, {view % 4 * 90} degrees{mirrored}", told == one.truth[asked])
        told = scores.max(axis=1).argmax(axis=1)
        row(f"batik-nusantara, {name}, asked in all eight, the surest counts", told == one.truth[asked])


def motifs(look: Lookup, data: Path) -> None:
    """Leak-free five folds, each with a penalty chosen inside; beside them folds at random."""
    one = look.images(data / "indonesian-batik-motifs")
    fold = one.column("fold")
    every = [str(index) for index in range(len(fold))]
    random = group_folds([str(label) for label in one.truth], every).astype(str)
    clean = ~one.flagged("label_conflict")
    for name, folds, chosen in (
        ("`fold` column", fold, np.full(len(fold), True)),
        ("`fold` column, no conflicting labels", fold, clean),
        ("random stratified folds (leaks)", random, np.full(len(fold), True)),
    ):
        told = np.zeros(len(fold), int)
        for number in np.unique(folds):
            inside = np.flatnonzero(chosen & (folds != number))
            outside = np.flatnonzero(folds == number)
            told[outside] = answers(one, inside, outside, folds)
        truth, told = one.truth[chosen], told[chosen]
        row(f"indonesian-batik-motifs, {name}", truth == told, f"macro-F1 {macro_f1(truth, told):.3f}")


def gultom(look: Lookup, data: Path) -> None:
    """The set's own test part; conflicting labels may be left out of what is learned from."""
    one = look.images(data / "batik-gultom-6class")
    learned, asked = parts(one)
    alone = ~one.flagged("crosses_split")[asked]
    clean = learned[~one.flagged("label_conflict")[learned]]
    for name, inside in (("all training labels", learned), ("conflicting labels not learned", clean)):
        right = answers(one, inside, asked, one.column("fold")) == one.truth[asked]
        row(f"batik-gultom-6class test, {name}", right)
        row(f"batik-gultom-6class test, {name}, twin-free", right[alone])


def paintings(look: Lookup, data: Path) -> None:
    """The same painters on both sides, and painters of whom nothing was learned."""
    one = look.images(data / "paintings-13styles", "style")
    learned, asked = parts(one)
    folds = group_folds([str(label) for label in one.truth], list(one.column("sha256")))
    penalty = choose(one, learned, folds)
    right = answers(one, learned, asked, folds, penalty) == one.truth[asked]
    row("paintings-13styles test, same painters", right, f"penalty {penalty:g}")
    artists = one.column("artist")
    told = np.zeros(len(artists), int)
    for artist in np.unique(artists):
        outside = np.flatnonzero(artists == artist)
        told[outside] = answers(one, np.flatnonzero(artists != artist), outside, folds, penalty)
    shared = np.array([len(set(artists[one.truth == label])) > 1 for label in one.truth])
    row("paintings-13styles, painter left out", (told == one.truth)[shared], "styles of several painters")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "ragam")
    parser.add_argument("--turned", action="store_true", help="answers in eight orientations too")
    parser.add_argument("--fine", action="store_true", help="the recipe with its option `fine`: 320 px")
    options = parser.parse_args()
    named = os.environ.get("RAGAM_TEST_DATA")
    if not named:
        parser.error("set RAGAM_TEST_DATA to the folder with data/ and weights/")
    root = Path(named)
    look = Lookup(options.cache, next((root / "weights").glob("*.h5")), fine=options.fine)
    print("| set | accuracy | 95 % interval | right | remark |\n|---|---|---|---|---|", flush=True)
    nusantara(look, root / "data", options.turned)
    gultom(look, root / "data")
    paintings(look, root / "data")
    motifs(look, root / "data")
    return 0


if __name__ == "__main__":
    sys.exit(main())
