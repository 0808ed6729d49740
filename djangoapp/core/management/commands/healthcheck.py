"""`manage.py healthcheck`: ask the running web server how it is; for container health checks."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from djangoapp.core.processes.children import site_request


class Command(BaseCommand):
    """Exit 0 when the web server answers that it can serve."""

    help = "Ask /api/health/ of the web server on this host."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with urllib.request.urlopen(site_request("/api/health/"), timeout=4) as answer:  # noqa: S310
                self.stdout.write(json.loads(answer.read())["status"])
        except (urllib.error.URLError, OSError) as error:
            raise CommandError(f"The web server does not answer: {error}") from error
