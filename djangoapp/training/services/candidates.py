"""Training one candidate and comparing it with the champion; its bundle waits in a folder of its own."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from djangoapp.training.judging import (
    OnProgress,
    classifier_load,
    judge,
    with_panel,
)
from djangoapp.training.models import ModelVersion
from djangoapp.training.selectors.runs import runs_ended
from djangoapp.training.selectors.snapshots import trained_on
from ml.datasets import Item, Manifest
from ml.errors import BundleCorrupt, BundleIncompatible
from ml.evaluation import paired
from ml.figures import EvaluationReport, Judged, RunFigures, TrainingFigures
from ml.models import Bundle, Classifier, sweep_staging
from ml.recipes import TrainConfig
from ml.training import train

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Candidate:
    """A trained bundle that waits to be registered, and how it compares with the champion.

    `ours` and `theirs` are the answers of both to the locked pictures.
    """

    bundle: Bundle
    figures: RunFigures
    ours: tuple[Judged, ...] = ()
    theirs: tuple[Judged, ...] = ()


def candidate_train(
    manifest: Manifest,
    config: TrainConfig,
    out: Path,
    *,
    champion: ModelVersion | None = None,
    thorough: bool = True,
    on_progress: OnProgress | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Candidate:
    """Train on the manifest's training part and judge on its locked test part, and the champion too.

    A bundle that lies at `out` already, left by an attempt that broke off afterwards, is taken as it is.
    `thorough` also asks how changed pictures fare, and pictures of one kind: some twenty answers a picture.
    Raises what `ml.training.train` raises; after TrainingCancelled, checkpoints stay in the features folder.
    """
    if out.exists():
        classifier, ours = _left_behind(out, manifest.test, on_progress)
    else:
        classifier, ours = _train(manifest, config, out, on_progress, should_stop)
    if ours and thorough:
        ours = with_panel(ours, classifier, manifest.test, on_progress, should_stop)
    theirs = _judge_champion(champion, manifest.test, on_progress) if ours else None
    figures = _compared(_own_figures(classifier, ours), ours, theirs, champion)
    return Candidate(classifier.bundle, figures, ours.judged if ours else (), theirs.judged if theirs else ())


def _train(
    manifest: Manifest,
    config: TrainConfig,
    out: Path,
    on_progress: OnProgress | None,
    should_stop: Callable[[], bool] | None,
) -> tuple[Classifier, EvaluationReport | None]:
    out.parent.mkdir(parents=True, exist_ok=True)
    result = train(
        config,
        manifest,
        out,
        cache_dir=settings.FEATURES_DIR,
        on_progress=on_progress,
        should_stop=should_stop,
    )
    return result.classifier, result.report


def _left_behind(
    out: Path, test: Sequence[Item], on_progress: OnProgress | None
) -> tuple[Classifier, EvaluationReport | None]:
    classifier = classifier_load(out)
    return classifier, judge(classifier, test, "evaluating", on_progress) if test else None


def _judge_champion(
    champion: ModelVersion | None, test: Sequence[Item], on_progress: OnProgress | None
) -> EvaluationReport | None:
    """The champion's figures on these pictures; None where there is none, or its files are broken."""
    if champion is None:
        return None
    try:
        serving = classifier_load(champion.folder, champion.digest)
    except (
        BundleCorrupt,
        BundleIncompatible,
    ) as error:  # No reason to withhold the model that could replace it.
        logger.warning("the champion %s cannot be judged: %s", champion.id, error)
        return None
    return judge(serving, test, "comparing", on_progress)


def _own_figures(classifier: Classifier, ours: EvaluationReport | None) -> RunFigures:
    """The candidate's, with what it answered to the locked pictures here."""
    found = TrainingFigures.from_json(classifier.info.figures or {})
    return RunFigures(
        test=ours.without_curves() if ours else None, held_out=found.held_out, unseen=found.unseen
    )


def _compared(
    figures: RunFigures,
    ours: EvaluationReport | None,
    theirs: EvaluationReport | None,
    champion: ModelVersion | None,
) -> RunFigures:
    """With the champion on the same pictures, where there is one."""
    if champion is None or ours is None or theirs is None:
        return figures
    seen = trained_on(champion)
    saw = sum(one.sha256 in seen for one in ours.judged)
    return figures.compared(str(champion.id), theirs, saw, paired(theirs.judged, ours.judged))


def candidates_folder() -> Path:
    """Where bundles lie until they are registered."""
    return settings.MODELS_DIR / ".candidates"


def candidates_tidy() -> None:
    """Drop the bundles of runs that have ended, such as cancelled ones, and what killed ones left."""
    sweep_staging(settings.MODELS_DIR)
    sweep_staging(candidates_folder())
    if not candidates_folder().is_dir():
        return
    folders = {folder.name: folder for folder in candidates_folder().iterdir()}
    for run_id in runs_ended().values_list("id", flat=True):
        if str(run_id) in folders:
            shutil.rmtree(folders[str(run_id)], ignore_errors=True)
