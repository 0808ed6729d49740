"""The scheduled task of this app."""

from __future__ import annotations

from importlib import import_module

from celery import shared_task
from django.conf import settings


@shared_task(name="djangoapp.accounts.clear_sessions", ignore_result=True)
def clear_sessions() -> None:
    """Remove the sessions whose time is over; each visitor who uploads has one."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
