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
            raise CsrfFailed(csrf_refusal(reason)) from error


def csrf_refusal(reason: str) -> str:
    """The sentence for a refusal of Django's, with the setting where the site's own address is at fault."""
    if "checking failed" in reason:
        return (
            f"The request comes from an address that this site does not know as its own ({reason}). Whoever "
            "runs it behind a proxy: name the address in RAGAM_TRUSTED_ORIGINS, and set RAGAM_PROXY_COUNT."
        )
    return f"{CsrfFailed.default_detail} ({reason})"
