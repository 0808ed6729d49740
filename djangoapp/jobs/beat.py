"""Celery beat that does the sweeping itself: it must not queue behind the work it looks after."""

from __future__ import annotations

import logging
from typing import Any

from celery.beat import Scheduler
from django.db import close_old_connections

logger = logging.getLogger(__name__)


class InProcessScheduler(Scheduler):
    """Runs each due entry here and now; keeps nothing on disk."""

    def apply_entry(self, entry: Any, producer: Any = None) -> None:
        """Run the task in this process; an error is logged, and the next turn comes all the same."""
        close_old_connections()
        try:
            self.app.tasks[entry.task](*entry.args or (), **entry.kwargs or {})
        except Exception:
            logger.exception("%s failed; it is tried again in its next turn", entry.task)
        finally:
            close_old_connections()
