"""Taking jobs from the queue: atomically, under a lease, and suspects alone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from djangoapp.jobs import owners
from djangoapp.jobs.kinds import Kind
from djangoapp.jobs.models import Job


class Gate:
    """Many may work at once, or one alone; who waits to be alone goes before newcomers.

    A job that broke off before may be the one that kills the process: nothing else runs beside it.
    """

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._inside = 0
        self._alone = False
        self._waiting_alone = 0

    @contextmanager
    def enter(self, *, alone: bool) -> Iterator[None]:
        """Wait for the right to work; hold it for the block."""
        with self._condition:
            if alone:
                self._waiting_alone += 1
                self._condition.wait_for(lambda: not self._alone and not self._inside)
                self._waiting_alone -= 1
                self._alone = True
            else:
                self._condition.wait_for(lambda: not self._alone and not self._waiting_alone)
                self._inside += 1
        try:
            yield
        finally:
            with self._condition:
                if alone:
                    self._alone = False
                else:
                    self._inside -= 1
                self._condition.notify_all()


gate = Gate()


def claimable(kind: Kind) -> QuerySet[Job]:
    """The queued jobs of this kind, oldest first."""
    return Job.claimable().filter(kind=kind.name)


def next_is_suspect(kind: Kind) -> bool | None:
    """Whether the oldest claimable job broke off before; None when there is none."""
    attempts = claimable(kind).values_list("attempts", flat=True).first()
    return None if attempts is None else attempts > 0


def claim(kind: Kind, *, suspect: bool) -> list[Job]:
    """Up to `kind.batch` fresh jobs, or one suspect, now under our lease; [] if others were faster.

    PostgreSQL skips rows that others are claiming; SQLite's immediate transaction lets one claim at a time.
    """
    wanted = claimable(kind).filter(attempts__gt=0) if suspect else claimable(kind).filter(attempts=0)
    owner = owners.new_owner()
    now = timezone.now()
    with transaction.atomic():
        jobs = list(wanted.select_for_update(skip_locked=True)[: 1 if suspect else kind.batch])
        for job in jobs:
            job.status, job.phase, job.progress = Job.Status.RUNNING, "starting", 0.0
            job.attempts += 1
            job.lease_owner, job.lease_until = owner, now + timedelta(seconds=kind.lease_seconds)
            job.started_at = job.started_at or now
        fields = ["status", "phase", "progress", "attempts", "lease_owner", "lease_until", "started_at"]
        Job.objects.bulk_update(jobs, fields)
    return jobs
