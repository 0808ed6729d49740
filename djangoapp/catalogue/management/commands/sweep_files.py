"""`manage.py sweep_files`: remove stored files that no image names."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from djangoapp.catalogue.services import files_sweep


class Command(BaseCommand):
    """Remove what a killed process left in the store."""

    help = (
        "Remove stored files older than an hour that no image names; a killed process may leave such files."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="name them, remove nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        names = files_sweep(dry_run=options["dry_run"])
        for name in names:
            self.stdout.write(name)
        self.stderr.write(f"{len(names)} files {'found' if options['dry_run'] else 'removed'}")
