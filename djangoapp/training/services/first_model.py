"""The first model of a vocabulary: trained by a run that nobody asked for, serving as soon as it is made."""

from __future__ import annotations

import shutil
from typing import Any
from uuid import UUID

from django.db import transaction

from djangoapp.catalogue.models import Vocabulary
from djangoapp.catalogue.selectors import collection_hold, demo_is_due
from djangoapp.training.models import ModelVersion, TrainingRun
from djangoapp.training.progress import RunProgress, Show
from djangoapp.training.selectors import champion_get, config_on, manifest_of
from djangoapp.training.services.candidates import Candidate, candidate_train, candidates_folder
from djangoapp.training.services.judged import judged_keep
from djangoapp.training.services.runs import run_enqueue, run_finish
from djangoapp.training.services.snapshots import snapshot_create
from djangoapp.training.services.versions import bundle_register, model_promote

RECIPE = "texture"
REASON = "first_model"
"""Why it serves, as a code: the app says it in the reader's language."""


def first_run_start(vocabulary: Vocabulary) -> TrainingRun:
    """Queue the run that makes the first model; it waits as long as the collection is being drawn."""
    hold = collection_hold(vocabulary.slug) if demo_is_due() else ""
    run = TrainingRun(vocabulary=vocabulary, recipe=RECIPE)
    return run_enqueue(run, hold=hold, first=True)


def first_run_finish(run_id: UUID, candidate: Candidate) -> dict[str, Any]:
    """Register what a first run made and let it serve, unless another does by now; the job's result."""
    result = run_finish(run_id, candidate, source=ModelVersion.Source.DEMO)
    version = ModelVersion.objects.get(id=result["model_version"])
    if champion_get(version.vocabulary) is None:
        model_promote(version, reason=REASON)
    return result


def first_model_train(vocabulary: Vocabulary, show: Show) -> ModelVersion:
    """Train the default recipe on what is settled here and now, register the version and let it serve."""
    progress = RunProgress(show)
    snapshot = snapshot_create(vocabulary, progress)
    out = candidates_folder() / str(snapshot.id)
    manifest = manifest_of(snapshot)
    config = config_on(RECIPE, {}, vocabulary, manifest)
    candidate = candidate_train(manifest, config, out, thorough=False, on_progress=progress)
    with transaction.atomic():
        version = bundle_register(
            candidate.bundle,
            vocabulary,
            source=ModelVersion.Source.DEMO,
            figures=candidate.figures,
            snapshot=snapshot,
        )
        judged_keep(version, candidate.ours)
        model_promote(version, reason=REASON)
    shutil.rmtree(out, ignore_errors=True)
    return version
