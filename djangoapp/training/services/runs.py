"""Starting training runs and keeping what they found."""

from __future__ import annotations

import shutil
from typing import Any
from uuid import UUID

from django.db import transaction

from djangoapp.accounts.models import Account, signed_in
from djangoapp.catalogue.models import Vocabulary
from djangoapp.core.errors import Conflict
from djangoapp.jobs.services import job_enqueue
from djangoapp.training import selectors
from djangoapp.training.models import ModelVersion, Snapshot, TrainingRun
from djangoapp.training.services.candidates import Candidate
from djangoapp.training.services.judged import judged_keep
from djangoapp.training.services.snapshots import MINIMUM, require_two_terms
from djangoapp.training.services.versions import bundle_register
from ml.recipes import TrainConfig


def training_run_start(
    vocabulary: Vocabulary, recipe: str, options: dict[str, Any], *, user: Account
) -> TrainingRun:
    """Queue a run that trains a candidate on what is settled now.

    Raises UnknownRecipe or ConfigInvalid naming the recipe or option, DatasetTooSmall naming the terms with
    too few pictures, and Conflict `run_active` while another run of the vocabulary has not ended.
    """
    TrainConfig.from_options(recipe, options, selectors.backbone_weights(recipe, vocabulary))
    counts = selectors.learnable_counts(vocabulary)
    enough = {code for code, n in counts.items() if n >= MINIMUM}
    few = [{"code": code, "n": n} for code, n in sorted(counts.items()) if n < MINIMUM]
    require_two_terms(enough, few)
    return run_enqueue(TrainingRun(vocabulary=vocabulary, recipe=recipe, options=options), user=user)


@transaction.atomic
def run_enqueue(
    run: TrainingRun, *, user: Account | None = None, hold: str = "", first: bool = False
) -> TrainingRun:
    """Save a new run with its job, which waits as long as `hold` stands.

    The model of a `first` run serves as soon as it is made, if none does by then. Conflict `run_active` while
    another run of the vocabulary has not ended.
    """
    vocabulary = Vocabulary.objects.select_for_update().get(id=run.vocabulary_id)
    active = selectors.run_active(vocabulary)
    if active is not None:
        raise Conflict(
            f"A run for {vocabulary.slug!r} has not ended yet. Wait for it or cancel it.",
            code="run_active",
            run=str(active.id),
        )
    run.created_by = signed_in(user) if user is not None else None
    payload = {"run": str(run.id)} | ({"first": True} if first else {})
    run.job = job_enqueue(selectors.KIND, payload, user=user, hold=hold)
    run.save()
    return run


def run_snapshot_keep(run: TrainingRun, snapshot: Snapshot) -> Snapshot:
    """Note which snapshot a run works on, so that an attempt after a crash goes on with the same one."""
    run.snapshot = snapshot
    run.save(update_fields=["snapshot"])
    return snapshot


def run_finish(
    run_id: UUID, candidate: Candidate, *, source: str = ModelVersion.Source.RUN
) -> dict[str, Any]:
    """Make the candidate of a run a model version, which does not serve yet; the job's result."""
    run = TrainingRun.objects.select_related("vocabulary", "snapshot", "created_by").get(id=run_id)
    run.model_version = bundle_register(
        candidate.bundle,
        run.vocabulary,
        source=source,
        user=run.created_by,
        figures=candidate.figures,
        snapshot=run.snapshot,
    )
    run.figures = candidate.figures.to_json()
    run.save(update_fields=["model_version", "figures"])
    judged_keep(run.model_version, candidate.ours)
    judged_with = candidate.figures.champion_version
    champion = ModelVersion.objects.filter(id=judged_with).first() if judged_with else None
    if champion is not None:
        judged_keep(champion, candidate.theirs)
    transaction.on_commit(lambda: shutil.rmtree(candidate.bundle.path, ignore_errors=True), robust=True)
    return {"model_version": str(run.model_version.id)}
