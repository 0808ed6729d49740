"""`manage.py backup DIR`: a copy of everything that may not be lost, taken while the site runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from djangoapp.core import backups


class Command(BaseCommand):
    """Write a backup, or check one."""

    help = "Copy database, originals, public copies, models and secrets to a new folder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="a folder that does not exist yet")
        parser.add_argument("--check", action="store_true", help="compare the hash of every file of a backup")

    def handle(self, *args: Any, folder: Path, check: bool, **options: Any) -> None:
        try:
            manifest = backups.check(folder) if check else backups.back_up(folder, self.stdout.write)
        except backups.BackupError as error:
            raise CommandError(str(error)) from error
        done = "is whole" if check else "written"
        self.stdout.write(f"{folder}: {len(manifest['files'])} files, {manifest['created_at']}; {done}")
