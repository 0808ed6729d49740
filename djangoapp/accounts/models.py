"""The user, with a role that decides what they may do (see core.web.permissions)."""

from __future__ import annotations

from typing import ClassVar, TypeAlias

from django.contrib.auth.models import AbstractUser, AnonymousUser, UserManager
from django.db import models

from djangoapp.core.models import UUIDModel
from djangoapp.core.web import permissions


class Users(UserManager["User"]):
    """Finds who signs in: by the name as it is written, else by the one name that differs in case alone."""

    use_in_migrations = False

    def get_by_natural_key(self, username: str | None) -> User:
        """Raises User.DoesNotExist, also where two names differ in case alone and neither is meant."""
        exact = self.filter(username=username).first()
        if exact is not None:
            return exact
        alike = list(self.filter(username__iexact=username)[:2])
        if len(alike) != 1:
            raise self.model.DoesNotExist
        return alike[0]


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
    # Made by the demo, and lying in accounts.json: from outside this machine it is good for one thing alone.
    has_first_password = models.BooleanField(default=False)

    objects: ClassVar[Users] = Users()

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
