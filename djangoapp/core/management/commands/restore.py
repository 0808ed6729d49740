"""`manage.py restore DIR`: put a backup into an empty data folder and database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from djangoapp.core.backups import BackupError, restore
from djangoapp.core.processes.instance import CannotStart, lock_folder


class Command(BaseCommand):
    """Restore a backup; the next start migrates it if this version is newer."""

    help = "Restore what `manage.py backup` wrote; refuses where there is a catalogue already."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="a backup")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            with lock_folder(settings.RUN_DIR):
                manifest = restore(folder, self.stdout.write)
        except (BackupError, CannotStart) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"restored {len(manifest['files'])} files of {manifest['created_at']}; now: up")
