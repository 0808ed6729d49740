"""The Celery tasks: answer a ring, sweep."""

from __future__ import annotations

from celery import shared_task

from djangoapp.jobs import runner, services


@shared_task(name="djangoapp.jobs.work", ignore_result=True)
def work(kind: str) -> None:
    """Someone rang: there is work of this kind."""
    runner.work(kind)


@shared_task(name="djangoapp.jobs.sweep", ignore_result=True)
def sweep() -> None:
    """Set right what got stuck."""
    services.sweep()
