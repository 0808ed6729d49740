"""Figures and tests against the libraries that everyone trusts for them."""

import dataclasses
import json
from itertools import product
from typing import Any

import numpy as np
import pytest
from scipy import stats
from sklearn import metrics

from ml.errors import ConfigInvalid
from ml.evaluation import calibration, compare_reports, paired, ranked_rows, report
from ml.evaluation.confidence import average_precision, risk_coverage
from ml.figures import (
    Cost,
    Estimate,
    EvaluationReport,
    Judged,
    Robustness,
    RunFigures,
    Slice,
    TrainingFigures,
    UnseenFigures,
    mcnemar,
    newcombe,
    paired_difference,
    percentile,
    quantile,
    upper_tail,
    wilson,
)

LABELS = tuple("abcdef")


def answers(n: int, skill: float, seed: int = 0, support: tuple[str, ...] = LABELS) -> list[Judged]:
    """Simulated answers with all probabilities; more skill, more right ones. Scores have many ties."""
    random = np.random.default_rng(seed)
    truth = random.integers(0, len(support), n)
    scores = random.normal(size=(n, len(LABELS))) + skill * np.eye(len(LABELS))[truth]
    rows = np.exp(scores.round(1))
    rows /= rows.sum(axis=1, keepdims=True)
    return [
        Judged(str(i), "", LABELS[t], top, row.astype(np.float32))
        for i, (t, row, top) in enumerate(zip(truth, rows, ranked_rows(rows, LABELS), strict=True))
    ]


@pytest.fixture(scope="module")
def judged() -> list[Judged]:
    """300 images; no image shows the last class, which is answered all the same."""
    return answers(300, 2.0, support=LABELS[:-1])


@pytest.fixture(scope="module")
def found(judged: list[Judged]) -> EvaluationReport:
    return report(
        judged,
        LABELS,
        slices=[Slice("light", "dark", wilson(3, 9), newcombe(3, 9, 5, 7), True)],
        robustness=[Robustness("jpeg", "JPEG", wilson(1, 2), Estimate(-0.5, -1, 0, 2), wilson(2, 2))],
        cost=Cost(Estimate(3.0, 2.0, 4.0, 9), Estimate(5.0, 4.0, 6.0, 9), 80.5),
    )


def test_means_and_kappa_are_those_of_scikit_learn(judged: list[Judged], found: EvaluationReport) -> None:
    truth, answered = [one.truth for one in judged], [one.top[0].label for one in judged]
    shown = {"labels": sorted(set(truth)), "zero_division": 0}
    assert "f" in answered and "f" not in truth
    precision, recall, f1, _ = metrics.precision_recall_fscore_support(
        truth, answered, average="macro", **shown
    )
    assert found.macro_precision.value == pytest.approx(precision)
    assert found.macro_recall.value == pytest.approx(recall)
    assert found.macro_f1.value == pytest.approx(f1)
    assert found.kappa.value == pytest.approx(metrics.cohen_kappa_score(truth, answered))
    for one in (found.macro_precision, found.macro_recall, found.macro_f1, found.kappa):
        assert 0.02 < one.value - one.low < 0.1
        assert 0.02 < one.high - one.value < 0.1
    each = metrics.f1_score(truth, answered, average=None, **shown)
    assert [one.f1_score.value for one in found.per_class[:5]] == pytest.approx(list(each))
    assert found.per_class[5].recall.n == 0


def test_average_precision_is_that_of_scikit_learn(judged: list[Judged], found: EvaluationReport) -> None:
    curves = found.precision_recall
    assert curves is not None
    probabilities = np.stack([one.probabilities for one in judged])  # type: ignore[misc]
    wanted = [
        metrics.average_precision_score([one.truth == label for one in judged], probabilities[:, i])
        for i, label in enumerate(LABELS[:-1])
    ]
    assert [one.average_precision.value for one in curves.per_class[:-1]] == pytest.approx(wanted)
    assert curves.macro.value == pytest.approx(np.mean(wanted))
    assert curves.per_class[-1].average_precision.n == 0
    for one in curves.per_class[:-1]:
        assert one.average_precision.low < one.average_precision.value < one.average_precision.high
        assert one.points.x[-1] == 1.0
    assert np.isnan(average_precision(np.ones(3), np.zeros(3, bool)))


def test_bootstrap_of_average_precision_is_what_resampling_gives() -> None:
    rows = answers(80, 1.5, seed=3)
    curves = report(rows, LABELS).precision_recall
    assert curves is not None
    scores = np.array([one.probabilities[0] for one in rows])  # type: ignore[index]
    positive = np.array([one.truth == "a" for one in rows])
    random = np.random.default_rng(9)
    draws = [random.integers(0, 80, 80) for _ in range(400)]
    plain = [average_precision(scores[draw], positive[draw]) for draw in draws]
    low, high = np.nanquantile(plain, [0.025, 0.975])
    assert curves.per_class[0].average_precision.low == pytest.approx(low, abs=0.05)
    assert curves.per_class[0].average_precision.high == pytest.approx(high, abs=0.05)


def test_exact_tests_are_those_of_scipy() -> None:
    for lost, gained in product((0, 1, 4, 13), (0, 2, 9)):
        if lost + gained:
            test = stats.binomtest(lost, lost + gained)
            assert mcnemar(lost, gained).p == pytest.approx(test.pvalue)
            one_sided = stats.binomtest(lost, lost + gained, alternative="greater")
            assert upper_tail(lost, lost + gained) == pytest.approx(one_sided.pvalue)
    assert mcnemar(0, 0).p == 1
    for hits, n in ((0, 7), (3, 9), (154, 160), (50, 50)):
        low, high = stats.binomtest(hits, n).proportion_ci(method="wilson")
        assert (wilson(hits, n).low, wilson(hits, n).high) == pytest.approx((low, high), abs=1e-9)


def test_newcombe_matches_the_published_example() -> None:
    found = newcombe(56, 70, 48, 80)  # Newcombe 1998, table II: 0.2, 0.0524 to 0.3339.
    assert (found.value, found.low, found.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=1e-4)


def test_intervals_hold_what_they_promise() -> None:
    """In about 95 of 100 repetitions the truth lies inside; a value always lies in its own."""
    random = np.random.default_rng(5)
    inside = covered = 0
    for _ in range(200):
        old, new = random.random(120) < 0.8, random.random(120) < 0.7
        estimate = paired_difference(old, new)
        inside += estimate.low <= -0.1 <= estimate.high
    for _ in range(12):
        sure = random.random(200)
        one = calibration(sure, random.random(200) < sure).error
        covered += one.low <= one.value <= one.high
    assert 180 <= inside <= 199
    assert covered == 12


def test_nothing_wrong_is_not_certainty() -> None:
    right = [dataclasses.replace(one, truth=one.top[0].label) for one in answers(40, 9)]
    found = report(right, LABELS)
    for one in (found.accuracy, found.macro_f1, found.kappa, found.risk_coverage.coverage_at_5):
        assert one.value == 1
        assert 0.8 < one.low < 1
    assert percentile(0.0, np.zeros(9), 0) == Estimate(0.0, 0.0, 1.0, 0)
    alone = report([dataclasses.replace(right[0], sha256=str(i)) for i in range(3)], LABELS)
    assert (alone.kappa.low, alone.kappa.high) == (-1, 1)


def test_silence_buys_accuracy() -> None:
    sure = np.array([0.9, 0.9, 0.8, 0.7, 0.6])
    correct = np.array([True, True, True, False, True])
    found = risk_coverage(sure, correct)
    assert found.coverage_at_5.value == pytest.approx(0.6)
    assert found.area.value == pytest.approx((0 + 0 + 0 + 0.25 + 0.2) / 5)
    assert found.points.x == (0.4, 0.6, 0.8, 1.0), "equal probabilities are answered together"
    assert found.points.y == (0.0, 0.0, 0.25, 0.2)


def test_quantiles_have_intervals_by_order() -> None:
    one = quantile(np.arange(101.0), 0.5)
    assert (one.value, one.n) == (50, 101)
    assert 38 <= one.low < 43
    assert 57 < one.high <= 62
    assert quantile(np.array([7.0]), 0.95) == Estimate(7, 7, 7, 1)


def test_reports_go_to_json_and_back(found: EvaluationReport) -> None:
    text = json.dumps(found.to_json())
    assert EvaluationReport.from_json(json.loads(text)) == found
    raw = json.loads(text)
    del raw["kappa"]
    with pytest.raises(ConfigInvalid, match="'kappa'"):
        EvaluationReport.from_json(raw)
    with pytest.raises(ConfigInvalid, match="per_class has to be a list"):
        EvaluationReport.from_json({**json.loads(text), "per_class": {}})


ALLOWED = {
    "n", "support", "few", "counts", "labels", "label", "attribute", "value", "kind", "change", "said",
    "ece",  # calibration.error.value again
    "f1",  # f1_score.value again
    "x", "y",  # points of curves: their summary has the interval
    "peak_memory_mb",  # one reading
    "only_first", "only_second", "p", "margin", "outcome", "verdict",  # counts, a test's p, and words
}  # fmt: skip


def bare(value: Any, where: str = "") -> list[str]:
    """Places with a number or text that is no part of a complete estimate and not known to need none."""
    if isinstance(value, dict):
        if value.keys() == {"value", "low", "high", "n"}:
            fits = value["low"] <= value["value"] <= value["high"] and isinstance(value["n"], int)
            return [] if fits else [where]
        return [
            place
            for name, one in value.items()
            if name not in ALLOWED
            for place in bare(one, f"{where}.{name}")
        ]
    if isinstance(value, list):
        return [place for i, one in enumerate(value) for place in bare(one, f"{where}[{i}]")]
    return [] if value is None else [where]


def test_no_figure_without_n_and_interval(found: EvaluationReport) -> None:
    assert bare(found.to_json()) == []
    assert bare(compare_reports(found, found).to_json()) == []
    assert bare({"accuracy": 0.9}) == [".accuracy"]


def test_the_figures_of_a_run_come_back_from_json(found: EvaluationReport, judged: list[Judged]) -> None:
    unseen = UnseenFigures(auroc=wilson(9, 10), named=wilson(1, 9), known_named=wilson(7, 9))
    trained = TrainingFigures(found, found, wilson(3, 4), unseen)
    assert TrainingFigures.from_json(json.loads(json.dumps(trained.to_json()))).test == found
    brief = TrainingFigures.from_json(json.loads(json.dumps(trained.brief().to_json())))
    assert brief == trained.brief()
    assert brief.held_out == found.summary() and brief.test == found.without_curves()
    alone = RunFigures.of(brief)
    assert (alone.test, alone.held_out, alone.unseen) == (brief.test, brief.held_out, unseen)
    assert (alone.champion, alone.champion_saw) == (None, 0)
    both = alone.compared("an id", found, 7, paired(judged, judged))
    assert RunFigures.from_json(json.loads(json.dumps(both.to_json()))) == both
    assert set(both.to_json()) == {
        "test", "champion", "champion_version", "champion_saw", "difference", "versus", "held_out",
        "unseen",
    }  # fmt: skip
    assert both.difference == both.versus.difference if both.versus else False
    assert not {"first", "second", "verdict"} & both.to_json()["versus"].keys()


def test_a_better_model_is_told_from_a_worse_one() -> None:
    weak, strong = (report(answers(300, skill, seed=1), LABELS) for skill in (1.0, 3.0))
    found = compare_reports(weak, strong)
    assert found.outcome == "better"
    assert found.macro_f1.low > 0
    assert "The second model is better" in found.verdict
    back = compare_reports(strong, weak)
    assert back.outcome == "worse"
    assert back.difference.value == pytest.approx(-found.difference.value)
    assert back.per_class[0].outcome == "lost"
    assert "It lost on: " in back.verdict
    same = compare_reports(weak, weak)
    assert (same.outcome, {one.outcome for one in same.per_class}) == ("undecided", {"kept"})


def test_a_class_that_pays_is_named_even_if_all_in_all_it_is_better() -> None:
    before = answers(300, 1.0, seed=2)
    after = []
    for old, new in zip(before, answers(300, 4.0, seed=2), strict=True):
        wrong = [one for one in old.top if one.label != "b"]
        after.append(dataclasses.replace(new, top=tuple(wrong)) if new.truth == "b" else new)
    found = compare_reports(report(before, LABELS), report(after, LABELS))
    assert found.outcome == "better"
    assert [one.label for one in found.per_class if one.outcome == "lost"] == ["b"]
    assert found.verdict.endswith("It lost on: b.")
