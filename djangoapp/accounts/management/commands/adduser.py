"""`manage.py adduser USERNAME --role ROLE`: make an account, or change the role or password of one."""

from __future__ import annotations

import getpass
import sys
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from djangoapp.accounts.models import User
from djangoapp.accounts.services import password_change


class Command(BaseCommand):
    """Make an account, or change the role and password of an existing one."""

    help = "Make an account, or change its role and password (asked for, or read from a pipe)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--role", choices=User.Role.values, required=True)

    def handle(self, *args: Any, username: str, role: str, **options: Any) -> None:
        password = (
            getpass.getpass(f"Password for {username}: ")
            if sys.stdin.isatty()
            else sys.stdin.readline().rstrip("\n")
        )
        user = User.objects.filter(username=username).first() or User(username=username)
        user.role = role
        if password:
            try:
                password_change(user, password)
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from error
        else:
            if user._state.adding:
                user.set_unusable_password()
            user.save()
        self.stdout.write(f"{username} is now a {role}.{'' if password else self._without(user)}")

    def _without(self, user: User) -> str:
        if user.has_usable_password():
            return " No password was given; the one from before stays."
        return " No password was given: signing in needs one, a token works without."
