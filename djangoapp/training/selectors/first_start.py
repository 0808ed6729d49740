"""How far a first start is: the drawing of the demo collection, and the first model."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Q

from djangoapp.catalogue.models import Label, Vocabulary
from djangoapp.catalogue.selectors import DRAW, demo_is_due
from djangoapp.catalogue.services.demo import SLUG
from djangoapp.jobs.models import Job
from djangoapp.jobs.selectors import job_newest
from djangoapp.training.selectors.champions import has_no_champion
from djangoapp.training.selectors.runs import KIND, runs_unfinished

GOING_ON = (Job.Status.QUEUED, Job.Status.RUNNING, Job.Status.FAILED)


def first_start() -> dict[str, Any]:
    """`drawing` {phase, done, total} and `model` {phase, progress}: None where nothing is going on."""
    wanted = settings.RAGAM_DEMO
    return {
        "drawing": _drawing() if wanted and demo_is_due() else None,
        "model": _model() if wanted and has_no_champion(SLUG) else None,
    }


def _drawing() -> dict[str, Any] | None:
    job = job_newest(DRAW)
    if job is None or job.status not in GOING_ON:
        return None
    return {"phase": job.phase, "done": job.detail["done"], "total": job.detail["total"]}


def _model() -> dict[str, Any] | None:
    job = job_newest(KIND, first=True)
    if job is None or job.status not in GOING_ON:
        return None
    return {"phase": job.phase, "progress": job.progress}


def vocabularies_without_model() -> list[Vocabulary]:
    """Those of the demo collection, drawn or still due, with neither a model version nor a run on its way."""
    drawn = Label.objects.filter(source=Label.Source.DEMO).values("vocabulary")
    wanted = Q(id__in=drawn) | (Q(slug=SLUG) if demo_is_due() else Q())
    waiting = Vocabulary.objects.filter(wanted, model_versions__isnull=True)
    return list(waiting.exclude(id__in=runs_unfinished().values("vocabulary")).order_by("slug"))
