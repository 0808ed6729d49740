"""The single-page app's one page, and errors that arise outside the API's own views."""

from __future__ import annotations

import logging
import re
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.html import escape
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from djangoapp.core.web.addresses import site_path
from djangoapp.core.web.authentication import csrf_refusal
from djangoapp.core.web.problems import problem_response

logger = logging.getLogger(__name__)
NOT_BUILT = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Ragam</title>
<body style="font-family: system-ui; max-width: 40rem; margin: 4rem auto; line-height: 1.5">
<h1>Ragam is running, but its pages are not built yet</h1>
<p>The API answers at <a href="api/docs/">api/docs/</a>. To see the app, build it with
<code>make run</code>, which starts the site as well.</p>
<p>Looked for <code>index.html</code> in <code>RAGAM_SPA_DIR</code>.</p></body></html>"""


# The addresses of the app's pages, as angularapp/src/app/app.routes.ts has them.
PAGES = re.compile(
    r"^/(|gallery|artworks/[^/]+(/edit)?|motifs/[^/]+/[^/]+(/edit)?|upload|uploads|results/[^/]+"
    r"|models|models/(runs|versions)/[^/]+|files|sign-in|about)/?$"
)


@require_safe
@ensure_csrf_cookie
def single_page_app(request: HttpRequest, **_: Any) -> HttpResponse:
    """The app's index.html, so that deep links work; with 404 where the app has no such page and says so."""
    path = request.path_info
    is_page = PAGES.match(path) is not None or path == "/index.html"
    if not is_page and "." in path.rpartition("/")[2]:
        return missing_file(request)  # A file of an older build; the page in its place would be misread.
    try:
        page, status = _filled_in((settings.RAGAM_SPA_DIR / "index.html").read_text(encoding="utf-8")), 200
    except OSError:
        page, status = NOT_BUILT, 503
    if status == 200 and not is_page:
        status = 404
    response = HttpResponse(page, status=status)
    response["Cache-Control"] = "no-cache"
    return response


def _filled_in(page: str) -> str:
    """The page that knows which path the site stands under; all that it asks for is relative to it."""
    return page.replace('<base href="/"', f'<base href="{escape(site_path("/"))}"', 1)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read, and where the sitemap is."""
    sitemap = request.build_absolute_uri(site_path("/sitemap.xml"))
    lines = ["User-agent: *", f"Disallow: {site_path('/api/')}", f"Sitemap: {sitemap}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain")


def unknown_api_path(request: HttpRequest) -> HttpResponse:
    """404 for an address under /api/ that nothing answers; never the app's page."""
    detail = f"There is nothing at {request.path}. See {site_path('/api/docs/')}."
    return problem_response("not_found", detail, 404)


def missing_file(request: HttpRequest) -> HttpResponse:
    """404 for a file that is not there; the app's page in its place would be taken for the file."""
    return HttpResponse("Not found", status=404, content_type="text/plain")


def _is_api(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 outside DRF: an unknown host, a malformed header."""
    detail = "The request is malformed."
    if isinstance(exception, DisallowedHost):
        host = request.META.get("HTTP_HOST", "")[:200]
        detail = (
            f"This site does not answer to the host name {host!r}; RAGAM_ALLOWED_HOSTS lists those it does."
        )
    return problem_response("malformed_request", detail, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 outside DRF."""
    return problem_response("permission_denied", "This is not allowed.", 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """404 outside DRF."""
    return unknown_api_path(request) if _is_api(request) else missing_file(request)


def server_error(request: HttpRequest) -> HttpResponse:
    """500 outside DRF; Django has logged it."""
    return problem_response("internal_error", "Something went wrong on our side; it has been logged.", 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of Django's own CSRF check (our API views use DRF's)."""
    return problem_response("csrf_failed", csrf_refusal(reason), 403)
