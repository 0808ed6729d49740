"""`manage.py prepare`: migrate and do what a first start does, without starting anything."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from djangoapp.core.processes import startup
from djangoapp.core.processes.instance import CannotStart, lock_folder


class Command(BaseCommand):
    """Prepare the data folder; `up` does this by itself, separate containers do it once."""

    help = "Migrate, and queue the demo collection and its first model when RAGAM_DEMO asks for them."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with lock_folder(settings.RUN_DIR):
                startup.prepare(sys.stdout)
        except CannotStart as error:
            raise CommandError(str(error)) from error
