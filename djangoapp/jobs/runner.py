"""The one place that runs handlers and catches everything around a job."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from datetime import timedelta

from django.db import DatabaseError, transaction

from djangoapp.core.errors import DomainError
from djangoapp.core.logs import about_job
from djangoapp.core.web.problems import as_domain_error
from djangoapp.jobs import bell, claiming, kinds, lifecycle, services
from djangoapp.jobs.heartbeat import Heartbeat
from djangoapp.jobs.kinds import Kind, Outcome
from djangoapp.jobs.models import Job
from djangoapp.jobs.running import JobStopped, RunningJob
from ml.errors import TrainingCancelled

logger = logging.getLogger(__name__)
# After so long one ring gives way to others of the same queue, and rings again for what is left.
TURN_SECONDS = 20.0
PATIENCE = timedelta(seconds=15)


def work(kind_name: str) -> int:
    """Answer one ring: claim and run until nothing is left or the turn is over; how many jobs were run.

    On the training queue one claim is all: its process ends afterwards and gives the memory back.
    """
    kind = kinds.get(kind_name)
    started, count = time.monotonic(), 0
    while not lifecycle.stopping():
        ran = run_next(kind)
        count += ran
        if not ran:
            return count
        if kind.queue == kinds.TRAINING or time.monotonic() - started > TURN_SECONDS:
            if claiming.next_is_suspect(kind) is not None:
                bell.ring(kind.name)
            return count
    return count


def run_next(kind: Kind) -> int:
    """Claim and run one batch, or one suspect alone; how many jobs that was."""
    suspect = claiming.next_is_suspect(kind)
    if suspect is None:
        return 0
    with claiming.gate.enter(alone=suspect):
        if lifecycle.stopping():
            return 0
        jobs = claiming.claim(kind, suspect=suspect)
        if jobs:
            run_claimed(kind, jobs)
    # Another worker may have taken the suspect; fresh jobs may still wait behind it.
    return len(jobs) or (run_next(kind) if claiming.next_is_suspect(kind) is (not suspect) else 0)


def run_claimed(kind: Kind, jobs: Sequence[Job]) -> None:
    """Run the handler on claimed jobs; afterwards each has ended, waits again, or belongs to someone else."""
    batch = [RunningJob(job) for job in jobs]
    open_jobs = {job.id: job for job in batch}
    with about_job(*open_jobs), Heartbeat(batch, kind.lease_seconds) as heartbeat:
        logger.info("%s: %d claimed, attempt %d", kind.name, len(batch), batch[0].attempt)
        error: Exception | None = None
        try:
            for outcome in kind.handler(batch):
                job = open_jobs.pop(outcome.job_id)
                with about_job(job.id):
                    _settle(job, outcome)
                heartbeat.forget(job.id)
        except Exception as caught:  # noqa: BLE001  (the one place that catches everything around a job)
            error = caught
        for job in open_jobs.values():
            with about_job(job.id):
                _settle_unanswered(job, error, alone=len(batch) == 1)
            heartbeat.forget(job.id)


def _settle(job: RunningJob, outcome: Outcome) -> None:
    """Write what the handler says of one job; an error while saving is that job's alone."""
    try:
        with transaction.atomic():
            row = _fenced(job)
            if row is None:
                return
            if outcome.hold:
                services.requeue(row, refund=True, hold=outcome.hold)
            elif outcome.save is None:
                services.finish(row, Job.Status.FAILED, code=outcome.code, detail=outcome.detail)
            else:
                services.finish(row, Job.Status.SUCCEEDED, result=outcome.save())
            row.save()
    except Exception as error:  # noqa: BLE001
        _settle_unanswered(job, error, alone=True)


def _settle_unanswered(job: RunningJob, error: Exception | None, *, alone: bool) -> None:
    """Decide about a job that the handler left without an outcome, because of `error` or forgetfulness."""
    try:
        with transaction.atomic():
            row = _fenced(job)
            if row is not None:
                _decide(job, row, error, alone=alone)
                row.save()
    except DatabaseError as failure:
        logger.error(
            "the row could not be written (%s); its lease will run out and the sweep decides", failure
        )


def _decide(job: RunningJob, row: Job, error: Exception | None, *, alone: bool) -> None:
    stopped = isinstance(error, JobStopped | TrainingCancelled)
    if stopped and row.cancel_requested:
        services.finish(row, Job.Status.CANCELLED)
        return
    if stopped and lifecycle.stopping():
        logger.info("interrupted by the worker's stop; back into the queue")
        services.requeue(row, refund=True)
        return
    known = None if stopped or error is None else as_domain_error(error)
    if known is not None and known.status < 500 and alone:
        services.finish(row, Job.Status.FAILED, code=known.code, detail=known.detail)
        return
    if error is not None and not stopped:
        logger.error("attempt %d broke off", row.attempts, exc_info=error)
    # A full disk or an absent database is not the job's fault and passes: give it time.
    delay = PATIENCE * row.attempts if known is not None and known.status >= 500 else None
    services.retry_or_park(row, _describe(error, known), delay=delay)


def _describe(error: Exception | None, known: DomainError | None) -> str:
    if known is not None:
        return known.detail
    return f"{type(error).__name__}: {error}"[:500] if error else "The handler gave no outcome for this job."


def _fenced(job: RunningJob) -> Job | None:
    """The job's row, locked, if it is still ours; None (and a log line) when it went to someone else."""
    mine = Job.objects.filter(id=job.id, lease_owner=job.lease_owner, status=Job.Status.RUNNING)
    row = mine.select_for_update().first()
    if row is None:
        job.mark_lost()
        logger.warning("the lease was lost; what this attempt found is thrown away")
    return row
