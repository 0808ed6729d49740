"""Fit what recipes share on top of features: head, calibration, embedding, and what counts as unknown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from ml import bundle
from ml.calibration import softmax
from ml.classifier import THRESHOLDS
from ml.evaluation import ranked_rows, report
from ml.heads import arrays_of
from ml.novelty import Projection
from ml.recipes import Work
from ml.records import BackboneInfo, BundleInfo
from ml.reports import EvaluationReport, Judged
from ml.texture import (
    LAMBDAS,
    Ridge,
    Scaling,
    choose_penalty,
    held_out,
    ridge_path,
    signed_targets,
)

NOVELTY_QUANTILE = 0.95
"""Held-out training images that pass the novelty threshold; the other 5 % are called unknown."""


@dataclass(frozen=True)
class Fitted:
    """A head with everything a bundle needs, and figures on images it had not seen when it was asked."""

    scaling: Scaling
    ridge: Ridge
    projection: Projection
    references: np.ndarray
    temperature: float
    novelty_threshold: float
    held_out: EvaluationReport
    notes: dict[str, Any]

    def info(self, work: Work, backbone: BackboneInfo, input_size: int) -> BundleInfo:
        """The bundle's record, before its files are hashed."""
        return BundleInfo(
            format_version=bundle.FORMAT_VERSION,
            recipe=work.config.recipe,
            labels=work.manifest.labels,
            backbone=backbone,
            input_size=input_size,
            temperature=self.temperature,
            thresholds={**THRESHOLDS, "novelty": self.novelty_threshold},
            n_train=len(work.manifest.train),
            snapshot_digest=work.manifest.digest,
            library_versions=bundle.library_versions(),
            created_at=datetime.now(UTC).isoformat(timespec="seconds"),
            figures=None,
            options={**work.config.options(), **self.notes},
            files={},
        )


def fit_head(
    features: np.ndarray,
    labels: Sequence[str],
    classes: Sequence[str],
    folds: np.ndarray,
    *,
    dimensions: int,
    judged: slice = slice(None),
    on_fold: Callable[[int, int], None] = lambda done, total: None,
) -> Fitted:
    """Ridge head on float32 features (n, d), its penalty, temperature and novelty threshold from `folds`.

    `judged` picks the rows that held-out figures and calibration are taken from.
    """
    truth = np.array([classes.index(label) for label in labels])
    held = held_out(features, truth, folds, len(classes), dimensions, LAMBDAS, on_fold)
    seen = {penalty: scores[judged] for penalty, scores in held.scores.items()}
    held = type(held)(seen, held.novelty[judged])
    penalty, temperature = choose_penalty(held, truth[judged])
    scaling = Scaling.fit(features)
    x = scaling.apply(features)
    projection = Projection.fit(features, dimensions)
    return Fitted(
        scaling=scaling,
        ridge=ridge_path(x, signed_targets(truth, len(classes)), [penalty])[0],
        projection=projection,
        references=projection.apply(features)[0],
        temperature=temperature,
        novelty_threshold=float(np.quantile(held.novelty, NOVELTY_QUANTILE)),
        held_out=judge_scores(held.scores[penalty], list(labels)[judged], classes, temperature),
        notes={"penalty": penalty},
    )


def judge_scores(
    scores: np.ndarray, labels: Sequence[str], classes: Sequence[str], temperature: float
) -> EvaluationReport:
    """Figures from raw scores (n, k) and true labels."""
    ranked = ranked_rows(softmax(scores, temperature), classes)
    return report(
        [Judged(str(i), "", label, top) for i, (label, top) in enumerate(zip(labels, ranked, strict=True))],
        classes,
    )


def write_head(folder: Path, fitted: Fitted, rows: list[tuple[str, str]]) -> None:
    """Store the arrays and the index of training images, (sha256, label) per reference."""
    bundle.write_arrays(
        folder / bundle.HEAD,
        arrays_of(fitted.scaling, fitted.ridge, fitted.projection, fitted.references),
    )
    bundle.write_index(folder / bundle.INDEX, rows)
