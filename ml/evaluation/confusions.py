"""Figures that follow from what was taken for what: per class, their means, and Cohen's kappa."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ml.figures import REPEATS, ClassReport, Estimate, percentile, wilson

_BLOCK = 250


@dataclass(frozen=True)
class Agreement:
    """Means over the classes that images show, and agreement beyond chance."""

    macro_precision: Estimate
    macro_recall: Estimate
    macro_f1: Estimate
    kappa: Estimate
    per_class: tuple[ClassReport, ...]


@dataclass(frozen=True)
class _Table:
    """Right answers, images and answers per class, float64 (b, k), over n images in each row."""

    hits: np.ndarray
    shown: np.ndarray
    named: np.ndarray

    @property
    def precision(self) -> np.ndarray:
        rates: np.ndarray = self.hits / np.maximum(self.named, 1)
        return rates

    @property
    def recall(self) -> np.ndarray:
        rates: np.ndarray = self.hits / np.maximum(self.shown, 1)
        return rates

    @property
    def f1(self) -> np.ndarray:
        scores: np.ndarray = 2 * self.hits / np.maximum(self.shown + self.named, 1)
        return scores

    @property
    def kappa(self) -> np.ndarray:
        n = self.shown.sum(axis=1)
        chance = (self.shown * self.named).sum(axis=1) / n**2
        with np.errstate(invalid="ignore", divide="ignore"):
            beyond: np.ndarray = (self.hits.sum(axis=1) / n - chance) / (1 - chance)
            return beyond

    def mean(self, values: np.ndarray) -> np.ndarray:
        """Over the classes that have images in that row."""
        present = self.shown > 0
        means: np.ndarray = (values * present).sum(axis=1) / present.sum(axis=1)
        return means


def agreement(counts: np.ndarray, labels: Sequence[str]) -> Agreement:
    """Everything from int64 (k, k), rows shown and columns answered, with at least one image.

    Resampling images is the same as drawing the cells of this table anew, which costs much less.
    """
    real = _Table(np.diag(counts)[None] * 1.0, counts.sum(1)[None] * 1.0, counts.sum(0)[None] * 1.0)
    blocks = list(_resampled(counts))
    n = int(counts.sum())

    def bootstrapped(name: str) -> Estimate:
        value = real.mean(getattr(real, name))[0]
        return percentile(float(value), np.concatenate([one.mean(getattr(one, name)) for one in blocks]), n)

    # A draw without an image of a class says nothing about that class.
    f1 = np.concatenate([np.where(one.shown > 0, one.f1, np.nan) for one in blocks])
    return Agreement(
        macro_precision=bootstrapped("precision"),
        macro_recall=bootstrapped("recall"),
        macro_f1=bootstrapped("f1"),
        kappa=_kappa(real, np.concatenate([one.kappa for one in blocks]), n),
        per_class=tuple(_class_report(real, f1[:, i], i, label) for i, label in enumerate(labels)),
    )


def _resampled(counts: np.ndarray) -> Iterator[_Table]:
    rows, columns = np.nonzero(counts)
    cells = counts[rows, columns]
    classes = len(counts)
    shown, named = np.eye(classes)[rows], np.eye(classes)[columns]
    hit = shown * (rows == columns)[:, None]
    random = np.random.default_rng(0)
    for _ in range(0, REPEATS, _BLOCK):
        drawn = random.multinomial(cells.sum(), cells / cells.sum(), _BLOCK).astype(np.float64)
        yield _Table(drawn @ hit, drawn @ shown, drawn @ named)


def _kappa(real: _Table, draws: np.ndarray, n: int) -> Estimate:
    """Kappa with its interval; 0 within -1..1 where one class is all there is, which chance explains."""
    value = float(real.kappa[0])
    if not np.isfinite(value):
        return Estimate(0.0, -1.0, 1.0, n)
    known = draws[np.isfinite(draws)]
    if np.ptp(known) >= 1e-12:
        low, high = np.quantile(known, [0.025, 0.975])
        return Estimate(value, float(min(low, value)), float(max(high, value)), n)
    # Nothing varies: all is right or all is wrong. Wilson's bounds of accuracy, brought to kappa's scale.
    chance = float((real.shown * real.named).sum() / n**2)
    share = wilson(int(real.hits.sum()), n)
    low, high = ((bound - chance) / (1 - chance) for bound in (share.low, share.high))
    return Estimate(value, min(low, value), max(high, value), n)


def _class_report(real: _Table, draws: np.ndarray, index: int, label: str) -> ClassReport:
    hits, support, named = (int(part[0, index]) for part in (real.hits, real.shown, real.named))
    value = float(real.f1[0, index])
    return ClassReport(
        label, support, wilson(hits, named), wilson(hits, support), value, percentile(value, draws, support)
    )
