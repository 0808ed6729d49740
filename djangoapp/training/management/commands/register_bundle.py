"""Make a bundle from the command line a model version of a vocabulary."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from djangoapp.catalogue.selectors import vocabulary_get
from djangoapp.core.errors import DomainError
from djangoapp.training.services import bundle_register, model_promote, version_judge
from ml.errors import MlError
from ml.models import Bundle


class Command(BaseCommand):
    """register_bundle BUNDLE --vocabulary SLUG [--promote] [--reason TEXT] [--json]"""

    help = "Verify a bundle, copy it into the models folder and make it a version of a vocabulary."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("bundle", type=Path, help="The folder that `python -m ml train --out` made.")
        parser.add_argument("--vocabulary", required=True, help="Slug of the vocabulary it shall serve.")
        parser.add_argument("--promote", action="store_true", help="Let it serve at once.")
        parser.add_argument("--reason", default="", help="Kept in the history of who served when.")
        parser.add_argument("--json", action="store_true", help="Answer as JSON on standard output.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Register, promote if asked, and say what is now."""
        try:
            vocabulary = vocabulary_get(options["vocabulary"])
            version = bundle_register(Bundle.read(options["bundle"]), vocabulary)
            judged = version_judge(version)
            if options["promote"]:
                reason = options["reason"] or "registered and promoted on the command line"
                model_promote(version, reason=reason)
        except (DomainError, MlError) as error:
            raise CommandError(f"{error.code}: {error}") from error
        answer = {
            "model_version": str(version.id),
            "vocabulary": vocabulary.slug,
            "number": version.number,
            "promoted": options["promote"],
            "judged": judged,
        }
        if options["json"]:
            self.stdout.write(json.dumps(answer))
        else:
            served = ", serving now" if options["promote"] else "; promote it to let it serve"
            self.stdout.write(f"Version {version.number} of {vocabulary.slug} ({version.id}){served}.")
            self.stdout.write(f"It was judged on {judged} locked pictures; compare it under Models.")
