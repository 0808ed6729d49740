"""The first model of a vocabulary: trained by a run that nobody asked for, serving as soon as it is made."""

from __future__ import annotations

import shutil
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from djangoapp.catalogue.models import Label, Vocabulary
from djangoapp.catalogue.selectors import collection_hold, demo_is_due
from djangoapp.catalogue.services.demo import SLUG
from djangoapp.training.execution import Candidate, candidate_train, config_on
from djangoapp.training.models import ModelVersion, TrainingRun
from djangoapp.training.progress import RunProgress, Show
from djangoapp.training.selectors import champion_get, runs_unfinished
from djangoapp.training.services import (
    bundle_register,
    candidates_folder,
    judged_keep,
    model_promote,
    run_enqueue,
    run_finish,
)
from djangoapp.training.snapshots import manifest_of, snapshot_create

RECIPE = "texture"
REASON = "first_model"
"""Why it serves, as a code: the app says it in the reader's language."""


def vocabularies_without_model() -> list[Vocabulary]:
    """Those of the demo collection, drawn or still due, with neither a model version nor a run on its way."""
    drawn = Label.objects.filter(source=Label.Source.DEMO).values("vocabulary")
    wanted = Q(id__in=drawn) | (Q(slug=SLUG) if demo_is_due() else Q())
    waiting = Vocabulary.objects.filter(wanted, model_versions__isnull=True)
    return list(waiting.exclude(id__in=runs_unfinished().values("vocabulary")).order_by("slug"))


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
