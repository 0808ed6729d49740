"""The user, with a role that decides what they may do (see core.web.permissions)."""

from __future__ import annotations

from typing import TypeAlias

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db import models

from djangoapp.core.models import UUIDModel
from djangoapp.core.web import permissions


class User(UUIDModel, AbstractUser):
    """Someone who signs in; a visitor needs no account."""

    class Role(models.TextChoices):
        """From least to most allowed."""

        VISITOR = permissions.VISITOR
        CATALOGUER = permissions.CATALOGUER
        MANAGER = permissions.MANAGER
        ADMIN = permissions.ADMIN

    role = models.CharField(max_length=12, choices=Role.choices, default=Role.VISITOR)
    # Roles answer for everything; Django's own flags and permissions stay unused.
    first_name = None  # type: ignore[assignment]  # Django's way to leave a field out.
    last_name = None  # type: ignore[assignment]  # Django's way to leave a field out.
    display_name = models.CharField(max_length=100, blank=True)

    def __str__(self) -> str:
        return self.username

    def get_full_name(self) -> str:
        """The name to show to people."""
        return self.display_name or self.username

    def get_short_name(self) -> str:
        """The same."""
        return self.get_full_name()


Account: TypeAlias = User | AnonymousUser
"""Whom a request comes from; a visitor's account is Django's AnonymousUser."""


def signed_in(account: Account | None) -> User | None:
    """The user; None for a visitor, and where the system acts by itself."""
    return account if isinstance(account, User) else None
