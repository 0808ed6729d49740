"""Probable label errors: what a model that never saw an image, nor its look-alikes, says of its class."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ml.answers import softmax
from ml.audit.findings import Suspect
from ml.datasets import Item, OnProgress, group_folds
from ml.extras import needs
from ml.networks import Backbone, Network, describe, resolve_backbone
from ml.records import Progress
from ml.texture import KIND, HeadData, Rows, texture_feature
from ml.training import FeatureStore, choose_penalty, collect, held_out

IMPROBABLE = 0.05
"""Held-out probability of the given class below which a label is suspect (docs/audit.md: how it was set)."""

ENOUGH = 4
"""Fewest different pictures of a class from which its labels are judged."""

_FOLDS = 5
_DIMENSIONS = 32


@dataclass(frozen=True)
class Judgement:
    """Suspects, the least credible first; how many images were judged, and what by."""

    suspects: tuple[Suspect, ...]
    judged: int
    accuracy: float
    stands_on: str


def judge_labels(
    items: Sequence[Item],
    names: Sequence[str],
    *,
    weights: Path | None,
    cache: Path,
    seed: int = 0,
    on_progress: OnProgress | None = None,
) -> Judgement | None:
    """Cross-validate the texture recipe, look-alikes together, and ask which labels it finds improbable.

    Classes of fewer than four different pictures are left out; None when fewer than two remain. Raises
    WeightsInvalid, and ConfigInvalid when cleanlab is not installed.
    """
    chosen = _judgeable(items)
    if not chosen:
        return None
    needs("cleanlab.filter")
    kept = [items[index] for index in chosen]
    backbone = resolve_backbone(weights, cache / "backbones", on_progress=on_progress)
    features = texture_features(kept, backbone, cache, on_progress)
    labels = [item.label for item in kept]
    classes = sorted(set(labels))
    probabilities = held_out_probabilities(features, labels, [item.group for item in kept], seed, on_progress)
    truth = np.array([classes.index(label) for label in labels])
    suspects = suspects_among(truth, probabilities, classes, [names[index] for index in chosen])
    accuracy = float((probabilities.argmax(axis=1) == truth).mean())
    return Judgement(tuple(suspects), len(kept), accuracy, describe(backbone.info))


def held_out_probabilities(
    features: Rows,
    labels: Sequence[str],
    groups: Sequence[str],
    seed: int = 0,
    on_progress: OnProgress | None = None,
) -> np.ndarray:
    """Calibrated probabilities (n, k) of each image over the sorted labels, by heads that never saw it."""
    classes = sorted(set(labels))
    truth = np.array([classes.index(label) for label in labels])
    folds = group_folds(labels, groups, _FOLDS, seed)

    def report(done: int, total: int) -> None:
        if on_progress:
            on_progress(Progress("fitting", done, total))

    held = held_out(HeadData(features, truth, len(classes), folds, _DIMENSIONS), on_fold=report)
    penalty, temperature = choose_penalty(held, truth)
    return softmax(held.scores[penalty], temperature)


def suspects_among(
    truth: np.ndarray, probabilities: np.ndarray, classes: Sequence[str], names: Sequence[str]
) -> list[Suspect]:
    """Labels that are improbable (less than 5 %) while another class is the likeliest.

    Ranked by cleanlab's normalised margin; `confident` is its own verdict (pruned class by class).
    """
    rows = np.arange(len(truth))
    given, best = probabilities[rows, truth], probabilities.argmax(axis=1)
    improbable = np.flatnonzero((best != truth) & (given < IMPROBABLE))
    rank = needs("cleanlab.rank").get_label_quality_scores
    quality = rank(truth, probabilities, method="normalized_margin")
    confident = _confident(truth, probabilities)
    ordered = improbable[np.argsort(quality[improbable], kind="stable")]
    return [
        Suspect(
            names[index],
            classes[truth[index]],
            classes[best[index]],
            round(float(given[index]), 4),
            round(float(probabilities[index, best[index]]), 4),
            number,
            bool(confident[index]),
        )
        for number, index in enumerate(ordered.tolist(), start=1)
    ]


def texture_features(
    items: Sequence[Item], backbone: Backbone, cache: Path, on_progress: OnProgress | None = None
) -> Rows:
    """The texture recipe's features (n, d), from the store that training uses as well."""
    network = Network(backbone.litert_path)
    width = sum(shape[2] * (shape[2] + 1) // 2 for shape in network.output_shapes)
    path = cache / "features" / f"{backbone.info.digest[:16]}-{KIND}-1x{width}.rows"

    def compute(pixels: np.ndarray) -> np.ndarray:
        return texture_feature(network.run(pixels))[None]

    def report(done: int, total: int) -> None:
        if on_progress:
            on_progress(Progress("features", done, total))

    with FeatureStore(path, 1, width) as store:
        return collect(items, store, backbone.side, compute, report)


def _judgeable(items: Sequence[Item]) -> list[int]:
    """Indices of the images of classes that show enough different pictures."""
    pictures: dict[str, set[str]] = defaultdict(set)
    for item in items:
        pictures[item.label].add(item.group)
    enough = {label for label, groups in pictures.items() if len(groups) >= ENOUGH}
    if len(enough) < 2:
        return []
    return [index for index, item in enumerate(items) if item.label in enough]


def _confident(truth: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    find = needs("cleanlab.filter").find_label_issues
    return np.asarray(find(truth, probabilities, filter_by="prune_by_class", n_jobs=1), bool)
