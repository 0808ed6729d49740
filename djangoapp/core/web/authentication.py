"""Sign-in by session cookie, with CSRF refusals that carry their own code."""

from __future__ import annotations

from rest_framework import authentication, exceptions
from rest_framework.request import Request


class CsrfFailed(exceptions.PermissionDenied):
    """A request with a session cookie came without the matching CSRF token."""

    default_detail = "The CSRF token is missing or wrong. Send the `csrftoken` cookie's value as X-CSRFToken."
    default_code = "csrf_failed"


class SessionAuthentication(authentication.SessionAuthentication):
    """Django REST framework's session authentication; answers 401 (not 403) to who is not signed in."""

    def authenticate_header(self, request: Request) -> str:
        """The scheme named in WWW-Authenticate; browsers show no dialogue for it."""
        return "Session"

    def enforce_csrf(self, request: Request) -> None:
        """Raise CsrfFailed, code `csrf_failed`, for a missing or wrong token."""
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied as error:
            reason = str(error.detail).removeprefix("CSRF Failed: ")
            raise CsrfFailed(f"{CsrfFailed.default_detail} ({reason})") from error
