"""Reading training runs."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from djangoapp.catalogue.models import Vocabulary
from djangoapp.core.errors import NotFound
from djangoapp.jobs.models import Job
from djangoapp.training.models import TrainingRun

KIND = "train"
"""The kind of job that a run is."""


def runs_listed() -> QuerySet[TrainingRun]:
    """All runs with their job and snapshot, newest first; one query."""
    return (
        TrainingRun.objects.select_related("vocabulary", "job", "snapshot", "created_by")
        .defer("snapshot__items")
        .order_by("-created_at", "-id")
    )


def run_get(run_id: UUID) -> TrainingRun:
    """One run; NotFound."""
    run = runs_listed().filter(id=run_id).first()
    if run is None:
        raise NotFound(f"There is no training run {run_id}. See /api/training-runs/.")
    return run


def run_active(vocabulary: Vocabulary) -> TrainingRun | None:
    """The run of this vocabulary that has not ended, or None."""
    return runs_unfinished().filter(vocabulary=vocabulary).first()


def runs_unfinished() -> QuerySet[TrainingRun]:
    """The runs that wait or work."""
    return TrainingRun.objects.filter(job__status__in=(Job.Status.QUEUED, Job.Status.RUNNING))


def runs_ended() -> QuerySet[TrainingRun]:
    """The runs that are over, one way or another."""
    return TrainingRun.objects.filter(job__status__in=Job.FINAL).order_by("-created_at")
