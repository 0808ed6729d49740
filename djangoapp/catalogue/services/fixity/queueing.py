"""Putting the chores of the store into the queue: a slice of reading each hour, a sweep each day."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from djangoapp.catalogue.selectors import FIXITY, SWEEP_FILES
from djangoapp.jobs.selectors import job_newest, jobs_unfinished
from djangoapp.jobs.services import job_enqueue, jobs_forget

SWEEP_EVERY = timedelta(hours=20)
"""A little under a day: a house that opens each morning sweeps each morning."""


def fixity_enqueue() -> bool:
    """Queue the next slice, unless the last one still waits or works; whether it was queued."""
    return _enqueue(FIXITY)


def sweep_enqueue() -> bool:
    """Queue the daily sweep, unless there was one; whether it was queued."""
    last = job_newest(SWEEP_FILES)
    if last is not None and last.created_at > timezone.now() - SWEEP_EVERY:
        return False
    return _enqueue(SWEEP_FILES)


def _enqueue(kind: str) -> bool:
    """Slices that went well leave no row behind: they would hide the jobs that people ask for."""
    if jobs_unfinished(kind).exists():
        return False
    job_enqueue(kind, {})
    jobs_forget(kind, but=1)
    return True
