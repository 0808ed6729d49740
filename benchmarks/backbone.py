"""`python -m benchmarks.backbone FILE...`: how well backbones transfer to real batik, by the texture recipe.

Needs RAGAM_TEST_DATA. What may choose between backbones is cross-validation on the training part of
batik-nusantara and folds 0 to 3 of indonesian-batik-motifs, less every image with a look-alike in another
set's test part. `--test` reads the locked parts as well: once, at the end.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

import numpy as np

from benchmarks.accuracy import ImageSet, Lookup, answers, macro_f1, parts, row
from ml.datasets import fingerprint, near_pairs
from ml.files import sha256_of
from ml.images import read_for_network
from ml.networks import Network

LOCKED_FOLD = "4"
_SIDE = 224
_TURNS = 100


def transfer(look: Lookup, data: Path, name: str, *, test: bool) -> None:
    """Print the lines of one backbone."""
    one = look.images(data / "batik-nusantara")
    learned, asked = parts(one)
    row(f"{name}: batik-nusantara train, out of fold", out_of_fold(one, learned) == one.truth[learned])
    motifs = look.images(data / "indonesian-batik-motifs")
    apart = ~twins_elsewhere(motifs, data)
    fold = motifs.column("fold")
    open_rows = np.flatnonzero((fold != LOCKED_FOLD) & apart)
    answered = out_of_fold(motifs, open_rows)
    truth = motifs.truth[open_rows]
    row(
        f"{name}: indonesian-batik-motifs folds 0-3, out of fold",
        answered == truth,
        f"macro-F1 {macro_f1(truth, answered):.3f}",
    )
    if not test:
        return
    right = answers(one, learned, asked, one.column("fold")) == one.truth[asked]
    row(f"{name}: batik-nusantara test", right)
    row(f"{name}: batik-nusantara test, twin-free", right[~one.flagged("crosses_split")[asked]])
    locked = np.flatnonzero(fold == LOCKED_FOLD)
    answered = answers(motifs, np.flatnonzero((fold != LOCKED_FOLD) & apart), locked, fold)
    row(f"{name}: indonesian-batik-motifs fold 4", answered == motifs.truth[locked])


def out_of_fold(one: ImageSet, chosen: np.ndarray) -> np.ndarray:
    """Classes int (n,) of the rows `chosen`, each from a head of the other folds."""
    folds = one.column("fold")
    found = np.zeros(len(folds), int)
    for number in np.unique(folds[chosen]):
        inside, outside = chosen[folds[chosen] != number], chosen[folds[chosen] == number]
        found[outside] = answers(one, inside, outside, folds)
    answered: np.ndarray = found[chosen]
    return answered


def twins_elsewhere(one: ImageSet, data: Path) -> np.ndarray:
    """Rows that look like an image of another set's test part: bool (n,)."""
    here = [one.folder / line["file"] for line in one.rows]
    there = [
        path
        for name in ("batik-nusantara", "batik-gultom-6class")
        for path in sorted((data / name / "test").rglob("*.jpg"))
    ]
    prints = np.stack([fingerprint(read_for_network(path, _SIDE)) for path in here + there])
    found = np.full(len(here), False)
    for pair in near_pairs(prints):
        if pair.first < len(here) <= pair.second:
            found[pair.first] = True
    return found


def agreement(first: Lookup, other: Lookup, data: Path) -> str:
    """How alike two networks are on batik-nusantara's training part: features, and answers out of fold."""
    ours, theirs = (look.images(data / "batik-nusantara") for look in (first, other))
    learned, _ = parts(ours)
    if ours.features.shape != theirs.features.shape:
        return "features of another length"
    a, b = ours.features[learned], theirs.features[learned]
    cosine = (a * b).sum(axis=1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)
    differ = int((out_of_fold(ours, learned) != out_of_fold(theirs, learned)).sum())
    return f"least cosine of features {cosine.min():.6f}, {differ} of {len(learned)} answers differ"


def speed(networks: dict[str, Network]) -> None:
    """Print the CPU ms of one picture through each, in turns, one thread: the least and the middle one."""
    picture = np.random.default_rng(0).integers(0, 256, (_SIDE, _SIDE, 3)).astype(np.uint8)
    spent: dict[str, list[float]] = {name: [] for name in networks}
    for _ in range(_TURNS):
        for name, network in networks.items():
            start = time.process_time()
            network.run(picture)
            spent[name].append(1000 * (time.process_time() - start))
    print("\n| backbone | least CPU ms | median CPU ms |\n|---|---|---|")
    for name, times in spent.items():
        print(f"| {name} | {min(times):.2f} | {np.median(times):.2f} |")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", help="weights (.npz, .h5, .tflite), or `shipped`")
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "ragam")
    parser.add_argument("--test", action="store_true", help="read the locked parts: once, at the end")
    options = parser.parse_args()
    named = os.environ.get("RAGAM_TEST_DATA")
    if not named:
        parser.error("set RAGAM_TEST_DATA to the folder with data/ and weights/")
    print(
        "| backbone and set | accuracy | 95 % interval | right | remark |\n|---|---|---|---|---|", flush=True
    )
    weights = next((Path(named) / "weights").glob("*.h5"))
    networks = {"MobileNetV2 cut": Lookup(options.cache, weights).network()}
    first, alike = None, []
    for file in options.files:
        path = None if file == "shipped" else Path(file)
        name = file if path is None else f"{path.stem} {sha256_of(path)[:8]}"
        look = Lookup(options.cache, path)
        if first is None:
            first = look
        else:
            alike.append(f"{options.files[0]} and {name}: {agreement(first, look, Path(named) / 'data')}")
        transfer(look, Path(named) / "data", name, test=options.test)
        networks[name] = look.network()
    print("\n".join(["", *alike]))
    speed(networks)
    return 0


if __name__ == "__main__":
    sys.exit(main())
