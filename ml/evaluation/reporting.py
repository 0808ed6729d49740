"""All figures of one model on one set of images, from what it answered."""

from collections.abc import Sequence

import numpy as np

from ml.evaluation.confidence import calibration, precision_recall, risk_coverage
from ml.evaluation.confusions import agreement
from ml.figures import Cost, EvaluationReport, Judged, PrecisionRecall, Robustness, Slice, wilson


def report(
    judged: Sequence[Judged],
    labels: Sequence[str],
    *,
    slices: Sequence[Slice] = (),
    robustness: Sequence[Robustness] = (),
    cost: Cost | None = None,
) -> EvaluationReport:
    """All figures from judged images (at least one); their truths and answers are among `labels`."""
    index = {label: i for i, label in enumerate(labels)}
    truth = np.array([index[one.truth] for one in judged])
    answered = np.array([index[one.top[0].label] for one in judged])
    counts = np.zeros((len(labels), len(labels)), np.int64)
    np.add.at(counts, (truth, answered), 1)
    sure = np.array([one.top[0].probability for one in judged], np.float64)
    n = len(judged)
    means = agreement(counts, labels)
    calibrated = calibration(sure, truth == answered)
    return EvaluationReport(
        n=n,
        accuracy=wilson(int((truth == answered).sum()), n),
        top3=wilson(sum(any(r.label == one.truth for r in one.top[:3]) for one in judged), n),
        macro_f1=means.macro_f1,
        ece=calibrated.error.value,
        per_class=means.per_class,
        confusion={"labels": list(labels), "counts": counts.tolist()},
        macro_precision=means.macro_precision,
        macro_recall=means.macro_recall,
        kappa=means.kappa,
        calibration=calibrated,
        risk_coverage=risk_coverage(sure, truth == answered),
        precision_recall=_precision_recall(judged, truth, labels),
        slices=tuple(slices),
        robustness=tuple(robustness),
        cost=cost,
        judged=tuple(judged),
    )


def expected_calibration_error(confidence: Sequence[float], correct: np.ndarray) -> float:
    """Mean gap between confidence and accuracy over 15 equal bins, weighted by their size."""
    return calibration(np.asarray(confidence, np.float64), np.asarray(correct, bool)).error.value


def _precision_recall(
    judged: Sequence[Judged], truth: np.ndarray, labels: Sequence[str]
) -> PrecisionRecall | None:
    rows = [one.probabilities for one in judged if one.probabilities is not None]
    if len(rows) < len(judged) or any(len(row) != len(labels) for row in rows):
        return None
    return precision_recall(np.stack(rows), truth, labels)
