"""The job that a log line is about, carried by a context variable so that no call has to pass it on."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_job: ContextVar[str] = ContextVar("ragam_job", default="")


@contextmanager
def about_job(*ids: object) -> Iterator[None]:
    """Mark all log lines inside as being about these jobs."""
    token = _job.set(",".join(str(one) for one in ids))
    try:
        yield
    finally:
        _job.reset(token)


class JobFilter(logging.Filter):
    """Adds `job` (for JSON) and `job_suffix` (for text) to each record."""

    def filter(self, record: logging.LogRecord) -> bool:
        job = _job.get()
        record.job = job or None
        record.job_suffix = f" [job {job}]" if job else ""
        return True
