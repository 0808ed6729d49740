"""Celery beat that does the sweeping itself: it must not queue behind the work it looks after."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from celery.beat import Scheduler
from django.db import close_old_connections

logger = logging.getLogger(__name__)


class InProcessScheduler(Scheduler):
    """Runs each due entry here and now, and all of them at its start; keeps nothing on disk."""

    def setup_schedule(self) -> None:
        """Make every entry due: what got stuck while nobody looked is set right at once."""
        super().setup_schedule()
        for entry in self.schedule.values():
            entry.last_run_at = self.app.now() - timedelta(days=1)

    def apply_entry(self, entry: Any, producer: Any = None) -> None:
        """Run the task in this process; an error is logged, and the next turn comes all the same."""
        close_old_connections()
        try:
            self.app.tasks[entry.task](*entry.args or (), **entry.kwargs or {})
        except Exception:
            logger.exception("%s failed; it is tried again in its next turn", entry.task)
        finally:
            close_old_connections()
