"""Headers that every answer carries, and the first look at how large a request says it is."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from djangoapp.core.errors import DomainError
from djangoapp.core.web.problems import problem_response
from djangoapp.core.web.uploads import MULTIPART_OVERHEAD, too_large

# Angular writes component styles into <style> elements; scripts come from our own files only.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Permissions-Policy": "geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}

MAX_ADDRESS, MAX_HEADERS = 8_000, 32_000


class SecurityHeadersMiddleware:
    """Adds HEADERS where the view has not set its own (media views set a stricter policy)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if request.path_info.startswith("/api/") and "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store" if request.method != "GET" else "private, no-cache"
        return response


class HeadLimitMiddleware:
    """Refuses an address or headers larger than any of ours, before anything is looked up by them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        address = len(request.META.get("PATH_INFO", "")) + len(request.META.get("QUERY_STRING", ""))
        if address > MAX_ADDRESS:
            detail = (
                f"The address has {address:,} characters; at most {MAX_ADDRESS:,} are read. Ask for less."
            )
            return problem_response("address_too_long", detail, 414)
        size = sum(len(name) + len(value) for name, value in request.headers.items())
        if size > MAX_HEADERS:
            detail = (
                f"The headers of the request have {size:,} characters; at most {MAX_HEADERS:,} are read. "
                "Delete the cookies of this site."
            )
            return problem_response("headers_too_large", detail, 431)
        return self.get_response(request)


class BodyLimitMiddleware:
    """Refuses at once a body that says it is far over the limit, rather than reading it to the end."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        declared = request.META.get("CONTENT_LENGTH") or "0"
        size = int(declared) if declared.isdigit() else 0
        if size > settings.DATA_UPLOAD_MAX_MEMORY_SIZE and not _is_multipart(request):
            limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
            detail = f"The request has {size:,} bytes; at most {limit:,} are accepted, images apart."
            return _refused(DomainError("request_too_large", detail, 413, received=size, allowed=limit))
        # Up to twice the limit is read and dropped by the upload handler, so that the client sees the answer.
        if size > 2 * settings.RAGAM_MAX_UPLOAD_BYTES + MULTIPART_OVERHEAD:
            return _refused(too_large(size))
        return self.get_response(request)


def _is_multipart(request: HttpRequest) -> bool:
    return (request.content_type or "").lower() == "multipart/form-data"


def _refused(error: DomainError) -> HttpResponse:
    response = problem_response(error.code, error.detail, error.status, **error.fields)
    response["Connection"] = "close"  # The body stays unread.
    return response
