"""The checks that hold for any deployment: database, storage, and processes that should be alive."""

from __future__ import annotations

import os
import shutil
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from djangoapp.core.models import Pulse
from djangoapp.core.processes.health import Finding, register
from djangoapp.core.processes.packages import packages_health

LOW_SPACE = 500_000_000
STALE_AFTER = timedelta(seconds=35)


def database() -> Finding:
    """Whether the database answers a query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return Finding("database", True, connection.vendor)


def storage() -> Finding:
    """Whether the data folder can be written and has room."""
    free = shutil.disk_usage(settings.RAGAM_DATA_DIR).free
    if not os.access(settings.RAGAM_DATA_DIR, os.W_OK):
        return Finding("storage", False, "The data folder cannot be written.")
    detail = f"{free / 1e9:.1f} GB free"
    return Finding("storage", free > LOW_SPACE, detail if free > LOW_SPACE else f"Only {detail}.")


def scheduler() -> Finding:
    """Whether the scheduler has given a sign of life lately."""
    row = Pulse.objects.filter(name="scheduler").first()
    if row is None:
        return Finding("scheduler", False, "has not been seen yet")
    age = timezone.now() - row.at
    return Finding("scheduler", age < STALE_AFTER, f"seen {age.total_seconds():.0f} s ago")


register("database", database)
register("storage", storage)
register("packages", packages_health)
register("scheduler", scheduler)
