"""Judge a model on labelled images: every figure with its 95 % interval and its number of images."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import numpy as np

from ml.classifier import Classifier
from ml.datasets import Item
from ml.errors import DatasetInvalid
from ml.images import SERVING_SIDE, decode
from ml.records import Progress, Ranked
from ml.reports import ClassReport, Estimate, EvaluationReport, Judged

OnProgress = Callable[[Progress], None]

_Z = 1.959963984540054
_REPEATS = 2000
_BINS = 15


def evaluate(
    classifier: Classifier, items: Sequence[Item], on_progress: OnProgress | None = None
) -> EvaluationReport:
    """Decode and predict each image exactly as serving does, and report.

    Raises DatasetInvalid when there is nothing to judge or a label that the model does not know.
    """
    if not items:
        raise DatasetInvalid("There are no images to evaluate on.")
    strangers = sorted({item.label for item in items} - set(classifier.labels))
    if strangers:
        raise DatasetInvalid(
            f"Class {strangers[0]!r} is unknown to this model. Among its {len(classifier.labels)} are "
            f"{', '.join(classifier.labels[:8])}."
        )
    judged = []
    size = classifier.info.input_size
    for index, image in enumerate(decode_ahead([item.path for item in items], max(SERVING_SIDE, size))):
        item = items[index]
        top = classifier.predict([image])[0].top
        judged.append(Judged(item.sha256, str(item.path), item.label, top))
        if on_progress:
            on_progress(Progress("evaluating", index + 1, len(items)))
    return report(judged, classifier.labels)


def decode_ahead(paths: Sequence[Path], at_least: int, ahead: int = 16) -> Iterator[np.ndarray]:
    """Decoded images in order, a bounded number of them ahead of the reader."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        rest = iter(paths)
        waiting = [pool.submit(decode, path, at_least=at_least) for path in islice(rest, ahead)]
        while waiting:
            image = waiting.pop(0).result()
            waiting += [pool.submit(decode, path, at_least=at_least) for path in islice(rest, 1)]
            yield image


def report(judged: Sequence[Judged], labels: Sequence[str]) -> EvaluationReport:
    """All figures from judged images (at least one)."""
    index = {label: i for i, label in enumerate(labels)}
    truth = np.array([index[one.truth] for one in judged])
    answered = np.array([index[one.top[0].label] for one in judged])
    counts = np.zeros((len(labels), len(labels)), np.int64)
    np.add.at(counts, (truth, answered), 1)
    n = len(judged)
    in_top3 = sum(any(r.label == one.truth for r in one.top[:3]) for one in judged)
    return EvaluationReport(
        n=n,
        accuracy=wilson(int((truth == answered).sum()), n),
        top3=wilson(in_top3, n),
        macro_f1=_macro_f1(truth, answered, len(labels)),
        ece=expected_calibration_error([one.top[0].probability for one in judged], truth == answered),
        per_class=tuple(_class_report(counts, i, label) for i, label in enumerate(labels)),
        confusion={"labels": list(labels), "counts": counts.tolist()},
        judged=tuple(judged),
    )


def wilson(hits: int, n: int) -> Estimate:
    """A proportion with Wilson's 95 % interval; with n = 0 the value is 0 and the interval all of 0..1."""
    if n == 0:
        return Estimate(0.0, 0.0, 1.0, 0)
    p, z2 = hits / n, _Z**2
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z * np.sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return Estimate(p, max(0.0, float(centre - half)), min(1.0, float(centre + half)), n)


def compare(a: Sequence[Judged], b: Sequence[Judged], seed: int = 0) -> Estimate:
    """Accuracy of b less that of a on the same images, with a paired bootstrap interval.

    Images are paired by sha256; raises DatasetInvalid when the two have none in common.
    """
    right = {one.sha256: one.correct for one in a}
    pairs = [(right[one.sha256], one.correct) for one in b if one.sha256 in right]
    if not pairs:
        raise DatasetInvalid("The two evaluations share no image, so they cannot be compared.")
    difference = np.array([int(new) - int(old) for old, new in pairs], np.float64)
    draws = np.random.default_rng(seed).integers(0, len(pairs), (_REPEATS, len(pairs)))
    low, high = np.quantile(difference[draws].mean(axis=1), [0.025, 0.975])
    return Estimate(float(difference.mean()), float(low), float(high), len(pairs))


def expected_calibration_error(confidence: Sequence[float], correct: np.ndarray) -> float:
    """Mean gap between confidence and accuracy over 15 equal bins, weighted by their size."""
    sure = np.asarray(confidence, np.float64)
    bins = np.minimum((sure * _BINS).astype(int), _BINS - 1)
    gap = 0.0
    for number in np.unique(bins):
        inside = bins == number
        gap += inside.sum() * abs(sure[inside].mean() - correct[inside].mean())
    return float(gap / len(sure))


def _macro_f1(truth: np.ndarray, answered: np.ndarray, classes: int) -> Estimate:
    """Mean F1 over the classes that occur in truth, with a bootstrap interval over the images."""
    present = np.unique(truth)
    draws = np.random.default_rng(0).integers(0, len(truth), (_REPEATS, len(truth)))
    values = [_f1(truth[draw], answered[draw], classes)[present].mean() for draw in draws]
    low, high = np.quantile(values, [0.025, 0.975])
    return Estimate(float(_f1(truth, answered, classes)[present].mean()), float(low), float(high), len(truth))


def _f1(truth: np.ndarray, answered: np.ndarray, classes: int) -> np.ndarray:
    hits = np.bincount(truth[truth == answered], minlength=classes)
    total = np.bincount(truth, minlength=classes) + np.bincount(answered, minlength=classes)
    return 2 * hits / np.maximum(total, 1)


def _class_report(counts: np.ndarray, index: int, label: str) -> ClassReport:
    hits = int(counts[index, index])
    support, named = int(counts[index].sum()), int(counts[:, index].sum())
    f1 = 2 * hits / (support + named) if support + named else 0.0
    return ClassReport(label, support, wilson(hits, named), wilson(hits, support), f1)


def ranked_rows(probabilities: np.ndarray, labels: Sequence[str]) -> list[tuple[Ranked, ...]]:
    """The five best labels of each row of probabilities (n, k)."""
    order = np.argsort(-probabilities, axis=1, kind="stable")[:, :5]
    return [
        tuple(Ranked(labels[i], float(row[i])) for i in best)
        for row, best in zip(probabilities, order, strict=True)
    ]
