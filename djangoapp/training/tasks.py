"""The scheduled task of this app."""

from __future__ import annotations

from celery import shared_task

from djangoapp.training import services


@shared_task(name="djangoapp.training.tidy", ignore_result=True)
def tidy() -> None:
    """Remove the files of runs that ended or were killed without a model."""
    services.candidates_tidy()
