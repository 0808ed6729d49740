"""The handler of the job that draws the demo collection."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from djangoapp.catalogue.selectors import demo_is_due
from djangoapp.catalogue.services.demo import demo_load
from djangoapp.jobs.kinds import Outcome
from djangoapp.jobs.running import RunningJob


def draw_handler(batch: list[RunningJob]) -> Iterable[Outcome]:
    """Draw until the collection is complete or was sent away; a further attempt draws what is missing."""
    for job in batch:
        if demo_is_due():
            demo_load(partial(_show, job), partial(_should_stop, job))
        job.raise_if_cancelled()
        yield Outcome(job.id, _nothing_more)


def _show(job: RunningJob, done: int, total: int) -> None:
    job.progress("drawing", done / total, {"done": done, "total": total})


def _should_stop(job: RunningJob) -> bool:
    return job.should_stop() or not demo_is_due()


def _nothing_more() -> dict[str, Any]:
    return {}
