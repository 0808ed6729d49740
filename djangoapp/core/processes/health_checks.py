"""The checks that hold for any deployment: database, storage, and processes that should be alive."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from djangoapp.core.models import Pulse
from djangoapp.core.processes.health import Finding, register
from djangoapp.core.processes.packages import packages_health

LOW_SPACE = 500_000_000
STALE_AFTER = timedelta(seconds=35)
CHORES_STALE_AFTER = timedelta(minutes=5)
"""Chores give way to all else and nobody waits for them: on a busy machine their worker is late, and well."""


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


def pulse(
    name: str, stale_after: timedelta = STALE_AFTER, *, may_be_late: bool = False
) -> Callable[[], Finding]:
    """A check that the process `name` has given a sign of life lately.

    One that `may_be_late` is well, too, as long as it has not come up yet.
    """

    def check() -> Finding:
        row = Pulse.objects.filter(name=name).first()
        if row is None:
            why = "has not been seen yet"
            return Finding(name, may_be_late, f"{why}; it gives way to all else" if may_be_late else why)
        age = timezone.now() - row.at
        return Finding(name, age < stale_after, f"seen {age.total_seconds():.0f} s ago")

    return check


register("database", database)
register("storage", storage)
register("packages", packages_health)
for _name in ("worker:inference", "worker:training", "scheduler"):
    register(_name, pulse(_name))
register("worker:chores", pulse("worker:chores", CHORES_STALE_AFTER, may_be_late=True))
