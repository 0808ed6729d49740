"""`manage.py process NAME`: become one of the processes that `up` starts, for containers."""

from __future__ import annotations

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from djangoapp.core.processes.child import give_way
from djangoapp.core.processes.children import children, environment


class Command(BaseCommand):
    """Replace this process by the web server, a worker or the scheduler."""

    help = "Run one part in the foreground; signals reach it directly."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", choices=[child.name for child in children()])

    def handle(self, *args: Any, name: str, **options: Any) -> None:
        spec = next(child for child in children() if child.name == name)
        give_way(spec.niceness)
        os.execve(spec.argv[0], list(spec.argv), environment())  # noqa: S606
