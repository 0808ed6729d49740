"""What may be said aloud: thresholds, broader terms, sets that keep a promise, novelty, known weak points."""

import numpy as np
import pytest

from ml.answers import (
    KEPT,
    LINE,
    Conformal,
    NoveltyScale,
    Rules,
    crossfitted,
    decide,
    fit_rules,
    fit_temperature,
    is_right,
    known_weak,
    softmax,
)
from ml.answers.novelty import KEPT_OF_DRAWINGS
from ml.answers.rules import RIGHT
from ml.models import Classifier, bundle
from ml.records import Answer
from ml.training import Evidence, TrainResult, Worth
from tests.ml.patterns import pattern

TERMS = ("asmat", "kawung", "parang", "parang-rusak", "tifa")
BROADER = {
    "parang": "diagonal",
    "parang-rusak": "diagonal",
    "kawung": "round",
    "asmat": "papua",
    "tifa": "papua",
}
RULES = Rules(TERMS, BROADER, sure=0.8, set=0.9)


def answers(n: int, noise: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Raw scores (n, 5) of a model that is often right, and the truth."""
    random = np.random.default_rng(seed)
    truth = random.integers(0, len(TERMS), n)
    scores = random.normal(size=(n, len(TERMS))) * noise
    scores[np.arange(n), truth] += 1
    return scores.astype(np.float32), truth


@pytest.mark.parametrize(
    ("probabilities", "is_strange", "answer"),
    [
        ((0.05, 0.85, 0.05, 0.03, 0.02), False, Answer("term", ("kawung",))),
        ((0.05, 0.85, 0.05, 0.03, 0.02), True, Answer("unknown")),
        ((0.02, 0.03, 0.5, 0.4, 0.05), False, Answer("broader", ("diagonal",))),
        ((0.02, 0.5, 0.42, 0.03, 0.03), False, Answer("set", ("kawung", "parang"))),
        ((0.2, 0.3, 0.2, 0.1, 0.2), False, Answer("unknown")),
    ],
)
def test_no_more_is_said_than_is_sure(
    probabilities: tuple[float, ...], is_strange: bool, answer: Answer
) -> None:
    assert decide(np.array(probabilities), is_strange, RULES) == answer


def test_a_broader_term_of_one_term_alone_is_never_said() -> None:
    assert RULES.families == ("diagonal", "papua")
    assert decide(np.array([0.0, 0.79, 0.21, 0.0, 0.0]), False, RULES).kind == "set"


def test_right_is_judged_at_the_level_that_was_said() -> None:
    assert is_right(Answer("broader", ("diagonal",)), "parang", BROADER)
    assert not is_right(Answer("broader", ("papua",)), "parang", BROADER)
    assert is_right(Answer("set", ("kawung", "parang")), "parang", BROADER)
    assert not is_right(Answer("term", ("kawung",)), "parang", BROADER)


def test_fitted_thresholds_keep_what_is_asked_on_new_answers() -> None:
    scores, truth = answers(1500, 0.45)
    probabilities = softmax(scores, fit_temperature(scores, truth))
    rules = fit_rules(probabilities, truth, TERMS, BROADER, np.zeros(len(truth), bool))
    fresh, their = answers(1500, 0.45, seed=1)
    said = [decide(row, False, rules) for row in softmax(fresh, fit_temperature(scores, truth))]
    right = [
        is_right(answer, TERMS[index], BROADER)
        for answer, index in zip(said, their, strict=True)
        if answer.kind in ("term", "broader")
    ]
    assert np.mean(right) >= RIGHT
    assert len(right) > 300
    assert {answer.kind for answer in said} == {"term", "broader", "set", "unknown"}


def test_few_answers_prove_little() -> None:
    """Five right ones of an unsure model do not make it sure; without any, hardly anything is said."""
    unsure = np.full((5, 5), 0.1) + 0.5 * np.eye(5)
    rules = fit_rules(unsure, np.arange(5), TERMS, {}, np.zeros(5, bool))
    assert rules.sure > 0.9
    nothing = fit_rules(unsure[:0], np.arange(0), TERMS, BROADER, np.zeros(0, bool))
    assert nothing.sure > 0.9
    assert nothing.set > 0.9


def test_sets_hold_the_truth_as_often_as_promised() -> None:
    scores, truth = answers(2000, 0.6)
    sets = Conformal.fit(softmax(scores, 0.3), truth)
    fresh, their = answers(2000, 0.6, seed=2)
    members = sets.members(softmax(fresh, 0.3))
    assert members[np.arange(2000), their].mean() == pytest.approx(0.9, abs=0.02)
    assert members.sum(axis=1).mean() < 3
    assert Conformal.fit(softmax(scores[:5], 0.3), truth[:5]).members(softmax(fresh, 0.3)).all()


def test_no_answer_has_a_say_in_its_own_temperature() -> None:
    scores, truth = answers(200, 0.5)
    parts = np.arange(200) % 4
    found = crossfitted(scores, truth, parts)
    expected = fit_temperature(scores[parts != 2], truth[parts != 2])
    assert np.allclose(found[parts == 2], softmax(scores[parts == 2], expected))


def test_novelty_finds_what_is_far_and_what_has_no_name() -> None:
    random = np.random.default_rng(0)
    distance, best = random.normal(0.3, 0.05, 400), random.normal(0.8, 0.2, 400)
    scale = NoveltyScale.fit(distance, best)
    known = scale.of(distance, best)
    assert np.median(known) == pytest.approx(LINE / 2)
    assert (known <= LINE).mean() == pytest.approx(KEPT, abs=0.01)
    assert scale.of(np.array([0.6]), np.array([0.8]))[0] > LINE
    assert scale.of(np.array([0.3]), np.array([-0.6]))[0] > LINE
    assert scale.of(np.array([0.0]), np.array([3.0]))[0] == 0
    same = NoveltyScale.fit(np.full(9, 0.3), np.full(9, 0.8))
    assert same.of(np.array([0.31]), np.array([0.8]))[0] > LINE


def test_where_drawings_stand_for_photographs_the_score_decides_and_more_is_kept() -> None:
    random = np.random.default_rng(2)
    known = random.normal(0.3, 0.05, 400), random.normal(0.8, 0.2, 400)
    far, doubtful = (np.array([0.5]), np.array([0.8])), (np.array([0.3]), np.array([0.0]))
    plain, drawn = NoveltyScale.fit(*known), NoveltyScale.fit(*known, drawn=True)
    assert plain.of(*far)[0] == pytest.approx(plain.of(*doubtful)[0], rel=0.1)
    assert drawn.of(*far)[0] < LINE < drawn.of(*doubtful)[0]
    assert KEPT_OF_DRAWINGS <= (drawn.of(*known) <= LINE).mean() < 1, "and a little more"


def test_weak_points_are_named_only_where_the_counts_say_so() -> None:
    counts = np.diag([40, 40, 40, 3])
    counts[3, 2] = 5
    counts[0, 1] = 2
    [weak] = known_weak(counts, TERMS[:4])
    assert weak["label"] == "parang-rusak"
    assert weak["sentence"]["en"] == (
        "Recognised in 3 of 8 (14 % to 69 %). Often taken for parang: 5 of 8 (31 % to 86 %)."
    )
    assert weak["sentence"]["id"].startswith(
        "Dikenali pada 3 dari 8 (14 % sampai 69 %). Sering dikira parang"
    )
    assert weak["confused_with"][0]["count"] == 5
    assert known_weak(np.diag([5, 5, 0]), TERMS[:3]) == []


def test_worth_counts_each_answer_by_the_others() -> None:
    scores, truth = answers(300, 0.4)
    worth = Worth.fit(Evidence.in_turn(scores, truth, np.linspace(0.2, 0.4, 300)), TERMS, BROADER)
    assert worth.report.n == 300
    assert worth.report.ece < 0.1
    assert set(worth.thresholds) == {"sure", "set", "novelty"}
    assert worth.conformal.n == 300


def test_a_bundle_answers_by_what_was_held_out(
    trained: tuple[TrainResult, object], classifier: Classifier
) -> None:
    info = trained[0].info
    described = (info.format_version, info.broader, info.conformal["n"])
    assert described == (bundle.FORMAT_VERSION, {}, info.n_train)
    assert classifier.info == info
    prediction = classifier.predict([pattern("dots", 5)])[0]
    assert [one.label for one in prediction.top][: len(prediction.prediction_set)] == list(
        prediction.prediction_set
    )
    assert prediction.to_json()["prediction_set"] == list(prediction.prediction_set)
