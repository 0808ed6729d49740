"""Fit what recipes share on top of features: head, calibration, embedding, and what the answers are worth."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from ml.answers import (
    LINE,
    Conformal,
    NoveltyScale,
    Projection,
    crossfitted,
    fit_rules,
    fit_temperature,
    known_weak,
    softmax,
    spread_over_classes,
)
from ml.evaluation import ranked_rows, report
from ml.figures import EvaluationReport, Judged
from ml.models import bundle
from ml.models.arrays import write_arrays
from ml.models.heads import arrays_of
from ml.records import BackboneInfo, BundleInfo
from ml.texture import HeadData, Ridge, Scaling, fit_ridge
from ml.training.cross_validation import choose_penalty, held_out, projected
from ml.training.work import Work

_PARTS = 5
_SLACK = 1.0
"""Standard errors of log loss given up for a larger penalty where further drawings are learned as well.

Held-out drawings are easier than the cloth that they stand for, and would choose hardly any penalty.
"""


@dataclass(frozen=True)
class Evidence:
    """What a model said of images that it had not learned from.

    Raw `scores` (n, k), true classes `truth` int (n,), `distance` (n,) to the nearest training image, and
    `parts` int (n,): the folds that were held out together. `drawn` says that drawings stand for photographs.
    """

    scores: np.ndarray
    truth: np.ndarray
    distance: np.ndarray
    parts: np.ndarray
    drawn: bool = False

    @classmethod
    def in_turn(cls, scores: np.ndarray, truth: np.ndarray, distance: np.ndarray) -> "Evidence":
        """Of images that were all held out together: five parts are made in turn."""
        return cls(scores, truth, distance, np.arange(len(truth)) % _PARTS)

    @property
    def best(self) -> np.ndarray:
        """The best score of each image (n,)."""
        best: np.ndarray = self.scores.max(axis=1)
        return best

    def only(self, rows: np.ndarray) -> "Evidence":
        """Some of its rows, bool (n,)."""
        return Evidence(
            self.scores[rows], self.truth[rows], self.distance[rows], self.parts[rows], self.drawn
        )

    def novelty_scale(self) -> NoveltyScale:
        """The scale and line of novelty that follow."""
        return NoveltyScale.fit(self.distance, self.best, drawn=self.drawn)


@dataclass(frozen=True)
class Worth:
    """What a model's answers are worth, found on images that it had not learned from.

    `report` counts each answer by a temperature that it had no say in.
    """

    temperature: float
    thresholds: dict[str, float]
    novelty: NoveltyScale
    conformal: Conformal
    known_weak: list[dict[str, Any]]
    report: EvaluationReport
    evidence: Evidence

    @classmethod
    def fit(cls, evidence: Evidence, classes: Sequence[str], broader: Mapping[str, str]) -> "Worth":
        """All that follows from what was held out."""
        scores, truth = evidence.scores, evidence.truth
        probabilities = crossfitted(scores, truth, evidence.parts)
        novelty = evidence.novelty_scale()
        unknown = novelty.of(evidence.distance, evidence.best) > LINE
        rules = fit_rules(probabilities, truth, classes, broader, unknown)
        report = judge_probabilities(probabilities, [classes[index] for index in truth], classes)
        temperature = fit_temperature(scores, truth)
        return cls(
            temperature=temperature,
            thresholds={**rules.thresholds(), "novelty": LINE},
            novelty=novelty,
            conformal=Conformal.fit(softmax(scores, temperature), truth),
            known_weak=known_weak(np.array(report.confusion["counts"]), classes),
            report=report,
            evidence=evidence,
        )


@dataclass(frozen=True)
class Fitted:
    """A head with everything a bundle needs, and what its answers are worth."""

    scaling: Scaling
    ridge: Ridge
    projection: Projection
    references: np.ndarray
    worth: Worth
    notes: dict[str, Any]
    referred: np.ndarray | None = None
    """The training rows that the references were made from; None for all."""

    @property
    def held_out(self) -> EvaluationReport:
        """Figures on images that it had not seen when it was asked."""
        return self.worth.report

    def info(self, work: Work, backbone: BackboneInfo, input_size: int) -> BundleInfo:
        """The bundle's record, before its files are hashed."""
        return BundleInfo(
            format_version=bundle.FORMAT_VERSION,
            recipe=work.config.recipe,
            labels=work.manifest.labels,
            backbone=backbone,
            input_size=input_size,
            temperature=self.worth.temperature,
            thresholds=self.worth.thresholds,
            novelty=asdict(self.worth.novelty),
            conformal=asdict(self.worth.conformal),
            broader=dict(work.manifest.broader),
            known_weak=self.worth.known_weak,
            n_train=len(work.manifest.train),
            snapshot_digest=work.manifest.digest,
            library_versions=bundle.library_versions(),
            created_at=datetime.now(UTC).isoformat(timespec="seconds"),
            figures=None,
            options={**work.config.options(), **self.notes},
            files={},
        )


def fit_head(
    data: HeadData,
    classes: Sequence[str],
    broader: Mapping[str, str] | None = None,
    on_fold: Callable[[int, int], None] = lambda done, total: None,
) -> Fitted:
    """A ridge head, its penalty and what its answers are worth from the folds; `classes` name the labels."""
    drawn, truth = data.extra is not None, data.labels[data.judged]
    answers = held_out(data, on_fold=on_fold)
    judged = {penalty: scores[data.judged] for penalty, scores in answers.scores.items()}
    answers = replace(answers, scores=judged, novelty=answers.novelty[data.judged])
    penalty, _ = choose_penalty(answers, truth, slack=_SLACK if drawn else 0.0)
    scaling, ridge = fit_ridge(data, penalty, answers.whole)
    projection = Projection.fit(data.compared, data.embedding_size)
    referred = spread_over_classes(data.labels)
    evidence = Evidence(answers.scores[penalty], truth, answers.novelty, data.folds[data.judged], drawn)
    return Fitted(
        scaling=scaling,
        ridge=ridge,
        projection=projection,
        references=np.concatenate([short for short, _ in projected(data.compared, referred, projection)]),
        referred=referred,
        worth=Worth.fit(evidence, classes, broader or {}),
        notes={"penalty": penalty},
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


def write_head(folder: Path, fitted: Fitted, rows: list[tuple[str, str]]) -> None:
    """Store the arrays and the index of the references: `rows` are (sha256, label) of all training rows."""
    write_arrays(
        folder / bundle.HEAD,
        arrays_of(fitted.scaling, fitted.ridge, fitted.projection, fitted.references),
    )
    referred = range(len(rows)) if fitted.referred is None else fitted.referred
    bundle.write_index(folder / bundle.INDEX, [rows[index] for index in referred])
