"""A worker looks for work by itself: the row is the job, and a ring is only the quickest way to hear of it.

Whatever became of the broker, or of this worker's connection to it, a job waits for a few seconds at most.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

from django.db import DatabaseError, connection

from djangoapp.jobs import lifecycle, runner, selectors

logger = logging.getLogger(__name__)
LOOK_SECONDS = 5.0


class Looker:
    """Looks every few seconds and does in the worker's pool what it finds, while the worker is idle."""

    def __init__(
        self,
        pool: Any,
        queues: Sequence[str],
        *,
        rung_for: Collection[Any],
        no_fork: AbstractContextManager[Any],
    ) -> None:
        """`pool` is Celery's; `rung_for` are the requests that it runs now; `no_fork` is held for a query."""
        self._pool = pool
        self._queues = queues
        self._rung_for = rung_for
        self._no_fork = no_fork
        self._working = False

    @property
    def is_busy(self) -> bool:
        """Whether the worker runs anything, rung for or found."""
        return self._working or bool(self._rung_for)

    def start(self) -> None:
        """Look for as long as the worker takes work."""
        threading.Thread(target=self._look_on, name="look", daemon=True).start()

    def look(self) -> None:
        """Do what has waited for longer than a ring takes, one kind after the other."""
        if len(self._rung_for) >= self._pool.limit:
            return
        with self._no_fork:
            waiting = selectors.kinds_waiting(self._queues, timedelta(seconds=LOOK_SECONDS / 2))
            connection.close()
        for kind in waiting:
            logger.info("found %s waiting without a ring", kind)
            self._working = True
            try:
                self._pool.apply_async(work_unrung, (kind,)).get()
            finally:
                self._working = False

    def _look_on(self) -> None:
        while not lifecycle.stopping():
            time.sleep(LOOK_SECONDS)
            try:
                self.look()
            except DatabaseError as error:
                logger.warning("could not look for jobs: %s", error)
            except Exception:  # A process of the pool that dies takes its job along, and not the looking.
                logger.exception("looking for jobs failed; it goes on")


def work_unrung(kind: str) -> int:
    """In the pool: what a ring would have started; how many jobs were run."""
    try:
        return runner.work(kind)
    finally:
        connection.close()
