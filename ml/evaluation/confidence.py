"""What a model's probabilities are worth: calibration, silence against error, precision against recall."""

from collections.abc import Sequence

import numpy as np

from ml.figures import (
    Bin,
    Calibration,
    ClassCurve,
    Curve,
    Estimate,
    PrecisionRecall,
    RiskCoverage,
    image_weights,
    percentile,
    wilson,
)

BINS = 15
RISK = 0.05
_POINTS = 40
_GRID = np.linspace(0, 1, 21)


def calibration(sure: np.ndarray, correct: np.ndarray) -> Calibration:
    """From the probability of each best answer, float64 (n,), and whether it was right, bool (n,)."""
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    gaps = np.zeros((len(sure), BINS))
    gaps[np.arange(len(sure)), bins] = sure - correct
    value = float(np.abs(gaps.sum(axis=0)).sum() / len(sure))
    draws = np.concatenate([np.abs(w @ gaps).sum(axis=1) for w in image_weights(len(sure))]) / len(sure)
    # Chance alone adds gaps: resampled sets lie above the value by as much as the value lies above the truth.
    draws = np.clip(draws - (draws.mean() - value), 0, 1)
    found = [
        Bin(float(sure[bins == b].mean()), wilson(int(correct[bins == b].sum()), int((bins == b).sum())))
        for b in np.unique(bins)
    ]
    return Calibration(percentile(value, draws, len(sure)), tuple(found))


def risk_coverage(sure: np.ndarray, correct: np.ndarray) -> RiskCoverage:
    """Error among the surest answers, from all arguments as for `calibration`; ties are answered together."""
    order = np.argsort(-sure, kind="stable")
    wrong = (1.0 - correct[order]).astype(np.float32)
    last = _last_of_ties(sure[order])
    n = len(sure)
    areas, reach = [], []
    for drawn in (np.ones((1, n), np.float32), *image_weights(n)):
        weights = drawn[:, order] if len(drawn) > 1 else drawn
        answered = np.cumsum(weights, axis=1)[:, last]
        risk = np.cumsum(weights * wrong, axis=1)[:, last] / np.maximum(answered, 1)
        areas.append((weights * risk).sum(axis=1) / n)
        reach.append(np.where((risk <= RISK) & (answered > 0), answered, 0).max(axis=1) / n)
        if len(areas) == 1:
            points = _curve(answered[0, np.unique(last)] / n, risk[0, np.unique(last)])
    area, covered = np.concatenate(areas), np.concatenate(reach)
    return RiskCoverage(percentile(area[0], area[1:], n), percentile(covered[0], covered[1:], n), points)


def precision_recall(probabilities: np.ndarray, truth: np.ndarray, labels: Sequence[str]) -> PrecisionRecall:
    """Per class and their mean, from float32 (n, k) and the index of each image's class, int64 (n,)."""
    n, classes = probabilities.shape
    drawn = list(image_weights(n, classes=2 * classes))
    draws = np.stack(
        [_resampled_precision(probabilities[:, c], truth == c, drawn) for c in range(classes)], axis=1
    )
    curves = [
        _class_curve(probabilities[:, c], truth == c, draws[:, c], label) for c, label in enumerate(labels)
    ]
    present = [c for c in range(classes) if curves[c].support]
    value = float(np.mean([curves[c].average_precision.value for c in present]))
    counted = np.isfinite(draws).sum(axis=1)
    means = np.nansum(draws, axis=1) / np.maximum(counted, 1)
    mean = np.mean([_at_recall(probabilities[:, c], truth == c) for c in present], axis=0)
    return PrecisionRecall(percentile(value, means, n), _curve(_GRID, mean), tuple(curves))


def average_precision(scores: np.ndarray, positive: np.ndarray) -> float:
    """Mean precision at each positive, ties taken together; NaN without a positive."""
    precision, recall = _steps(scores, positive)
    return float((np.diff(recall, prepend=0.0) * precision).sum()) if positive.any() else float("nan")


def _class_curve(scores: np.ndarray, positive: np.ndarray, draws: np.ndarray, label: str) -> ClassCurve:
    support = int(positive.sum())
    if not support:
        return ClassCurve(label, 0, Estimate(0.0, 0.0, 1.0, 0), Curve((), ()))
    precision, recall = _steps(scores, positive)
    # From the last positive on nothing is found any more; what follows only falls.
    end = int(np.argmax(recall >= recall[-1])) + 1
    found = percentile(average_precision(scores, positive), draws, support)
    return ClassCurve(label, support, found, _curve(recall[:end], precision[:end]))


def _resampled_precision(scores: np.ndarray, positive: np.ndarray, drawn: Sequence[np.ndarray]) -> np.ndarray:
    """Average precision in each draw; NaN where a draw has no positive."""
    order = np.argsort(-scores, kind="stable")
    hits = np.flatnonzero(positive[order])
    ends = _last_of_ties(scores[order])[hits]
    # Cumulated positives are needed at the ends of ties only: count the hits up to there.
    upto = np.searchsorted(hits, ends, side="right") - 1
    values = []
    for weights in drawn:
        answered = np.cumsum(weights[:, order], axis=1)[:, ends]
        chosen = weights[:, order[hits]]
        found = np.cumsum(chosen, axis=1)
        total = found[:, -1] if hits.size else np.zeros(len(weights))
        summed = (chosen * found[:, upto] / np.maximum(answered, 1)).sum(axis=1) if hits.size else total
        values.append(np.where(total > 0, summed / np.maximum(total, 1), np.nan))
    return np.concatenate(values)


def _steps(scores: np.ndarray, positive: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Precision and recall at each distinct score, highest first."""
    order = np.argsort(-scores, kind="stable")
    ends = np.unique(_last_of_ties(scores[order]))
    found = np.cumsum(positive[order])[ends]
    return found / (ends + 1), found / max(int(positive.sum()), 1)


def _at_recall(scores: np.ndarray, positive: np.ndarray) -> np.ndarray:
    """The best precision that is had at each recall of the grid or above."""
    precision, recall = _steps(scores, positive)
    best = np.maximum.accumulate(precision[::-1])[::-1]
    on_grid: np.ndarray = best[np.searchsorted(recall, _GRID - 1e-9).clip(max=len(best) - 1)]
    return on_grid


def _last_of_ties(ordered: np.ndarray) -> np.ndarray:
    """For each place of a sorted array, the last place with the same value."""
    ends = np.flatnonzero(np.append(ordered[1:] != ordered[:-1], True))
    return ends[np.searchsorted(ends, np.arange(len(ordered)))]


def _curve(x: np.ndarray, y: np.ndarray) -> Curve:
    kept = np.unique(np.linspace(0, len(x) - 1, min(_POINTS, len(x))).round().astype(int))
    return Curve(tuple(round(float(v), 4) for v in x[kept]), tuple(round(float(v), 4) for v in y[kept]))
