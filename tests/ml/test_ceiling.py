"""No answer sounds surer than the held-out answers that were as sure bear out."""

import numpy as np
import pytest

from ml.answers import PHOTOGRAPHS, POSSIBLE, Ceiling, fit_rules
from ml.answers.rules import UNSEEN
from ml.training import Evidence, Worth

TERMS = ("kawung", "parang", "truntum")


def sure_of(best: np.ndarray) -> np.ndarray:
    """Probabilities (n, 3) whose best, of the first label, is given."""
    rest = (1 - best) / 2
    return np.stack([best, rest, rest], axis=1)


def test_at_most_what_the_rule_of_succession_allows() -> None:
    best, right = np.linspace(0.5, 0.999, 60), np.ones(60, bool)
    ceiling = Ceiling.fit(best, right, np.arange(60))
    assert ceiling.highest == pytest.approx(61 / 62)
    assert ceiling.of(sure_of(np.array([1.0])))[0, 0] == pytest.approx(61 / 62)
    right[-1] = False
    assert Ceiling.fit(best, right, np.arange(60)).highest == pytest.approx(60 / 62)


def test_pictures_that_look_alike_count_once() -> None:
    best, right = np.full(16, 0.99), np.ones(16, bool)
    assert Ceiling.fit(best, right, np.arange(16)).highest == pytest.approx(17 / 18)
    assert Ceiling.fit(best, right, np.arange(16) % 2).highest == pytest.approx(3 / 4)


def test_surer_is_never_said_to_be_less_and_never_jumps() -> None:
    random = np.random.default_rng(3)
    best = random.uniform(0.34, 1, 400)
    ceiling = Ceiling.fit(best, random.random(400) < best**2, np.arange(400))
    asked = np.linspace(1 / 3, 1, 5000)
    said = ceiling.of(sure_of(asked))[:, 0]
    assert (np.diff(said) >= -1e-12).all()
    assert np.diff(said).max() < 0.02
    assert (said <= asked + 1e-12).all()
    assert len(ceiling.levels) == len(ceiling.most) <= 64


def test_order_and_sum_stay() -> None:
    ceiling = Ceiling.fit(np.full(5, 0.99), np.ones(5, bool), np.arange(5))
    asked = np.array([[1 - 3e-12, 1e-12, 2e-12], [0.97, 0.02, 0.01], [0.4, 0.35, 0.25]])
    said = ceiling.of(asked)
    assert said.sum(axis=1) == pytest.approx([1, 1, 1])
    assert (np.argsort(-said, axis=1) == np.argsort(-asked, axis=1)).all()
    assert said[:2, 0] == pytest.approx([6 / 7, 6 / 7])
    assert said[1, 1] > said[1, 2] > 0.01
    assert said[2] == pytest.approx([0.4, 0.35, 0.25])
    assert ceiling.of(asked[0]) == pytest.approx(said[0])


def test_a_bundle_of_an_earlier_release_is_not_bounded() -> None:
    rows = sure_of(np.array([0.999]))
    assert (Ceiling().of(rows) == rows).all()
    assert Ceiling().highest == 1


def evidence(photographs: int, drawings: int) -> Evidence:
    """Held-out answers that are all right and sure; photographs first."""
    n = photographs + drawings
    truth = np.arange(n) % 3
    scores = np.eye(3)[truth] + np.random.default_rng(0).normal(0, 0.05, (n, 3))
    drawn = np.arange(n) >= photographs
    return Evidence(scores, truth, np.linspace(0.2, 0.4, n), np.arange(n) % 5, np.arange(n), drawn)


@pytest.mark.parametrize(
    ("photographs", "bounded"), [(0, True), (PHOTOGRAPHS - 1, True), (PHOTOGRAPHS, False)]
)
def test_drawings_alone_say_no_more_than_possible(photographs: int, bounded: bool) -> None:
    worth = Worth.fit(evidence(photographs, 90), TERMS, {})
    said = worth.ceiling.of(sure_of(np.array([1.0])))[0, 0]
    assert bool(said <= POSSIBLE < 0.7) is bounded


def test_photographs_calibrate_where_there_are_enough() -> None:
    """The drawings are all right, the photographs mostly wrong: what is said follows the photographs."""
    found = evidence(60, 300)
    truth = np.where(np.arange(360) < 40, (found.truth + 1) % 3, found.truth)
    worth = Worth.fit(Evidence(found.scores, truth, *vars_after(found)), TERMS, {})
    assert worth.ceiling.highest <= 0.5


def vars_after(found: Evidence) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    assert found.drawn is not None
    return found.distance, found.parts, found.groups, found.drawn


def test_strangers_draw_the_line_of_what_is_named() -> None:
    n = 300
    truth = np.arange(n) % 3
    probabilities = 0.05 + 0.85 * np.eye(3)[truth]
    known = fit_rules(probabilities, truth, TERMS, {}, np.zeros(n, bool))
    assert known.sure <= 0.9
    strangers = np.random.default_rng(1).uniform(0.4, 1.0, 1000)
    careful = fit_rules(probabilities, truth, TERMS, {}, np.zeros(n, bool), strangers)
    assert (strangers >= careful.sure).mean() <= UNSEEN
    assert careful.sure > known.sure
