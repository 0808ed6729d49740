"""Registering bundles, letting one serve, starting runs and keeping what they found."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from djangoapp.catalogue.models import Term, Vocabulary
from djangoapp.core.errors import Conflict, DomainError
from djangoapp.jobs.services import job_enqueue, jobs_release
from djangoapp.training import selectors
from djangoapp.training.execution import Candidate, backbone_weights, evaluate_beside, run_figures
from djangoapp.training.models import (
    Champion,
    JudgedPicture,
    ModelVersion,
    Promotion,
    Snapshot,
    TrainingRun,
)
from djangoapp.training.options import config_for
from djangoapp.training.snapshots import MINIMUM, manifest_of, require_two_terms
from ml import bundle as bundles
from ml.classifier import Classifier
from ml.records import BundleInfo
from ml.registry import ModelRegistry
from ml.reports import Judged

KIND = "train"


def bundle_register(
    path: Path,
    vocabulary: Vocabulary,
    *,
    source: str = ModelVersion.Source.REGISTERED,
    user: Any = None,
    figures: dict[str, Any] | None = None,
    snapshot: Snapshot | None = None,
) -> ModelVersion:
    """Copy a bundle into the models folder and make it a version of `vocabulary`; it does not serve yet.

    Registering the same bundle again answers the version there is. Raises BundleCorrupt, BundleIncompatible
    and DomainError `label_without_term` naming the labels that the vocabulary has no term for.
    """
    info = bundles.read(path).info
    _require_terms(vocabulary, info.labels)
    stored = ModelRegistry(settings.MODELS_DIR).add(path)
    with transaction.atomic():
        Vocabulary.objects.select_for_update().get(id=vocabulary.id)
        known = ModelVersion.objects.filter(vocabulary=vocabulary, digest=info.digest).first()
        if known is not None:
            return known
        newest = ModelVersion.objects.filter(vocabulary=vocabulary).aggregate(newest=Max("number"))["newest"]
        return ModelVersion.objects.create(
            vocabulary=vocabulary,
            number=(newest or 0) + 1,
            bundle_path=str(stored.relative_to(settings.MODELS_DIR)),
            digest=info.digest,
            recipe=info.recipe,
            backbone=info.backbone.to_json(),
            labels=list(info.labels),
            thresholds=info.thresholds,
            figures={
                **(figures or _figures_of(info)),
                "known_weak": info.known_weak,
                "studies": int(info.options.get("studies") or 0),
            },
            n_train=info.n_train,
            source=source,
            snapshot=snapshot,
            created_by=_account(user),
        )


def _figures_of(info: BundleInfo) -> dict[str, Any]:
    """What a bundle says of itself, in the shape of a run's figures."""
    own = info.figures or {}
    return run_figures(test=own.get("test"), held_out=own.get("held_out"))


def _require_terms(vocabulary: Vocabulary, labels: Iterable[str]) -> None:
    known = set(Term.objects.filter(vocabulary=vocabulary).values_list("code", flat=True))
    strangers = [label for label in labels if label not in known]
    if strangers:
        named = ", ".join(strangers[:20]) + (" and more" if len(strangers) > 20 else "")
        raise DomainError(
            "label_without_term",
            f"The bundle names {len(strangers)} classes that are no term of {vocabulary.slug!r}: {named}. "
            "Add terms with these codes (importing the collection does), or name another vocabulary.",
            422,
            labels=strangers,
        )


def model_promote(version: ModelVersion, *, user: Any = None, reason: str = "") -> ModelVersion | None:
    """Let `version` serve its vocabulary from the next answer on; the version that served before, or None.

    Jobs that waited for a model are released. Promoting the champion again changes nothing.
    Raises BundleCorrupt when the files on disk are not those that were registered.
    """
    bundles.read(version.folder)
    with transaction.atomic():
        vocabulary = Vocabulary.objects.select_for_update().get(id=version.vocabulary_id)
        row = Champion.objects.select_related("model_version").filter(vocabulary=vocabulary).first()
        previous = row.model_version if row else None
        if previous is None or previous.id != version.id:
            Champion.objects.update_or_create(vocabulary=vocabulary, defaults={"model_version": version})
            Promotion.objects.create(
                vocabulary=vocabulary,
                model_version=version,
                previous=previous,
                by=_account(user),
                reason=reason,
            )
        jobs_release(selectors.waiting_hold(vocabulary))
    return previous


def training_run_start(
    vocabulary: Vocabulary, recipe: str, options: dict[str, Any], *, user: Any
) -> TrainingRun:
    """Queue a run that trains a candidate on what is settled now.

    Raises UnknownRecipe or ConfigInvalid naming the recipe or option, DatasetTooSmall naming the terms with
    too few pictures, and Conflict `run_active` while another run of the vocabulary has not ended.
    """
    config_for(recipe, options, backbone_weights(recipe, vocabulary))
    counts = selectors.learnable_counts(vocabulary)
    enough = {code for code, n in counts.items() if n >= MINIMUM}
    few = [{"code": code, "n": n} for code, n in sorted(counts.items()) if n < MINIMUM]
    require_two_terms(enough, few)
    return run_enqueue(TrainingRun(vocabulary=vocabulary, recipe=recipe, options=options), user=user)


@transaction.atomic
def run_enqueue(run: TrainingRun, *, user: Any = None, hold: str = "", first: bool = False) -> TrainingRun:
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
    run.created_by = _account(user)
    payload = {"run": str(run.id)} | ({"first": True} if first else {})
    run.job = job_enqueue(KIND, payload, user=user, hold=hold)
    run.save()
    return run


def run_snapshot_keep(run: TrainingRun, snapshot: Snapshot) -> Snapshot:
    """Note which snapshot a run works on, so that an attempt after a crash goes on with the same one."""
    run.snapshot = snapshot
    run.save(update_fields=["snapshot"])
    return snapshot


def judged_keep(version: ModelVersion, judged: Iterable[Judged]) -> None:
    """Note what `version` said of locked pictures; what it said of a picture before gives way."""
    rows = [
        JudgedPicture(
            model_version=version,
            sha256=one.sha256,
            truth=one.truth,
            named=one.top[0].label,
            top=[[ranked.label, round(ranked.probability, 6)] for ranked in one.top],
        )
        for one in judged
    ]
    JudgedPicture.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["model_version", "sha256"],
        update_fields=["truth", "named", "top"],
    )


def version_judge(version: ModelVersion) -> int:
    """Have a version judge the locked pictures of its vocabulary's newest snapshot; how many there were.

    That is what a bundle from elsewhere can be compared by: its own figures are on pictures of its own.
    """
    snapshot = version.vocabulary.snapshots.first()
    test = manifest_of(snapshot).test if snapshot else ()
    if test:
        classifier = Classifier.load(version.folder, settings.RAGAM_INFERENCE_THREADS)
        judged_keep(version, evaluate_beside(classifier, test, "evaluating").judged)
    return len(test)


def run_finish(
    run_id: UUID, candidate: Candidate, *, source: str = ModelVersion.Source.RUN
) -> dict[str, Any]:
    """Make the candidate of a run a model version, which does not serve yet; the job's result."""
    bundle, figures = candidate.bundle, candidate.figures
    run = TrainingRun.objects.select_related("vocabulary", "snapshot", "created_by").get(id=run_id)
    run.model_version = bundle_register(
        bundle,
        run.vocabulary,
        source=source,
        user=run.created_by,
        figures=figures,
        snapshot=run.snapshot,
    )
    run.figures = figures
    run.save(update_fields=["model_version", "figures"])
    judged_keep(run.model_version, candidate.ours)
    champion = ModelVersion.objects.filter(id=figures["champion_version"]).first()
    if champion is not None:
        judged_keep(champion, candidate.theirs)
    transaction.on_commit(lambda: shutil.rmtree(bundle, ignore_errors=True), robust=True)
    return {"model_version": str(run.model_version.id)}


def candidates_folder() -> Path:
    """Where bundles lie until they are registered."""
    return settings.MODELS_DIR / ".candidates"


def candidates_tidy() -> None:
    """Drop the bundles of runs that have ended, such as cancelled ones."""
    if not candidates_folder().is_dir():
        return
    folders = {folder.name: folder for folder in candidates_folder().iterdir()}
    for run_id in selectors.runs_ended().values_list("id", flat=True):
        if str(run_id) in folders:
            shutil.rmtree(folders[str(run_id)], ignore_errors=True)


def _account(user: Any) -> Any:
    return user if getattr(user, "is_authenticated", False) else None
