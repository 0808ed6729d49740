"""What a model may say aloud of a picture, and how sure it has to be: a term, a broader one, a small set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ml.records import Answer

RIGHT = 0.97
"""Share of the terms and broader terms said aloud that should be right."""

RIGHT_SETS = 0.9
"""Share of the answers that leave a choice of a few terms and should hold the right one."""

UNSEEN = 0.15
"""Share of the pictures of motifs that were never learned that get a name all the same, at most."""

MAX_SET = 3
"""Most terms that an answer names side by side."""

# Aimed a little safer than asked: thresholds look best on the answers they were chosen by.
_MARGIN = 0.01
_UNSEEN_MARGIN = 0.02
_LOWEST, _HIGHEST = 0.5, 0.995
_PRIOR = 10
_TRIED = 200


@dataclass(frozen=True)
class Rules:
    """From which probability on something is said.

    `sure` holds for one term and for a broader one, `set` for the sum over a few. `broader` maps terms to the
    general label they fall under; one that stands for a single term says no less than the term and is unused.
    """

    terms: tuple[str, ...]
    broader: Mapping[str, str]
    sure: float = _HIGHEST
    set: float = _HIGHEST
    families: tuple[str, ...] = field(init=False)
    members: np.ndarray = field(init=False, repr=False)
    """Which terms each family holds: float (families, terms)."""

    def __post_init__(self) -> None:
        parents = [self.broader.get(term) for term in self.terms]
        names = tuple(sorted({parent for parent in parents if parent and parents.count(parent) > 1}))
        members = np.array([[parent == name for parent in parents] for name in names], np.float64)
        object.__setattr__(self, "families", names)
        object.__setattr__(self, "members", members.reshape(len(names), len(self.terms)))

    @classmethod
    def of(cls, terms: Sequence[str], broader: Mapping[str, str], thresholds: Mapping[str, float]) -> "Rules":
        """From a bundle's record."""
        return cls(tuple(terms), dict(broader), thresholds["sure"], thresholds["set"])

    def thresholds(self) -> dict[str, float]:
        """For a bundle's record."""
        return {"sure": self.sure, "set": self.set}


def decide(probabilities: np.ndarray, is_unknown: bool, rules: Rules) -> Answer:
    """One sure term; else the broader term that the likely ones share; else a small sure set; else nothing.

    `probabilities` is float (k,) in the order of `rules.terms`. A broader term's probability is the sum over
    its terms.
    """
    if is_unknown:
        return Answer("unknown")
    order = np.argsort(-probabilities, kind="stable")
    if probabilities[order[0]] >= rules.sure:
        return Answer("term", (rules.terms[order[0]],))
    masses = rules.members @ probabilities
    if len(masses) and masses.max() >= rules.sure:
        return Answer("broader", (rules.families[int(masses.argmax())],))
    enough = np.flatnonzero(np.cumsum(probabilities[order[:MAX_SET]]) >= rules.set)
    if len(enough):
        return Answer("set", tuple(rules.terms[i] for i in order[: enough[0] + 1]))
    return Answer("unknown")


def is_right(answer: Answer, truth: str, broader: Mapping[str, str]) -> bool:
    """Whether an answer that names something holds for a picture of `truth`."""
    if answer.kind == "broader":
        return broader.get(truth) == answer.labels[0]
    return truth in answer.labels


def fit_rules(
    probabilities: np.ndarray,
    truth: np.ndarray,
    terms: Sequence[str],
    broader: Mapping[str, str],
    unknown: np.ndarray,
    strangers: np.ndarray | None = None,
) -> Rules:
    """The lowest thresholds at which enough of what is said of held-out pictures is right.

    `probabilities` is (n, k), `truth` int (n,), `unknown` bool (n,): of those nothing is said. Terms and
    broader terms are judged together, sets by themselves on what those leave. `strangers` (m,) are best
    probabilities of pictures of classes that were left out: at most UNSEEN of them get a name.
    """
    rules = Rules(tuple(terms), dict(broader))
    asked, truth = probabilities[~unknown], truth[~unknown]
    best, right = asked.max(axis=1, initial=0), asked.argmax(axis=1) == truth
    mass, fits = np.zeros(len(asked)), np.zeros(len(asked), bool)
    if rules.families:
        masses = asked @ rules.members.T
        mass, fits = masses.max(axis=1), rules.members[masses.argmax(axis=1), truth] > 0
    sure = max(_lowest_sure(best, right, mass, fits), _least_named(strangers))
    left = np.maximum(best, mass) < sure
    return replace(rules, sure=sure, set=_lowest_for_sets(asked[left], truth[left]))


def _lowest_sure(best: np.ndarray, right: np.ndarray, mass: np.ndarray, fits: np.ndarray) -> float:
    said = best[(best > _LOWEST) & (best < _HIGHEST)]
    tried = np.quantile(said, np.linspace(0, 1, min(_TRIED, len(said)))) if len(said) else said
    for threshold in np.unique(np.r_[_LOWEST, tried]):
        term = best >= threshold
        family = ~term & (mass >= threshold)
        if _share(np.r_[best[term], mass[family]], np.r_[right[term], fits[family]]) >= RIGHT + _MARGIN:
            return float(threshold)
    return _HIGHEST


def _least_named(strangers: np.ndarray | None) -> float:
    """The probability that few enough of the strangers reach."""
    if strangers is None or not len(strangers):
        return _LOWEST
    line = float(np.quantile(strangers, 1 - UNSEEN + _UNSEEN_MARGIN))
    return min(max(float(np.nextafter(line, 1)), _LOWEST), _HIGHEST)


def _lowest_for_sets(probabilities: np.ndarray, truth: np.ndarray) -> float:
    order = np.argsort(-probabilities, axis=1, kind="stable")[:, :MAX_SET]
    masses = np.cumsum(np.take_along_axis(probabilities, order, axis=1), axis=1)
    found = np.cumsum(order == truth[:, None], axis=1) > 0
    for threshold in np.arange(_LOWEST, _HIGHEST, 0.005):
        kept = np.flatnonzero(masses[:, -1] >= threshold)
        last = (masses[kept] < threshold).sum(axis=1)
        if _share(masses[kept, last], found[kept, last]) >= RIGHT_SETS + _MARGIN:
            return float(threshold)
    return _HIGHEST


def _share(said: np.ndarray, right: np.ndarray) -> float:
    """Share of right answers, among them _PRIOR that are as right as the model says: few prove little."""
    if not len(said):
        return 0.0
    return float((right.sum() + _PRIOR * said.mean()) / (len(right) + _PRIOR))
