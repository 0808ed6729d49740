"""Where a request comes from: its address, and a visitor's browser by a signed cookie."""

from __future__ import annotations

import ipaddress
import secrets

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from rest_framework.throttling import BaseThrottle

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
        path=settings.SESSION_COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
    )


def visitor_address(request: HttpRequest) -> str:
    """The address that a request comes from; behind RAGAM_PROXY_COUNT proxies, as they tell it."""
    return str(BaseThrottle().get_ident(request))  # type: ignore[arg-type]  # It reads META alone.


def is_from_this_machine(request: HttpRequest) -> bool:
    """Whether the person sits at the machine that the site runs on.

    A forwarded request of a proxy that nobody declared comes from who knows where.
    """
    if not settings.RAGAM_PROXY_COUNT and "X-Forwarded-For" in request.headers:
        return False
    try:
        return ipaddress.ip_address(visitor_address(request)).is_loopback
    except ValueError:
        return False
