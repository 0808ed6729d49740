"""`manage.py check_labels [--repair]`: whether the labels kept as current are the history's."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from djangoapp.catalogue.services import current_differences, current_repair


class Command(BaseCommand):
    """Compare which labels hold with the history of labels."""

    help = "Compare the labels that are kept as current with the newest ones of the history."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="keep what the history says")

    def handle(self, *args: Any, **options: Any) -> None:
        found = current_differences()
        for one in found:
            self.stdout.write(f"artwork {one.artwork}: kept {one.kept}, newest {one.newest}")
        if options["repair"]:
            for artwork in dict.fromkeys(one.artwork for one in found):
                current_repair(artwork)
            self.stderr.write(f"{len(found)} repaired")
        elif found:
            raise CommandError(
                f"{len(found)} of the kept labels are not those of the history. Run this with --repair."
            )
