"""`manage.py demo load|remove`: the drawn collection that ships."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from djangoapp.catalogue.services.demo import demo_load, demo_remove
from ml.errors import StorageFull


class Command(BaseCommand):
    """Load the demo collection, or take it away."""

    help = (
        "load: draw and store what is missing of the demo collection; run it again after a stop. "
        "remove: take away the demo artworks that nobody worked on, and the vocabulary if nothing uses it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=("load", "remove"))
        parser.add_argument("--json", action="store_true", help="the report as JSON on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["what"] == "load":
                self._load(options)
            else:
                self._remove(options)
        except StorageFull as error:
            raise CommandError(f"{error.code}: {error} Run the command again to go on.") from error

    def _load(self, options: dict[str, Any]) -> None:
        pause = 0.2 if sys.stderr.isatty() else 10.0
        quiet = options["verbosity"] == 0
        with tqdm(desc="drawing", unit=" cloths", file=sys.stderr, disable=quiet, mininterval=pause) as bar:

            def show(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            report = demo_load(show)
        if options["json"]:
            self.stdout.write(json.dumps(report.to_json()))
        else:
            self.stdout.write(
                f"{report.created} artworks drawn, {report.known} were there, {report.terms} motifs."
            )

    def _remove(self, options: dict[str, Any]) -> None:
        report = demo_remove()
        if options["json"]:
            self.stdout.write(json.dumps(report.to_json(), ensure_ascii=False))
            return
        self.stdout.write(f"{report.removed} demo artworks removed, {len(report.kept)} kept.")
        for kept in report.kept:
            self.stdout.write(f"kept {kept['title']} ({kept['id']}): {kept['reason']}")
        if report.vocabulary_reason:
            self.stdout.write(f"The vocabulary stays: {report.vocabulary_reason}.")
