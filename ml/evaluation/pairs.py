"""Two models on the same images: what changed, whether chance explains it, and which classes pay."""

from collections.abc import Sequence
from dataclasses import fields

import numpy as np

from ml.datasets import Item
from ml.errors import DatasetInvalid
from ml.evaluation.judging import OnProgress, cost, judge
from ml.evaluation.reporting import report
from ml.figures import (
    REPEATS,
    ClassChange,
    ClassOutcome,
    Estimate,
    EvaluationReport,
    Judged,
    McNemar,
    Outcome,
    Paired,
    Versus,
    mcnemar,
    paired_difference,
    upper_tail,
)
from ml.models import Classifier

MARGIN = 0.05
"""A class that loses more recall than this is named, even where chance could explain it."""

_ALPHA = 0.05


def compare(a: Sequence[Judged], b: Sequence[Judged], seed: int = 0) -> Estimate:
    """Accuracy of b less that of a on the same images, with a paired bootstrap interval.

    Images are paired by sha256 and label; raises DatasetInvalid when the two have none in common.
    """
    pairs = _pairs(a, b)
    old = np.array([one.correct for one, _ in pairs])
    return paired_difference(old, np.array([one.correct for _, one in pairs]), seed)


def versus(
    first: Classifier,
    second: Classifier,
    items: Sequence[Item],
    on_progress: OnProgress | None = None,
    *,
    margin: float = MARGIN,
) -> Versus:
    """Judge both on all images and compare. A label that one of them does not know counts as missed by it.

    Raises DatasetInvalid when there are no images, or a label that neither of them knows.
    """
    if not items:
        raise DatasetInvalid("There are no images to compare the two models on.")
    unknown = sorted({item.label for item in items} - {*first.labels, *second.labels})
    if unknown:
        raise DatasetInvalid(f"Class {unknown[0]!r} is unknown to both models. Leave its images out.")
    labels = sorted({*first.labels, *second.labels})
    reports = []
    for classifier in (first, second):
        spent: list[float] = []
        judged = judge(classifier, items, on_progress, labels=labels, spent=spent)
        reports.append(report(judged, labels, cost=cost(spent)))
    return compare_reports(reports[0], reports[1], margin=margin)


def compare_reports(first: EvaluationReport, second: EvaluationReport, *, margin: float = MARGIN) -> Versus:
    """Compare two reports that still know what was judged; raises DatasetInvalid without common images."""
    found = paired(first.judged, second.judged, margin=margin)
    return Versus(
        **{one.name: getattr(found, one.name) for one in fields(found)},
        first=first,
        second=second,
        verdict=_verdict(found),
    )


def paired(first: Sequence[Judged], second: Sequence[Judged], *, margin: float = MARGIN) -> Paired:
    """Compare what two models answered, image by image; raises DatasetInvalid without common images."""
    pairs = _pairs(first, second)
    old = np.array([one.correct for one, _ in pairs])
    new = np.array([one.correct for _, one in pairs])
    difference = paired_difference(old, new)
    test = mcnemar(int((old & ~new).sum()), int((new & ~old).sum()))
    truth = np.array([one.truth for one, _ in pairs])
    return Paired(
        n=len(pairs),
        difference=difference,
        macro_f1=_macro_f1_difference(pairs),
        mcnemar=test,
        per_class=_class_changes(truth, old, new, margin),
        margin=margin,
        outcome=_outcome(difference, test),
    )


def _pairs(a: Sequence[Judged], b: Sequence[Judged]) -> list[tuple[Judged, Judged]]:
    # One picture filed under two labels is two questions.
    known = {(one.sha256, one.truth): one for one in a}
    pairs = [(known[key], one) for one in b if (key := (one.sha256, one.truth)) in known]
    if not pairs:
        raise DatasetInvalid("The two evaluations share no image, so they cannot be compared.")
    return pairs


def _class_changes(
    truth: np.ndarray, old: np.ndarray, new: np.ndarray, margin: float
) -> tuple[ClassChange, ...]:
    """A row per class with images, the greatest loss first."""
    labels = [str(label) for label in np.unique(truth)]
    found = []
    for label in labels:
        before, after = old[truth == label], new[truth == label]
        lost, gained = int((before & ~after).sum()), int((after & ~before).sum())
        found.append((label, paired_difference(before, after), upper_tail(lost, lost + gained)))
    significant = _holm([p for _, _, p in found])
    rows = [
        ClassChange(label, difference, p, _class_outcome(difference, sure, margin))
        for (label, difference, p), sure in zip(found, significant, strict=True)
    ]
    return tuple(sorted(rows, key=lambda row: (row.difference.value, row.label)))


def _class_outcome(difference: Estimate, significant: bool, margin: float) -> ClassOutcome:
    if significant:
        return "lost"
    if difference.value < -margin:
        return "watch"
    return "gained" if difference.low > 0 else "kept"


def _holm(p_values: Sequence[float]) -> list[bool]:
    """Which tests hold at 5 % over all of them together."""
    held = [False] * len(p_values)
    for rank, index in enumerate(np.argsort(p_values, kind="stable")):
        if p_values[index] > _ALPHA / (len(p_values) - rank):
            break
        held[index] = True
    return held


def _outcome(difference: Estimate, test: McNemar) -> Outcome:
    """Told apart only when the exact test and the interval agree."""
    if test.p < _ALPHA and difference.low > 0:
        return "better"
    return "worse" if test.p < _ALPHA and difference.high < 0 else "undecided"


def _macro_f1_difference(pairs: Sequence[tuple[Judged, Judged]]) -> Estimate:
    """Paired: images are drawn with both answers, as counts of (truth, first answer, second answer)."""
    rows = [(one.truth, one.top[0].label, other.top[0].label) for one, other in pairs]
    labels = sorted({label for row in rows for label in row})
    coded = np.array([[labels.index(label) for label in row] for row in rows])
    kinds, counts = np.unique(coded, axis=0, return_counts=True)
    one_hot = np.eye(len(labels))
    drawn = np.random.default_rng(0).multinomial(len(rows), counts / len(rows), REPEATS)
    weights = np.vstack([counts, drawn]).astype(np.float64)
    shown = weights @ one_hot[kinds[:, 0]]
    present = shown > 0
    means = []
    for column in (1, 2):
        named = weights @ one_hot[kinds[:, column]]
        hits = weights @ (one_hot[kinds[:, 0]] * (kinds[:, 0] == kinds[:, column])[:, None])
        f1 = 2 * hits / np.maximum(shown + named, 1)
        means.append((f1 * present).sum(axis=1) / present.sum(axis=1))
    change = means[1] - means[0]
    if np.ptp(change) < 1e-12:  # Blind, as for accuracy: no image changed sides.
        old, new = (np.array([pair[i].correct for pair in pairs]) for i in (0, 1))
        return paired_difference(old, new)
    low, high = np.quantile(change[1:], [0.025, 0.975])
    value = float(change[0])
    return Estimate(value, float(min(low, value)), float(max(high, value)), len(rows))


def _verdict(found: Paired) -> str:
    """The comparison in words, classes that pay included."""
    difference, test = found.difference, found.mcnemar
    points = (
        f"{100 * difference.value:+.1f} points of accuracy "
        f"(95 %: {100 * difference.low:+.1f} to {100 * difference.high:+.1f}, n = {difference.n})"
    )
    said = {
        "better": f"The second model is better: {points}.",
        "worse": f"The second model is worse: {points}.",
        "undecided": f"These images do not tell the two apart: {points}.",
    }[found.outcome]
    shown = f"= {test.p:.3f}" if test.p >= 0.001 else "< 0.001"
    coin = (
        f"It alone is right on {test.only_second}, the first alone on {test.only_first}; "
        f"chance splits at least so unevenly with p {shown}."
    )
    return " ".join([said, coin, _guard(found.per_class)])


def _guard(changes: Sequence[ClassChange]) -> str:
    lost = [row.label for row in changes if row.outcome == "lost"]
    watched = [row.label for row in changes if row.outcome == "watch"]
    parts = []
    if lost:
        parts.append(f"It lost on: {', '.join(lost)}.")
    if watched:
        parts.append(f"Fewer right answers, perhaps by chance, on: {', '.join(watched)}.")
    return " ".join(parts) or "No class lost."
