"""The start-up step that takes back what a killed Ragam was working on."""

from __future__ import annotations

from djangoapp.jobs.services import recover

STEP = "interrupted jobs"


def jobs_step() -> str | None:
    """Re-queue the jobs whose worker is gone, or park them: the steps that follow see which are left."""
    count = recover()
    return f"{count} taken back" if count else None
