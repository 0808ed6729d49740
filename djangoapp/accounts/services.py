"""Making accounts and tokens."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
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
    with _first_passwords() as known:
        if not User.objects.exists():
            known.clear()
        for username, role in DEMO_ACCOUNTS.items():
            if username not in known and not User.objects.filter(username=username).exists():
                known[username] = secrets.token_urlsafe(9)
                user_create(username, role, known[username])
        users = list(User.objects.filter(username__in=known))
        for user in users:
            _note_first_password(user, known)
        return {user.username: known[user.username] for user in users if user.username in known}


def _note_first_password(user: User, known: dict[str, str]) -> None:
    """Mark an account whose password stands in the file, and take out of the file what is none any more."""
    if user.has_first_password:
        return
    if user.check_password(known[user.username]):
        user.has_first_password = True
        user.save(update_fields=["has_first_password"])
    else:
        del known[user.username]


def password_change(user: User, new: str) -> None:
    """Set a new password, which ends the user's other sessions; ValidationError of Django's validators.

    A first password that the demo made up is taken out of accounts.json.
    """
    validate_password(new, user)
    user.set_password(new)
    user.has_first_password = False
    with transaction.atomic():
        user.save()
        transaction.on_commit(lambda: first_passwords_forget([user.username]))


def first_passwords_forget(usernames: Iterable[str]) -> None:
    """Take these accounts out of accounts.json, and leave the others in it."""
    if not accounts_file().exists():
        return
    with _first_passwords() as known:
        for username in usernames:
            known.pop(username, None)


@contextmanager
def _first_passwords() -> Iterator[dict[str, str]]:
    """What accounts.json holds, written back whole; one process at a time."""
    path = accounts_file()
    with path.with_name(f".{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        before = path.read_text() if path.exists() else "{}"
        known: dict[str, str] = json.loads(before)
        yield known
        text = json.dumps(known, indent=2) + "\n"
        if text != before:
            _write_private(path, text)


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
