"""Judging models on locked pictures: plain functions, without the database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from django.conf import settings

from ml.datasets import Item
from ml.errors import TrainingCancelled
from ml.evaluation import derived_attributes, report, robustness, slice_reports
from ml.figures import EvaluationReport, Judged
from ml.images import SERVING_SIDE, decode_ahead
from ml.models import Classifier
from ml.records import Phase, Progress

PANEL_PICTURES = 60
"""Locked pictures that are judged again in each of some twenty changes."""

OnProgress = Callable[[Progress], None]


def classifier_load(bundle: Path, digest: str = "") -> Classifier:
    """The model in a bundle, that of `digest` if given. Raises BundleCorrupt or BundleIncompatible."""
    return Classifier.load(bundle, settings.RAGAM_INFERENCE_THREADS, digest=digest)


def judge(
    classifier: Classifier, items: Sequence[Item], phase: Phase, on_progress: OnProgress | None = None
) -> EvaluationReport:
    """Figures on these pictures as serving sees them; a term unknown to the model counts as missed."""
    judged = []
    images = decode_ahead([item.path for item in items], max(SERVING_SIDE, classifier.info.input_size))
    for item, image in zip(items, images, strict=True):
        top = classifier.predict([image])[0].top
        judged.append(Judged(item.sha256, item.sha256, item.label, top))
        if on_progress:
            on_progress(Progress(phase, len(judged), len(items)))
    return report(judged, sorted({*classifier.labels, *(item.label for item in items)}))


def with_panel(
    ours: EvaluationReport,
    classifier: Classifier,
    test: Sequence[Item],
    on_progress: OnProgress | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> EvaluationReport:
    """The report with slices of all locked pictures, and with changes made to a fixed sample of them."""

    def show(progress: Progress) -> None:
        if should_stop and should_stop():
            raise TrainingCancelled("The run was stopped while it was being judged. Start it again.")
        if on_progress:
            on_progress(progress)

    right = {one.sha256: one.correct for one in ours.judged}
    # By digest: a sample that no order of import has chosen, and the same one for every version.
    sample = sorted(test, key=lambda item: item.sha256)[:PANEL_PICTURES]
    return replace(
        ours,
        slices=slice_reports([right[item.sha256] for item in test], derived_attributes(test)),
        robustness=robustness(classifier, sample, show),
    )
