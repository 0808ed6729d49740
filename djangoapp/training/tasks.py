"""The scheduled tasks of this app."""

from __future__ import annotations

from celery import shared_task

from djangoapp.training import services


@shared_task(name="djangoapp.training.tidy", ignore_result=True)
def tidy() -> None:
    """Remove the files of runs that ended or were killed without a model."""
    services.candidates_tidy()


@shared_task(name="djangoapp.training.check_champions", ignore_result=True)
def check_champions() -> None:
    """Find out whether each champion can be loaded, before somebody has to wait for it."""
    services.champions_check()
