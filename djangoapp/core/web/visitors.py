"""Which browser a visitor's uploads come from: a signed cookie, so that looking around stores nothing."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

COOKIE = "ragam_visitor"
_AGE = 30 * 24 * 3600


def visitor_key(request: HttpRequest) -> str:
    """What tells this browser from others; "" where it has no key, or one that is not ours."""
    return request.get_signed_cookie(COOKIE, default="", salt=COOKIE) or ""


def new_visitor_key() -> str:
    """A key that nobody has."""
    return secrets.token_hex(16)


def visitor_remember(response: HttpResponseBase, key: str) -> None:
    """Have the browser keep its key."""
    response.set_signed_cookie(
        COOKIE,
        key,
        salt=COOKIE,
        max_age=_AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
