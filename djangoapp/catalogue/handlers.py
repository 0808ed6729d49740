"""The handlers of the catalogue's chores: drawing the demo collection, reading the stored files, sweeping."""

from __future__ import annotations

import time
from collections.abc import Iterable
from functools import partial
from typing import Any

from djangoapp.catalogue import services
from djangoapp.catalogue.selectors import demo_is_due
from djangoapp.catalogue.services.demo import demo_load
from djangoapp.jobs.kinds import Outcome
from djangoapp.jobs.running import RunningJob

SLICE_SECONDS = 120.0
"""Other chores wait for so long at most."""


def draw_handler(batch: list[RunningJob]) -> Iterable[Outcome]:
    """Draw until the collection is complete or was sent away; a further attempt draws what is missing."""
    for job in batch:
        if demo_is_due():
            demo_load(partial(_show, job), partial(_should_stop, job))
        job.raise_if_cancelled()
        yield Outcome(job.id, partial(_told, {}))


def _show(job: RunningJob, done: int, total: int) -> None:
    job.progress("drawing", done / total, {"done": done, "total": total})


def _should_stop(job: RunningJob) -> bool:
    return job.should_stop() or not demo_is_due()


def fixity_handler(batch: list[RunningJob]) -> Iterable[Outcome]:
    """Read what is due of the stored files, for two minutes at most; the next slice goes on."""
    for job in batch:
        result = _slice(job, time.monotonic() + SLICE_SECONDS)
        job.raise_if_cancelled()
        yield Outcome(job.id, partial(_told, result))


def _slice(job: RunningJob, deadline: float) -> dict[str, Any]:
    def should_stop() -> bool:
        return job.should_stop() or time.monotonic() > deadline

    def show(done: int, total: int) -> None:
        job.progress("checking", done / total, {"done": done, "total": total})

    try:
        current = services.fixity_run(should_stop=should_stop, on_progress=show)
    except services.PassBusy:  # `manage.py fixity` is at it.
        return {}
    return {"images": current.images, "ended": current.ended_at is not None}


def sweep_handler(batch: list[RunningJob]) -> Iterable[Outcome]:
    """Note the files that no image names, and remove those that were noted long ago."""
    for job in batch:
        removed = services.orphans_settle(job.should_stop)
        job.raise_if_cancelled()
        yield Outcome(job.id, partial(_told, {"removed": removed}))


def _told(result: dict[str, Any]) -> dict[str, Any]:
    return result
