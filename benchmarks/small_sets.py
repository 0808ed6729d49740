"""`python -m benchmarks.small_sets [DATA]`: what is said after learning from a few photographs.

Motifs and pictures are drawn at random from the training part of batik-nusantara and learned by the default
recipe's head; the training part's other pictures, of motifs learned and not learned, are asked about. DATA
(or RAGAM_TEST_DATA) holds data/batik-nusantara.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from benchmarks.accuracy import Lookup
from benchmarks.answers import interval, share, show
from ml.answers import LINE, Rules, decide, distance_to_nearest, softmax
from ml.datasets import Manifest, group_folds
from ml.figures import auroc
from ml.texture import HeadData, similarity_of
from ml.training import Fitted, fit_head

SETS = ((5, 12), (10, 8), (20, 5))
BANDS = np.linspace(0, 1, 11)
LEAST = 50
"""Answers that a band needs before its figure is shown."""


@dataclass(frozen=True)
class Pool:
    """The pictures that sets are drawn from: features (n, d), those of similarity, classes, groups (n,)."""

    features: np.ndarray
    similarity: np.ndarray
    truth: np.ndarray
    groups: np.ndarray


@dataclass(frozen=True)
class Said:
    """Of pictures asked about: what was said of the best name, whether right, named, known; the cap."""

    probability: np.ndarray
    right: np.ndarray
    named: np.ndarray
    known: np.ndarray
    ceiling: np.ndarray


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", default=os.environ.get("RAGAM_TEST_DATA"))
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "ragam")
    parser.add_argument("--draws", type=int, default=50)
    options = parser.parse_args()
    if options.data is None:
        parser.error("name the folder with data/, or set RAGAM_TEST_DATA")
    pool = pool_of(Path(options.data) / "data" / "batik-nusantara", options.cache)
    found = {f"{k} x {m}": drawn(pool, k, m, options.draws) for k, m in SETS}
    show("What is named", [naming_row(name, one) for name, one in found.items()])
    show(
        "What is said, and how much of it is right",
        [row for name, one in found.items() for row in band_rows(name, one)],
    )
    return 0


def pool_of(folder: Path, cache: Path) -> Pool:
    """The training part of a folder."""
    manifest = Manifest.from_folder(folder)
    rows = [{"file": str(item.path.relative_to(folder)), "sha256": item.sha256} for item in manifest.train]
    lookup = Lookup(cache, None)
    features = np.asarray(lookup(folder, rows)[:])
    channels = [shape[2] for shape in lookup.network().output_shapes]
    _, groups = np.unique([item.group for item in manifest.train], return_inverse=True)
    truth = np.array([manifest.labels.index(item.label) for item in manifest.train])
    return Pool(features, similarity_of(features, channels), truth, groups)


def drawn(pool: Pool, motifs: int, each: int, draws: int) -> Said:
    """All answers of as many draws."""
    answers = [asked(pool, learned, motifs) for learned in sets_of(pool, motifs, each, draws)]
    return Said(*(np.concatenate([getattr(one, name) for one in answers]) for name in vars(answers[0])))


def sets_of(pool: Pool, motifs: int, each: int, draws: int) -> Iterator[np.ndarray]:
    """Rows to learn from, the same for the same numbers."""
    random = np.random.default_rng([motifs, each])
    for _ in range(draws):
        chosen = random.choice(pool.truth.max() + 1, motifs, replace=False)
        yield np.concatenate(
            [random.choice(np.flatnonzero(pool.truth == one), each, replace=False) for one in chosen]
        )


def asked(pool: Pool, learned: np.ndarray, motifs: int) -> Said:
    """Learn from some rows, and ask about those that look like none of them."""
    classes, labels = np.unique(pool.truth[learned], return_inverse=True)
    names = [str(one) for one in classes]
    groups = pool.groups[learned]
    folds = group_folds([str(one) for one in labels], [str(one) for one in groups])
    fitted = fit_head(
        HeadData(pool.features[learned], labels, motifs, folds, 256, pool.similarity[learned], groups=groups),
        names,
    )
    rows = np.flatnonzero(~np.isin(pool.groups, groups))
    known = np.isin(pool.truth[rows], classes)
    truth = np.where(known, np.searchsorted(classes, pool.truth[rows]).clip(max=motifs - 1), -1)
    said, named, best = answers_of(fitted, names, pool.features[rows], pool.similarity[rows])
    right = best == truth
    cap = np.full(len(rows), fitted.worth.ceiling.highest)
    return Said(said.max(axis=1), right, named, known, cap)


def answers_of(
    fitted: Fitted, names: list[str], features: np.ndarray, similarity: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Probabilities as said (n, k), whether one term is named (n,), and the best class (n,)."""
    worth = fitted.worth
    scores = fitted.ridge.scores(fitted.scaling.apply(features))
    embedded, kept = fitted.projection.apply(similarity)
    far = worth.novelty.of(distance_to_nearest(embedded, kept, fitted.references), scores.max(axis=1)) > LINE
    rules = Rules.of(names, {}, worth.thresholds)
    probabilities = softmax(scores, worth.temperature)
    named = [decide(row, bool(one), rules).kind for row, one in zip(probabilities, far, strict=True)]
    return worth.ceiling.of(probabilities), np.array(named) == "term", scores.argmax(axis=1)


def naming_row(name: str, one: Said) -> dict[str, str]:
    known, strange = one.known, ~one.known
    above = one.named & (one.probability > one.ceiling + 1e-9)
    return {
        "learned": name,
        "known named": share(one.named[known]),
        "of those right": share(one.right[known & one.named]),
        "first answer right": share(one.right[known]),
        "never learned, named": share(one.named[strange]) if strange.any() else "all are learned",
        "AUROC": interval(auroc(-one.probability[known], -one.probability[strange]), 3)
        if strange.any()
        else "",
        "above the cap": str(int(above.sum())),
        "cap": f"{one.ceiling.min():.3f} to {one.ceiling.max():.3f}",
    }


def told_apart(one: Said) -> str:
    """How well what is said tells motifs that were learned from others."""
    if one.known.all():
        return ""
    return interval(auroc(-one.probability[one.known], -one.probability[~one.known]), 3)


def band_rows(name: str, one: Said) -> list[dict[str, str]]:
    """Known pictures by what was said of their best name."""
    said, right = one.probability[one.known], one.right[one.known]
    rows = []
    for low, high in pairwise(BANDS):
        inside = (said >= low) & ((said < high) | (high == 1))
        if inside.sum() >= LEAST:
            apart = said[inside].mean() - right[inside].mean()
            rows.append(
                {
                    "learned": name,
                    "said": f"{low:.1f} to {high:.1f}",
                    "mean said": f"{said[inside].mean():.3f}",
                    "right": share(right[inside]),
                    "apart": f"{apart:+.3f}",
                }
            )
    return rows


if __name__ == "__main__":
    raise SystemExit(main())
