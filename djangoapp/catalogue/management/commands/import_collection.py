"""`manage.py import_collection DIR --vocabulary SLUG`: class folders into artworks and labels."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from djangoapp.catalogue.services.importing import ImportReport, collection_import
from djangoapp.core.errors import DomainError
from ml.errors import StorageFull

SHOWN_REFUSALS = 50


class Command(BaseCommand):
    """Import class folders; run it again at any time, only what is missing is added."""

    help = (
        "Bring a folder of class folders into the catalogue. DIR is <class>/* or {train,test}/<class>/*; "
        "every part is imported. A folder within a class is one object. Each other picture becomes an "
        "artwork with a settled label; a picture that is "
        "known from another vocabulary gains a label on the same artwork. Artworks are drafts, seen by "
        "staff only, unless --publish is given: rights are for people to judge. A missing vocabulary and "
        "missing terms are made; the first vocabulary of a house becomes its default. Run it again at any "
        "time: nothing is doubled."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument("--vocabulary", required=True, metavar="SLUG")
        parser.add_argument("--default", action="store_true", help="make it the default vocabulary")
        parser.add_argument("--dry-run", action="store_true", help="check every file, write nothing")
        parser.add_argument("--publish", action="store_true", help="publish the artworks, also known drafts")
        parser.add_argument("--json", action="store_true", help="the report as JSON on standard output")
        parser.add_argument("--name-id", default="", help="Indonesian name of a new vocabulary")
        parser.add_argument("--name-en", default="", help="English name of a new vocabulary")
        parser.add_argument("--noun-id", default="", help="what one term is called in Indonesian, e.g. gaya")
        parser.add_argument("--noun-en", default="", help="what one term is called in English, e.g. style")

    def handle(self, *args: Any, **options: Any) -> None:
        texts = {key: options[key] for key in ("name_id", "name_en", "noun_id", "noun_en")}
        pause = 0.2 if sys.stderr.isatty() else 10.0
        quiet = options["verbosity"] == 0
        with tqdm(desc="importing", unit=" images", file=sys.stderr, disable=quiet, mininterval=pause) as bar:

            def show(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            try:
                report = collection_import(
                    options["folder"],
                    vocabulary=options["vocabulary"],
                    default=options["default"],
                    dry_run=options["dry_run"],
                    publish=options["publish"],
                    texts=texts,
                    on_progress=show,
                )
            except DomainError as error:
                raise CommandError(f"{error.code}: {error.detail}") from error
            except StorageFull as error:
                raise CommandError(f"{error.code}: {error} Run the command again to go on.") from error
        if options["json"]:
            self.stdout.write(json.dumps(report.to_json(), ensure_ascii=False, indent=2))
        else:
            self._tell(report)

    def _tell(self, report: ImportReport) -> None:
        would = "Would import" if report.dry_run else "Imported"
        parts = f" (parts: {', '.join(report.parts)})" if report.parts else ""
        self.stdout.write(f"{would} {report.files} files into vocabulary {report.vocabulary!r}{parts}:")
        for count, what in (
            (report.created, "new artworks"),
            (report.added, "further pictures of one object"),
            (report.labelled, "known pictures gained a label"),
            (report.known, "known with the same label"),
            (report.published, "known drafts published"),
            (report.terms_created, "new terms"),
            (len(report.refused), "refused"),
        ):
            self.stdout.write(f"  {count:6} {what}")
        for name, count in report.passed_by.items():
            self.stdout.write(f"  {count:6} passed by: {name}")
        for refusal in report.refused[:SHOWN_REFUSALS]:
            self.stderr.write(f"refused {refusal.path}: {refusal.code}: {refusal.reason}")
        if len(report.refused) > SHOWN_REFUSALS:
            self.stderr.write(f"... and {len(report.refused) - SHOWN_REFUSALS} more; --json lists them all")
