"""Sign-in by session cookie: CSRF refusals have their own code, and a page says for whom it speaks."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from django.http import HttpRequest
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from djangoapp.core.web.visitors import is_from_this_machine


class CsrfFailed(exceptions.PermissionDenied):
    """A request with a session cookie came without the matching CSRF token."""

    default_detail = "The CSRF token is missing or wrong. Send the `csrftoken` cookie's value as X-CSRFToken."
    default_code = "csrf_failed"


ACCOUNT_HEADER = "X-Ragam-Account"
"""The user name, percent-encoded, of the person whom a page of the app was opened for."""


OPEN_BEFORE_CHANGE = {"me", "session", "password"}
"""The names of the addresses that somebody with a first password may use from elsewhere."""


class SignedInAsAnother(exceptions.NotAuthenticated):
    """The page speaks for one person, and this browser's session is another's by now."""

    default_detail = "This page was opened by another account than the one signed in. Sign in as its owner."
    default_code = "signed_in_as_another"


class PasswordChangeRequired(exceptions.PermissionDenied):
    """Someone signed in from elsewhere with a password that the demo made up."""

    default_detail = (
        "This account still has its first password. Set a new one with POST /api/me/password/ to go on."
    )
    default_code = "password_change_required"


def must_change_password(request: HttpRequest) -> bool:
    """Whether the session's user may do nothing but set a new password; never on this machine itself."""
    return getattr(request.user, "has_first_password", False) and not is_from_this_machine(request)


class SessionAuthentication(authentication.SessionAuthentication):
    """Django REST framework's session authentication; answers 401 (not 403) to who is not signed in."""

    def authenticate_header(self, request: Request) -> str:
        """The scheme named in WWW-Authenticate; browsers show no dialogue for it."""
        return "Session"

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        """The session's user; NotAuthenticated or SignedInAsAnother where the page speaks for someone else.

        Without that, what a person sends after their session has ended would count as a visitor's, or as that
        of whoever signed in meanwhile in another tab.
        """
        claimed = unquote(request.headers.get(ACCOUNT_HEADER, ""))
        user = getattr(request._request, "user", None)
        if claimed and (user is None or not user.is_authenticated or not user.is_active):
            raise exceptions.NotAuthenticated(f"The session of {claimed[:150]!r} has ended. Sign in again.")
        if claimed and user is not None and user.get_username() != claimed:
            raise SignedInAsAnother
        found: tuple[Any, None] | None = super().authenticate(request)
        if found is not None and must_change_password(request._request):
            match = request._request.resolver_match
            if match is None or match.url_name not in OPEN_BEFORE_CHANGE:
                raise PasswordChangeRequired
        return found

    def enforce_csrf(self, request: Request) -> None:
        """Raise CsrfFailed, code `csrf_failed`, for a missing or wrong token."""
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied as error:
            reason = str(error.detail).removeprefix("CSRF Failed: ")
            raise CsrfFailed(csrf_refusal(reason)) from error


def csrf_refusal(reason: str) -> str:
    """The sentence for a refusal of Django's, with the setting where the site's own address is at fault."""
    if "checking failed" in reason:
        return (
            f"The request comes from an address that this site does not know as its own ({reason}). Whoever "
            "runs it behind a proxy: name the address in RAGAM_TRUSTED_ORIGINS, and set RAGAM_PROXY_COUNT."
        )
    return f"{CsrfFailed.default_detail} ({reason})"
