"""Making accounts and tokens."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.db import transaction
from rest_framework.authtoken.models import Token

from djangoapp.accounts.models import User
from djangoapp.core.errors import NotFound

DEMO_ACCOUNTS = {
    "cataloguer": User.Role.CATALOGUER,
    "manager": User.Role.MANAGER,
    "admin": User.Role.ADMIN,
}


def user_create(username: str, role: str, password: str | None = None) -> User:
    """A new active user; without a password they cannot sign in by form (a token works)."""
    user = User(username=username, role=role)
    user.set_password(password)
    user.save()
    return user


def token_ensure(username: str) -> str:
    """The user's API token, made at the first call; NotFound when there is no such active user."""
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise NotFound(f"There is no active user named {username!r}.")
    key: str = Token.objects.get_or_create(user=user)[0].key
    return key


def accounts_file() -> Path:
    """Where the demo accounts' passwords are kept, readable by the owner alone."""
    return settings.RAGAM_DATA_DIR / "accounts.json"


@transaction.atomic
def demo_accounts_ensure() -> dict[str, str]:
    """Make the demo accounts at the first call; {username: first password} of those that are still there.

    One that someone deleted later stays deleted, unless no account at all is left.
    """
    path = accounts_file()
    known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    if not User.objects.exists():
        known = {}
    for username, role in DEMO_ACCOUNTS.items():
        if username not in known and not User.objects.filter(username=username).exists():
            known[username] = secrets.token_urlsafe(9)
            user_create(username, role, known[username])
    there = set(User.objects.filter(username__in=known).values_list("username", flat=True))
    _write_private(path, json.dumps(known, indent=2) + "\n")
    return {username: password for username, password in known.items() if username in there}


def demo_accounts_step() -> str | None:
    """The step of `manage.py up`; a production site without the demo makes its own accounts (`adduser`)."""
    if settings.RAGAM_ENV == "production" and not settings.RAGAM_DEMO:
        return "none made (production)"
    return ", ".join(demo_accounts_ensure())


def _write_private(path: Path, text: str) -> None:
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    aside.replace(path)
