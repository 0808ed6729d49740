"""Fit what recipes share on top of features: head, calibration, embedding, and what the answers are worth."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from ml.answers import Projection, spread_over_classes
from ml.figures import EvaluationReport
from ml.models import bundle
from ml.models.arrays import write_arrays
from ml.models.heads import arrays_of
from ml.records import BackboneInfo, BundleInfo
from ml.texture import HeadData, Ridge, Scaling, fit_ridge
from ml.training.cross_validation import choose_penalty, held_out, projected
from ml.training.evidence import Evidence, Worth
from ml.training.left_out import left_out
from ml.training.work import Work

_SLACK = 1.0
"""Standard errors of log loss given up for a larger penalty where further drawings are learned as well.

Held-out drawings are easier than the cloth that they stand for, and would choose hardly any penalty.
"""


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
            ceiling=asdict(self.worth.ceiling),
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
    drawn, truth = data.learns_drawings, data.labels[data.judged]
    answers = held_out(data, on_fold=on_fold)
    judged = {penalty: scores[data.judged] for penalty, scores in answers.scores.items()}
    answers = replace(answers, scores=judged, novelty=answers.novelty[data.judged])
    penalty, _ = choose_penalty(answers, truth, slack=_SLACK if drawn else 0.0)
    scaling, ridge = fit_ridge(data, penalty, answers.whole)
    projection = Projection.fit(data.compared, data.embedding_size)
    referred = spread_over_classes(data.labels)
    evidence = Evidence(
        answers.scores[penalty],
        truth,
        answers.novelty,
        data.folds[data.judged],
        groups=data.look_alikes[data.judged],
        drawn=_drawn_rows(data) if drawn else None,
        unseen=left_out(data, penalty, projection),
    )
    return Fitted(
        scaling=scaling,
        ridge=ridge,
        projection=projection,
        references=np.concatenate([short for short, _ in projected(data.compared, referred, projection)]),
        referred=referred,
        worth=Worth.fit(evidence, classes, broader or {}),
        notes={"penalty": penalty},
    )


def _drawn_rows(data: HeadData) -> np.ndarray:
    """Which of the judged rows are drawings: bool (n,); all of them where nothing else is said."""
    drawn = np.ones(len(data.labels), bool) if data.drawn is None else data.drawn
    rows: np.ndarray = drawn[data.judged]
    return rows


def write_head(folder: Path, fitted: Fitted, rows: list[tuple[str, str]]) -> None:
    """Store the arrays and the index of the references: `rows` are (sha256, label) of all training rows."""
    write_arrays(
        folder / bundle.HEAD,
        arrays_of(fitted.scaling, fitted.ridge, fitted.projection, fitted.references),
    )
    referred = range(len(rows)) if fitted.referred is None else fitted.referred
    bundle.write_index(folder / bundle.INDEX, [rows[index] for index in referred])
