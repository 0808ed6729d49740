"""The WSGI application that the web server serves."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "djangoapp.config.settings")

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def under(base: str, application: Application) -> Application:
    """`application`, asked without the path that the site stands under; a proxy may take it off already."""

    def asked(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == base or path.startswith(f"{base}/"):
            environ = {**environ, "PATH_INFO": path[len(base) :]}
        return application(environ, start_response)

    return asked if base else application


def _application() -> Application:
    inner = get_wsgi_application()
    from django.conf import settings

    return under(settings.RAGAM_BASE_PATH, inner)


application = _application()
