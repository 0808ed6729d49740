"""The thread that renews the leases of running jobs, and learns of cancellations, while the handler works."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import DatabaseError, connection
from django.utils import timezone

from djangoapp.jobs.models import Job
from djangoapp.jobs.running import RunningJob

logger = logging.getLogger(__name__)
LOOK_EVERY = 2.0


class Heartbeat:
    """Context manager: renews the leases each third of their length; marks jobs cancelled or lost."""

    def __init__(self, jobs: Sequence[RunningJob], lease_seconds: float) -> None:
        self._jobs = {job.id: job for job in jobs}
        self._owner = jobs[0].lease_owner
        self._lease = timedelta(seconds=lease_seconds)
        self._every = lease_seconds / 3
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)

    def __enter__(self) -> Heartbeat:
        self._thread.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._done.set()
        self._thread.join()

    def _run(self) -> None:
        renewed = time.monotonic()
        try:
            while not self._done.wait(min(LOOK_EVERY, self._every)):
                renew = time.monotonic() - renewed >= self._every * 0.9
                if self._beat(renew=renew) and renew:
                    renewed = time.monotonic()
        finally:
            connection.close()

    def _beat(self, *, renew: bool) -> bool:
        try:
            mine = Job.objects.filter(lease_owner=self._owner, status=Job.Status.RUNNING)
            if renew:
                mine.update(lease_until=timezone.now() + self._lease)
            flags = dict(mine.values_list("id", "cancel_requested"))
        except DatabaseError as error:
            logger.warning("could not renew leases: %s", error)
            return False
        for job_id, job in list(self._jobs.items()):
            if job_id not in flags:
                job.mark_lost()
            elif flags[job_id]:
                job.mark_cancelled()
        return True

    def forget(self, job_id: Any) -> None:
        """A job of the batch has ended; its missing row is no loss."""
        self._jobs.pop(job_id, None)
