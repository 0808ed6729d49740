"""A job as its handler sees it: payload, progress, and whether to go on."""

from __future__ import annotations

import logging
import threading
import time
from typing import Any
from uuid import UUID

from django.db import DatabaseError

from djangoapp.jobs import lifecycle
from djangoapp.jobs.models import Job
from djangoapp.jobs.phases import JobPhase

logger = logging.getLogger(__name__)
PROGRESS_EVERY = 1.0


class JobStopped(Exception):
    """Raised by `raise_if_cancelled`: the handler should let it pass through; the runner knows what to do."""


class RunningJob:
    """One claimed job. All methods are safe to call from any thread and cheap to call often."""

    def __init__(self, job: Job) -> None:
        self.id: UUID = job.id
        self.payload: dict[str, Any] = job.payload
        self.attempt: int = job.attempts
        self.created_by_id: UUID | None = job.created_by_id
        self.lease_owner = job.lease_owner
        self._cancelled = threading.Event()
        self._lost = threading.Event()
        self._phase = job.phase
        self._written_at = 0.0

    def progress(self, phase: JobPhase, fraction: float, detail: dict[str, Any] | None = None) -> None:
        """Show how far the job is: a phase, its fraction 0..1, any figures.

        Written once a second at most, and at the end of a phase.
        """
        now = time.monotonic()
        if phase == self._phase and fraction < 1 and now - self._written_at < PROGRESS_EVERY:
            return
        self._phase, self._written_at = phase, now
        values: dict[str, Any] = {"phase": phase, "progress": min(max(float(fraction), 0.0), 1.0)}
        if detail is not None:
            values["detail"] = detail
        try:
            self._mine().update(**values)
        except DatabaseError as error:
            logger.warning("progress could not be written: %s", error)

    def should_stop(self) -> bool:
        """Whether to end soon: cancelled, the lease lost, or the worker told to stop."""
        return self.is_cancelled or self.is_lost or lifecycle.stopping()

    def raise_if_cancelled(self) -> None:
        """Raise JobStopped when `should_stop()`."""
        if self.should_stop():
            raise JobStopped

    @property
    def is_cancelled(self) -> bool:
        """Whether someone asked for the job to be cancelled (learned within two seconds)."""
        return self._cancelled.is_set()

    @property
    def is_lost(self) -> bool:
        """Whether the lease ran out and the job is no longer ours."""
        return self._lost.is_set()

    def mark_cancelled(self) -> None:
        """Called by the heartbeat."""
        self._cancelled.set()

    def mark_lost(self) -> None:
        """Called by the heartbeat."""
        self._lost.set()

    def _mine(self) -> Any:
        return Job.objects.filter(id=self.id, lease_owner=self.lease_owner, status=Job.Status.RUNNING)
