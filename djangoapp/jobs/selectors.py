"""Reading jobs: who may see which."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from djangoapp.accounts.models import Account, signed_in
from djangoapp.core.errors import NotFound
from djangoapp.core.web import permissions
from djangoapp.jobs import kinds
from djangoapp.jobs.models import Job


def job_get_visible(job_id: Any, user: Account) -> Job:
    """The job, if `user` may see it, else NotFound.

    A visitor's job is open to who knows its id (the id is the capability), but not to staff; an account's job
    to that account and to staff; one that nobody asked for to everybody.
    """
    job = Job.objects.filter(id=job_id).first()
    if job is None or not _may_see(job, user):
        raise NotFound(f"There is no job {job_id}, or it is not yours.")
    return job


def _may_see(job: Job, user: Account) -> bool:
    if job.of_visitor:
        return permissions.may_see_of_visitor(user, partial(_named, job))
    if job.created_by_id is None or permissions.is_staff(user):
        return True
    return bool(user.is_authenticated and job.created_by_id == user.pk)


def _named(job: Job) -> str:
    submission = getattr(job, "submission", None)  # Of an app above this one; gone where it was removed.
    return f"job {job.id} of submission {getattr(submission, 'id', 'removed')}"


def job_may_cancel(job: Job, user: Account) -> bool:
    """Whoever asked for the job, and who may train, may cancel it; of a visitor's, who may see it."""
    if job.of_visitor or permissions.may(user, permissions.TRAIN):
        return True
    return bool(user.is_authenticated and job.created_by_id == user.pk)


def job_list(user: Account, *, mine: bool = False) -> QuerySet[Job]:
    """The jobs that a member of staff sees in lists, newest first: all but visitors', or their own.

    An admin sees visitors' as well; `jobs_note_seen` is for what is shown of them.
    """
    jobs = Job.objects.order_by("-created_at", "id")
    if not permissions.may(user, permissions.ADMINISTER):
        jobs = jobs.filter(of_visitor=False)
    return jobs.filter(created_by=signed_in(user)) if mine else jobs


def jobs_note_seen(jobs: Iterable[Job], user: Account) -> None:
    """Write down that an admin was shown the jobs of visitors among these."""
    for job in jobs:
        if job.of_visitor:
            permissions.may_see_of_visitor(user, partial(_named, job))


def jobs_unfinished(kind: str) -> QuerySet[Job]:
    """The jobs of this kind that wait or work."""
    return Job.objects.filter(kind=kind, status__in=(Job.Status.QUEUED, Job.Status.RUNNING))


def job_newest(kind: str, **payload: Any) -> Job | None:
    """The newest job of this kind whose payload holds these values, or None."""
    holding = {f"payload__{name}": value for name, value in payload.items()}
    return Job.objects.filter(kind=kind, **holding).order_by("-created_at", "id").first()


def jobs_waiting(queues: Sequence[str], older_than: timedelta) -> QuerySet[Job]:
    """The jobs of these queues that could be claimed for so long, with `waiting_since`; oldest first."""
    since = timezone.now() - older_than
    jobs = Job.claimable().filter(kind__in=[name for queue in queues for name in kinds.of_queue(queue)])
    return jobs.annotate(waiting_since=Coalesce("run_after", "created_at")).filter(waiting_since__lte=since)


def kinds_waiting(queues: Sequence[str], older_than: timedelta) -> list[str]:
    """The kinds of which there are such jobs."""
    found = jobs_waiting(queues, older_than).order_by().values_list("kind", flat=True).distinct()
    return sorted(found)


def job_etag(job: Job) -> str:
    """A value that changes with anything that the API shows of the job."""
    shown = (
        job.id, job.status, job.phase, job.progress, job.detail, job.result, job.error_code, job.error_detail,
        job.attempts, job.cancel_requested,
    )  # fmt: skip
    return f'"{hashlib.sha256(repr(shown).encode()).hexdigest()[:20]}"'
