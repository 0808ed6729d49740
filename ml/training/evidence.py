"""What a model said of pictures that it had not learned from, and what its answers are worth by it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ml.answers import (
    LINE,
    PHOTOGRAPHS,
    Ceiling,
    Conformal,
    NoveltyScale,
    Rules,
    crossfitted,
    fit_rules,
    fit_temperature,
    known_weak,
    softmax,
)
from ml.evaluation import ranked_rows, report
from ml.figures import EvaluationReport, Judged, UnseenFigures, auroc, wilson
from ml.training.left_out import Unseen

_PARTS = 5


@dataclass(frozen=True)
class Evidence:
    """What a model said of images that it had not learned from.

    Raw `scores` (n, k), true classes `truth` int (n,), `distance` (n,) to the nearest training image, and
    `parts` int (n,): the folds that were held out together. Images of one of the `groups` int (n,) look
    alike and count as one where evidence is counted. Where most of what was learned is drawn, `drawn` bool
    (n,) tells drawings from photographs. `unseen` is what is said of classes that were left out.
    """

    scores: np.ndarray
    truth: np.ndarray
    distance: np.ndarray
    parts: np.ndarray
    groups: np.ndarray
    drawn: np.ndarray | None = None
    unseen: Unseen | None = None

    @classmethod
    def in_turn(
        cls,
        scores: np.ndarray,
        truth: np.ndarray,
        distance: np.ndarray,
        groups: np.ndarray | None = None,
        unseen: Unseen | None = None,
    ) -> "Evidence":
        """Of images that were all held out together: five parts are made in turn."""
        each = np.arange(len(truth))
        own = each if groups is None else groups
        return cls(scores, truth, distance, each % _PARTS, own, unseen=unseen)

    @property
    def best(self) -> np.ndarray:
        """The best score of each image (n,)."""
        best: np.ndarray = self.scores.max(axis=1)
        return best

    def only(self, rows: np.ndarray) -> "Evidence":
        """Some of its rows, bool (n,)."""
        return Evidence(
            self.scores[rows],
            self.truth[rows],
            self.distance[rows],
            self.parts[rows],
            self.groups[rows],
            None if self.drawn is None else self.drawn[rows],
            self.unseen,
        )

    @property
    def trusted(self) -> np.ndarray:
        """Which rows tell what an answer to a photograph is worth: bool (n,).

        Of a model that learned drawings those are the photographs, as soon as there are PHOTOGRAPHS.
        """
        if self.drawn is None or (~self.drawn).sum() < PHOTOGRAPHS:
            return np.ones(len(self.truth), bool)
        return ~self.drawn

    @property
    def only_drawings_tell(self) -> bool:
        """Whether too few photographs were held out to say more than "possible"."""
        return self.drawn is not None and bool((~self.drawn).sum() < PHOTOGRAPHS)

    def novelty_scale(self) -> NoveltyScale:
        """The scale and line of novelty that follow."""
        return NoveltyScale.fit(self.distance, self.best, drawn=self.drawn is not None)

    def ceiling(self, probabilities: np.ndarray) -> Ceiling:
        """The most that may be said, by calibrated probabilities (n, k) of these images."""
        right = probabilities.argmax(axis=1) == self.truth
        return Ceiling.fit(probabilities.max(axis=1), right, self.groups, drawn=self.only_drawings_tell)

    def said(self, probabilities: np.ndarray) -> np.ndarray:
        """Calibrated probabilities (n, k) as they would be said, each part bounded by the other parts."""
        said = np.zeros(probabilities.shape)
        for part in np.unique(self.parts):
            inside = self.parts == part
            others = self.trusted & ~inside if not inside.all() else self.trusted
            said[inside] = self.only(others).ceiling(probabilities[others]).of(probabilities[inside])
        return said


@dataclass(frozen=True)
class Worth:
    """What a model's answers are worth, found on images that it had not learned from.

    `report` counts each answer by a temperature and a ceiling that it had no say in.
    """

    temperature: float
    ceiling: Ceiling
    thresholds: dict[str, float]
    novelty: NoveltyScale
    conformal: Conformal
    known_weak: list[dict[str, Any]]
    report: EvaluationReport
    unseen: UnseenFigures | None
    evidence: Evidence

    @classmethod
    def fit(cls, evidence: Evidence, classes: Sequence[str], broader: Mapping[str, str]) -> "Worth":
        """All that follows from what was held out."""
        trusted = evidence.only(evidence.trusted)
        temperature = fit_temperature(trusted.scores, trusted.truth)
        novelty = evidence.novelty_scale()
        probabilities = crossfitted(trusted.scores, trusted.truth, trusted.parts)
        unknown = novelty.of(trusted.distance, trusted.best) > LINE
        strangers = _strangers(evidence.unseen, novelty, temperature)
        rules = fit_rules(probabilities, trusted.truth, classes, broader, unknown, strangers)
        ceiling = trusted.ceiling(probabilities)
        everything = softmax(evidence.scores, temperature)
        everything[evidence.trusted] = probabilities
        named = [classes[one] for one in evidence.truth]
        report = judge_probabilities(evidence.said(everything), named, classes)
        return cls(
            temperature=temperature,
            ceiling=ceiling,
            thresholds={**rules.thresholds(), "novelty": LINE},
            novelty=novelty,
            conformal=Conformal.fit(ceiling.of(softmax(trusted.scores, temperature)), trusted.truth),
            known_weak=known_weak(np.array(report.confusion["counts"]), classes),
            report=report,
            unseen=_unseen_figures(probabilities, unknown, strangers, rules),
            evidence=evidence,
        )


def _strangers(unseen: Unseen | None, novelty: NoveltyScale, temperature: float) -> np.ndarray | None:
    """Best probabilities of pictures of left-out classes, 0 where novelty alone keeps them unnamed: (m,)."""
    if unseen is None:
        return None
    best = softmax(unseen.scores, temperature).max(axis=1)
    far = novelty.of(unseen.distance, unseen.best) > LINE
    strangers: np.ndarray = np.where(far, 0.0, best)
    return strangers


def _unseen_figures(
    probabilities: np.ndarray, unknown: np.ndarray, strangers: np.ndarray | None, rules: Rules
) -> UnseenFigures | None:
    if strangers is None:
        return None
    known = np.where(unknown, 0.0, probabilities.max(axis=1))
    return UnseenFigures(
        auroc=auroc(-known, -strangers),
        named=wilson(int((strangers >= rules.sure).sum()), len(strangers)),
        known_named=wilson(int((known >= rules.sure).sum()), len(known)),
    )


def judge_probabilities(
    probabilities: np.ndarray, labels: Sequence[str], classes: Sequence[str]
) -> EvaluationReport:
    """Figures from probabilities (n, k) and true labels."""
    ranked = ranked_rows(probabilities, classes)
    rows = probabilities.astype(np.float32)
    return report(
        [
            Judged(str(i), "", label, top, row)
            for i, (label, top, row) in enumerate(zip(labels, ranked, rows, strict=True))
        ],
        classes,
    )
