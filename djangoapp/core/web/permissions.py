"""Who may do what: the only place that answers it, for views, services and the UI's capabilities."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

logger = logging.getLogger(__name__)

UPLOAD, REVIEW, EDIT_CATALOGUE = "upload", "review", "edit_catalogue"
TRAIN, PROMOTE, ADMINISTER = "train", "promote", "administer"
ACTIONS = (UPLOAD, REVIEW, EDIT_CATALOGUE, TRAIN, PROMOTE, ADMINISTER)

VISITOR, CATALOGUER, MANAGER, ADMIN = "visitor", "cataloguer", "manager", "admin"
ROLE_ACTIONS: dict[str, frozenset[str]] = {
    VISITOR: frozenset(),
    CATALOGUER: frozenset({UPLOAD, REVIEW, EDIT_CATALOGUE}),
    MANAGER: frozenset({UPLOAD, REVIEW, EDIT_CATALOGUE, TRAIN, PROMOTE}),
    ADMIN: frozenset(ACTIONS),
}


def role_of(user: AbstractBaseUser | AnonymousUser | None) -> str:
    """The user's role; anonymous, missing and deactivated ones are visitors."""
    if user is None or not user.is_authenticated or not user.is_active:
        return VISITOR
    return getattr(user, "role", VISITOR)


def may(user: AbstractBaseUser | AnonymousUser | None, action: str) -> bool:
    """Whether `user` (User, AnonymousUser or None) may do `action`, one of ACTIONS; else ValueError."""
    if action not in ACTIONS:
        raise ValueError(f"unknown action {action!r}; expected one of {', '.join(ACTIONS)}")
    return action in ROLE_ACTIONS.get(role_of(user), frozenset())


def is_staff(user: AbstractBaseUser | AnonymousUser | None) -> bool:
    """Whether the user works here: cataloguer, manager or admin."""
    return role_of(user) != VISITOR


def may_see_of_visitor(user: AbstractBaseUser | AnonymousUser | None, what: Callable[[], str]) -> bool:
    """Whether `user`, who knows its id, may see something that a visitor has sent.

    Visitors are told that nobody else can. Of those who work here only an admin may, and that is noted:
    `what` says which upload it was.
    """
    if not is_staff(user):
        return True
    if user is None or not may(user, ADMINISTER):
        return False
    logger.warning("%s has looked at what a visitor sent: %s", user.get_username(), what())
    return True


def capabilities(user: AbstractBaseUser | AnonymousUser | None) -> list[str]:
    """The actions that `user` may do, in the order of ACTIONS."""
    return [action for action in ACTIONS if may(user, action)]


def allows(action: str, *, read_public: bool = False) -> type[BasePermission]:
    """A DRF permission class for `action`; with `read_public`, GET and HEAD are open to everyone."""
    if action not in ACTIONS:
        raise ValueError(f"unknown action {action!r}; expected one of {', '.join(ACTIONS)}")

    class Allows(BasePermission):
        message = f"This needs an account that may {action.replace('_', ' ')}."

        def has_permission(self, request: Request, view: Any) -> bool:
            if read_public and request.method in {"GET", "HEAD", "OPTIONS"}:
                return True
            return may(request.user, action)

    Allows.__name__ = f"May{action.title().replace('_', '')}"
    return Allows
