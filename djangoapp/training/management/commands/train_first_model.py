"""Train, register and promote the first model of a vocabulary; progress as JSON lines on standard output."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from djangoapp.catalogue.selectors import vocabulary_get
from djangoapp.core.errors import DomainError
from djangoapp.training.services import first_model_train
from ml.errors import MlError


class Command(BaseCommand):
    """train_first_model [--vocabulary SLUG]"""

    help = "Train the default recipe on what is settled in a vocabulary, and let the model serve."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--vocabulary", default=None, help="Slug; the default vocabulary without it.")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line of JSON for each piece of progress, and one for the version in the end."""
        try:
            version = first_model_train(vocabulary_get(options["vocabulary"]), self._say)
        except (DomainError, MlError) as error:
            raise CommandError(f"{error.code}: {error}") from error
        self.stdout.write(json.dumps({"model_version": str(version.id)}))

    def _say(self, phase: str, fraction: float, detail: dict[str, Any]) -> None:
        line = {
            "phase": phase,
            "done": detail["done"],
            "total": detail["total"],
            "progress": round(fraction, 4),
        }
        self.stdout.write(json.dumps(line))
        self.stdout.flush()
