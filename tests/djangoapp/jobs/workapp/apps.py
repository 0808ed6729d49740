"""Registers the kinds of work."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator

from django.apps import AppConfig


class WorkConfig(AppConfig):
    """Work that dies, hangs and takes long."""

    name = "tests.djangoapp.jobs.workapp"
    label = "workapp"

    def ready(self) -> None:
        from djangoapp.jobs import kinds

        kinds.register(kinds.Kind("look", kinds.INFERENCE, look, batch=8, lease_seconds=10))
        kinds.register(kinds.Kind("learn", kinds.TRAINING, learn, lease_seconds=10))
        kinds.register(kinds.Kind("tidy", kinds.CHORES, learn, lease_seconds=10))


def look(batch) -> Iterator:
    """Quick work, unless a job of the batch kills the worker."""
    from djangoapp.jobs.kinds import Outcome

    if any(job.payload.get("kills") for job in batch):
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.02 * len(batch))
    for job in batch:
        yield Outcome(job.id, dict)


def learn(batch) -> Iterator:
    """Slow work that looks whether it should stop."""
    from djangoapp.jobs.kinds import Outcome

    [job] = batch
    for step in range(job.payload["steps"]):
        job.progress("learning", step / job.payload["steps"])
        job.raise_if_cancelled()
        time.sleep(0.1)
    yield Outcome(job.id, lambda: {"pid": os.getpid(), "parent": os.getppid()})
