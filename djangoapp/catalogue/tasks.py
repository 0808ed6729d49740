"""The scheduled tasks of this app; both only put a chore into the queue."""

from __future__ import annotations

from celery import shared_task

from djangoapp.catalogue import services


@shared_task(name="djangoapp.catalogue.fixity", ignore_result=True)
def fixity() -> None:
    """Read the next part of the stored files."""
    services.fixity_enqueue()


@shared_task(name="djangoapp.catalogue.sweep_files", ignore_result=True)
def sweep_files() -> None:
    """Look for stored files that no image names."""
    services.sweep_enqueue()
