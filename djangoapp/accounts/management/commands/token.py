"""`manage.py token USERNAME`: print the user's API token and nothing else."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from djangoapp.accounts.services import token_ensure
from djangoapp.core.errors import DomainError


class Command(BaseCommand):
    """Print the user's API token, making it at the first call."""

    help = "Print the API token of a user, making it at the first call."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        try:
            self.stdout.write(token_ensure(username))
        except DomainError as error:
            raise CommandError(error.detail) from error
