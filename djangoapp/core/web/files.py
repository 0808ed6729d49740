"""The files of the built app, looked up at each request, so that a rebuilt app needs no restart."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import MissingFileError, StaticFile

ROUTED = ("/api/", "/index.html")
"""What is no file of the app: the API, and the page, which is filled in before it is served."""


class FilesMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc]  # Without type hints.
    """WhiteNoise: its own list, made at the start, for what comes with the packages; the app's files anew."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        found = self.files.get(request.path_info) or self._file_of_the_app(request.path_info)
        response: HttpResponseBase = (
            self.get_response(request) if found is None else self.serve(found, request)
        )
        return response

    def _file_of_the_app(self, url: str) -> StaticFile | None:
        is_file = "." in url.rpartition("/")[2] and not url.startswith(ROUTED)
        if not is_file or not self.url_is_canonical(url):
            return None
        root = settings.RAGAM_SPA_DIR.absolute()
        path = str(root / url.lstrip("/"))
        is_inside = self.path_is_child_of(path, f"{root}{os.path.sep}")
        try:
            found: Any = self.get_static_file(path, url) if is_inside else None
        except MissingFileError:  # Also a folder.
            return None
        return found
