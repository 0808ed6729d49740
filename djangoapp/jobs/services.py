"""Putting jobs in, cancelling and releasing them, and the sweep that sets right what got stuck."""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from djangoapp.accounts.models import Account, signed_in
from djangoapp.core.errors import without_paths
from djangoapp.core.services import pulse_beat, pulses_forget
from djangoapp.jobs import bell, kinds
from djangoapp.jobs.models import Job
from djangoapp.jobs.owners import is_dead

logger = logging.getLogger(__name__)
RING_AGAIN_AFTER = timedelta(seconds=10)


def job_enqueue(
    kind: str,
    payload: dict[str, Any],
    *,
    user: Account | None = None,
    hold: str = "",
    detail: dict[str, Any] | None = None,
    of_visitor: bool = False,
) -> Job:
    """A new queued job, and a ring when the surrounding transaction commits.

    `user` None is the system, or with `of_visitor` a visitor, who alone sees the job.

    With `hold` ("reason:subject") it waits, in the phase of that reason, for `jobs_release(hold)`. `detail`
    is shown until the work has figures of its own.
    """
    kinds.get(kind)
    job = Job.objects.create(
        kind=kind,
        payload=payload,
        hold=hold,
        detail=detail or {},
        phase=hold.partition(":")[0] or "queued",
        created_by=signed_in(user),
        of_visitor=of_visitor,
    )
    if not hold:
        transaction.on_commit(partial(bell.ring, kind))
    return job


@transaction.atomic
def job_cancel(job: Job) -> Job:
    """Ask for the job to end: at once when it waits, soon when it runs; one that has ended stays as it is."""
    job = Job.objects.select_for_update().get(id=job.id)
    if job.status == Job.Status.QUEUED:
        finish(job, Job.Status.CANCELLED)
    elif job.status == Job.Status.RUNNING:
        job.cancel_requested = True
    job.save()
    return job


def jobs_forget(kind: str, *, but: int) -> None:
    """Delete the rows of the jobs of this kind that succeeded, `but` for the newest ones."""
    done = Job.objects.filter(kind=kind, status=Job.Status.SUCCEEDED).order_by("-created_at", "id")
    Job.objects.filter(id__in=list(done.values_list("id", flat=True)[but:])).delete()


@transaction.atomic
def jobs_release(hold: str) -> int:
    """Let all jobs that wait for `hold` be claimed; how many they were."""
    waiting = Job.objects.filter(hold=hold, status=Job.Status.QUEUED)
    names = set(waiting.values_list("kind", flat=True))
    count = waiting.update(hold="", phase="queued", run_after=timezone.now())
    for name in names:
        transaction.on_commit(partial(bell.ring, name))
    return count


def finish(job: Job, status: str, *, code: str = "", detail: str = "", result: Any = None) -> None:
    """Set the fields of a job that ends (the caller saves)."""
    job.status = status
    job.phase = str(status)
    job.error_code, job.error_detail, job.result = code, without_paths(detail), result
    job.lease_owner, job.lease_until = "", None
    job.finished_at = timezone.now()
    if status == Job.Status.SUCCEEDED:
        job.progress = 1.0


def requeue(job: Job, *, refund: bool = False, hold: str = "", delay: timedelta | None = None) -> None:
    """Set the fields of a job that goes back into the queue (the caller saves); `refund` its attempt."""
    job.status = Job.Status.QUEUED
    job.hold = hold
    job.phase = hold.partition(":")[0] or "queued"
    job.progress = 0.0
    job.run_after = timezone.now() + (delay or timedelta(0))
    job.lease_owner, job.lease_until = "", None
    if refund:
        job.attempts = max(job.attempts - 1, 0)


def retry_or_park(job: Job, why: str, *, delay: timedelta | None = None) -> None:
    """After an attempt that broke off: another (after `delay`), or the end (the caller saves)."""
    job.error_detail = why = without_paths(why)
    if job.cancel_requested:
        finish(job, Job.Status.CANCELLED)
    elif job.attempts >= job.max_attempts:
        detail = f"Given up after {job.attempts} attempts. The last one ended with: {why}"
        finish(job, Job.Status.FAILED, code="attempts_exhausted", detail=detail)
    else:
        requeue(job, delay=delay)


def sweep() -> dict[str, int]:
    """Set right what got stuck: lost workers, void holds, queued jobs that nobody heard of."""
    done = {"recovered": recover(), "released": _sweep_holds()}
    done["rung"] = ring_for_waiting(RING_AGAIN_AFTER)
    bell.tidy()
    pulse_beat("scheduler")
    pulses_forget()
    if done["recovered"] or done["released"]:
        logger.info("sweep: %(recovered)d jobs taken back, %(released)d holds were void", done)
    return done


def recover() -> int:
    """Take back the jobs whose lease ran out or whose process is seen to be dead; how many they were."""
    now = timezone.now()
    running = Job.objects.filter(status=Job.Status.RUNNING).values_list("id", "lease_owner", "lease_until")
    stuck = [
        (job_id, owner) for job_id, owner, until in running if until is None or until < now or is_dead(owner)
    ]
    return sum(_take_back(job_id, owner) for job_id, owner in stuck)


@transaction.atomic
def _take_back(job_id: UUID, owner: str) -> bool:
    mine = Job.objects.filter(id=job_id, status=Job.Status.RUNNING, lease_owner=owner)
    job = mine.select_for_update().first()
    if job is None or (job.lease_until and job.lease_until > timezone.now() and not is_dead(owner)):
        return False  # Its worker finished or renewed the lease after all.
    logger.warning("job %s: its worker %s is gone", job.id, owner)
    retry_or_park(job, job.error_detail or "The worker died or was stopped while it ran.")
    job.save()
    if job.status == Job.Status.QUEUED:
        transaction.on_commit(partial(bell.ring, job.kind))
    return True


def _sweep_holds() -> int:
    held = Job.objects.filter(status=Job.Status.QUEUED).exclude(hold="")
    holds = set(held.order_by().values_list("hold", flat=True).distinct())
    return sum(jobs_release(hold) for hold in holds if not kinds.hold_stands(hold))


def ring_for_waiting(older_than: timedelta = timedelta(0)) -> int:
    """Ring for each kind that has claimable jobs older than `older_than`; how many rings that were."""
    waiting = Job.claimable().filter(created_at__lte=timezone.now() - older_than)
    names = set(waiting.order_by().values_list("kind", flat=True).distinct()) & set(kinds.names())
    return sum(bell.ring_unless_unread(name) for name in sorted(names))
