"""Ask a model about labelled images exactly as serving does, and keep what it answered."""

import sys
from collections.abc import Callable, Mapping, Sequence
from time import perf_counter

import numpy as np

from ml.datasets import Item
from ml.errors import DatasetInvalid
from ml.evaluation.reporting import report
from ml.evaluation.slices import slice_reports
from ml.figures import Cost, EvaluationReport, Judged, Robustness, quantile
from ml.images import SERVING_SIDE, decode_ahead
from ml.models import Classifier
from ml.records import Progress, Ranked

OnProgress = Callable[[Progress], None]

_TOP = 5


def evaluate(
    classifier: Classifier,
    items: Sequence[Item],
    on_progress: OnProgress | None = None,
    *,
    attributes: Mapping[str, Sequence[str]] | None = None,
    robustness: Sequence[Robustness] = (),
) -> EvaluationReport:
    """Decode and predict each image exactly as serving does, and report.

    `attributes` holds one text per item and name, for slices. Rows of `robustness` are put in as they are.
    Raises DatasetInvalid when there is nothing to judge or a label that the model does not know.
    """
    refuse_unknown_labels(classifier, items)
    spent: list[float] = []
    judged = judge(classifier, items, on_progress, spent=spent)
    return report(
        judged,
        classifier.labels,
        slices=slice_reports([one.correct for one in judged], attributes or {}),
        robustness=robustness,
        cost=cost(spent),
    )


def refuse_unknown_labels(classifier: Classifier, items: Sequence[Item]) -> None:
    """Raise DatasetInvalid when there is nothing to judge or a label that the model does not know."""
    if not items:
        raise DatasetInvalid("There are no images to evaluate on.")
    unknown = sorted({item.label for item in items} - set(classifier.labels))
    if unknown:
        raise DatasetInvalid(
            f"Class {unknown[0]!r} is unknown to this model. Among its {len(classifier.labels)} are "
            f"{', '.join(classifier.labels[:8])}."
        )


def judge(
    classifier: Classifier,
    items: Sequence[Item],
    on_progress: OnProgress | None = None,
    *,
    labels: Sequence[str] | None = None,
    spent: list[float] | None = None,
) -> list[Judged]:
    """What the model answers for each image; milliseconds of each are added to `spent`.

    Probabilities stand in the order of `labels` (by default the model's own), 0 for those it does not know.
    """
    judged = []
    wanted = list(labels or classifier.labels)
    where = [wanted.index(label) for label in classifier.labels]
    images = decode_ahead([item.path for item in items], max(SERVING_SIDE, classifier.info.input_size))
    for item, image in zip(items, images, strict=True):
        start = perf_counter()
        known = answer(classifier, image)
        top = ranked_rows(known[None], classifier.labels)[0]
        if spent is not None:
            spent.append(1000 * (perf_counter() - start))
        row = np.zeros(len(wanted), np.float32)
        row[where] = known
        judged.append(Judged(item.sha256, str(item.path), item.label, top, row))
        if on_progress:
            on_progress(Progress("evaluating", len(judged), len(items)))
    return judged


def answer(classifier: Classifier, image: np.ndarray) -> np.ndarray:
    """Calibrated probabilities of all labels, float64 (k,), for uint8 (h, w, 3)."""
    return classifier.said(image)


def cost(spent: Sequence[float]) -> Cost:
    """Time from measured milliseconds (at least one), and the most memory this process has had."""
    times = np.asarray(spent, np.float64)
    return Cost(quantile(times, 0.5), quantile(times, 0.95), _peak_memory_mb())


def _peak_memory_mb() -> float | None:
    try:
        import resource
    except ModuleNotFoundError:  # Windows keeps it elsewhere.
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (2**20 if sys.platform == "darwin" else 2**10), 1)


def ranked_rows(probabilities: np.ndarray, labels: Sequence[str]) -> list[tuple[Ranked, ...]]:
    """The five best labels of each row of probabilities (n, k)."""
    order = np.argsort(-probabilities, axis=1, kind="stable")[:, :_TOP]
    return [
        tuple(Ranked(labels[i], float(row[i])) for i in best)
        for row, best in zip(probabilities, order, strict=True)
    ]
