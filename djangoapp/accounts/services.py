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
    return Token.objects.get_or_create(user=user)[0].key


def accounts_file() -> Path:
    """Where the demo accounts' passwords are kept, readable by the owner alone."""
    return settings.RAGAM_DATA_DIR / "accounts.json"


@transaction.atomic
def demo_accounts_ensure() -> dict[str, str]:
    """Make the demo accounts that are missing; {username: password} of those made here, now or before.

    A password that someone changed later is not known here: the file keeps the one made at first.
    """
    path = accounts_file()
    passwords: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    for username, role in DEMO_ACCOUNTS.items():
        if not User.objects.filter(username=username).exists():
            passwords[username] = secrets.token_urlsafe(9)
            user_create(username, role, passwords[username])
    _write_private(path, json.dumps(passwords, indent=2) + "\n")
    return passwords


def _write_private(path: Path, text: str) -> None:
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    aside.replace(path)
