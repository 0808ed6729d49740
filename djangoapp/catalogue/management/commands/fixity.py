"""`manage.py fixity`: read every stored file now, and say which are not as they were written."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder
from tqdm import tqdm

from djangoapp.catalogue.models import FixityFinding, FixityPass
from djangoapp.catalogue.selectors import fixity_findings, fixity_harmed
from djangoapp.catalogue.serializers.fixity import FixityFindingSerializer
from djangoapp.catalogue.services import PassBusy, fixity_run


class Command(BaseCommand):
    """Read all at once; the scheduler does it bit by bit."""

    help = (
        "Read every stored original and small copy and compare it with its digest. Lost copies are made "
        "again from their originals. The exit status is 1 when a file is altered, missing or cannot be "
        "read. Stopped, it goes on when it is run again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="the report as JSON on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        quiet = options["verbosity"] == 0
        with tqdm(desc="reading", unit=" images", file=sys.stderr, disable=quiet, mininterval=0.5) as bar:

            def show(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            try:
                current = fixity_run(at_once=True, on_progress=show)
            except PassBusy as error:
                raise CommandError(str(error), returncode=2) from error
        findings = list(fixity_findings())
        if options["json"]:
            self.stdout.write(
                json.dumps(_report(current, findings), ensure_ascii=False, indent=2, cls=DjangoJSONEncoder)
            )
        else:
            self._tell(current, findings)
        if fixity_harmed().exists():
            sys.exit(1)

    def _tell(self, current: FixityPass, findings: list[FixityFinding]) -> None:
        self.stdout.write(
            f"{current.images} images read, {current.bytes:,} bytes; "
            f"small copies made again: {current.remade}."
        )
        for one in findings:
            self.stdout.write(
                f"{one.kind:10} {one.name}{_whose(one)}{f': {one.detail}' if one.detail else ''}"
            )
        if not findings:
            self.stdout.write("Every file is as it was written.")


def _whose(finding: FixityFinding) -> str:
    if finding.image is None:
        return ""
    artwork = finding.image.artwork
    of = f"artwork {artwork.id}, {artwork.title!r}" if artwork else "no artwork"
    return f" ({finding.part} of the picture {finding.image_id}, {finding.image.filename!r}, of {of})"


def _report(current: FixityPass, findings: list[FixityFinding]) -> dict[str, Any]:
    rows = [dict(FixityFindingSerializer(one).data) for one in findings]
    return {
        "began_at": current.began_at,
        "ended_at": current.ended_at,
        "images": current.images,
        "bytes": current.bytes,
        "remade": current.remade,
        **{kind: [row for row in rows if row["kind"] == kind] for kind in FixityFinding.Kind.values},
    }
