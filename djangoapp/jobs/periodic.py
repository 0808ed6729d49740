"""Housekeeping that upper apps register: short functions that the scheduler calls again and again."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

logger = logging.getLogger(__name__)


@dataclass
class _Chore:
    every: float
    run: Callable[[], object]
    due_at: float = 0.0


_chores: dict[str, _Chore] = {}


def register(name: str, every_seconds: float, run: Callable[[], object]) -> None:
    """Call `run()` every `every_seconds`, and soon after each start; it must take seconds, not minutes."""
    _chores[name] = _Chore(every_seconds, run)


def run_due() -> list[str]:
    """Run what is due; the names of those run. One that fails is logged and comes again in its next turn."""
    now, ran = time.monotonic(), []
    for name, chore in _chores.items():
        if now < chore.due_at:
            continue
        chore.due_at = now + chore.every
        try:
            chore.run()
        except Exception:
            logger.exception("%s failed", name)
        ran.append(name)
    return ran
