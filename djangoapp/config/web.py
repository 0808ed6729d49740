"""The web server: waitress, which hands a request to a thread only when all of it has arrived.

So a slow client, or one that never ends its request, costs a socket and no thread.
"""

from __future__ import annotations

import json
import signal
import time
from http import HTTPStatus
from typing import Any

from django.conf import settings
from waitress import create_server, wasyncore
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer
from waitress.task import ErrorTask

from djangoapp.config.wsgi import application
from djangoapp.core.web.problems import problem
from djangoapp.core.web.uploads import MULTIPART_OVERHEAD

THREADS = 16
CONNECTIONS = 800
HEADER_BYTES = 262_144  # Django refuses far sooner; whoever sends more may not see why.
SILENCE_SECONDS = 60
"""After so long without a byte, a connection is closed."""
PATIENCE_SECONDS = 25
"""How long a stop waits for open requests."""

PROBLEMS = {
    400: ("bad_request", "The request is not valid HTTP: {reason}. Check the address and the headers."),
    413: ("request_too_large", "The request is far larger than what is accepted here. Send a smaller file."),
    431: (
        "headers_too_large",
        f"The address and headers of the request are larger than {HEADER_BYTES:,} bytes together. "
        "Shorten the address, or delete the cookies of this site.",
    ),
    501: ("bad_request", "The request uses a transfer encoding that is not known here ({reason})."),
    500: ("server_error", "Something went wrong here. Try again; if it stays so, tell the house."),
}


class _ProblemTask(ErrorTask):  # type: ignore[misc]  # Without type hints.
    """Answers what Django never sees as Django would: problem+json (RFC 9457)."""

    def execute(self) -> None:
        error = self.request.error
        code, detail = PROBLEMS[error.code]
        body = json.dumps(problem(code, detail.format(reason=error.body), error.code)).encode()
        self.status = f"{error.code} {HTTPStatus(error.code).phrase}"
        self.response_headers.extend(
            [("Content-Type", "application/problem+json"), ("X-Content-Type-Options", "nosniff")]
        )
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class _Channel(HTTPChannel):  # type: ignore[misc]  # Without type hints.
    error_task_class = _ProblemTask

    @property
    def is_open(self) -> bool:
        """Whether a request is being answered, or an answer is still on its way."""
        return bool(self.requests or self.total_outbufs_len)


class WebServer:
    """Serves `application` until SIGTERM or SIGINT; then finishes the requests that it has."""

    def __init__(self, host: str, port: int) -> None:
        self._sockets: dict[int, Any] = {}
        BaseWSGIServer.channel_class = _Channel
        self._server = create_server(
            application,
            map=self._sockets,
            listen=f"{f'[{host}]' if ':' in host else host}:{port}",
            threads=THREADS,
            connection_limit=CONNECTIONS,
            channel_timeout=SILENCE_SECONDS,
            cleanup_interval=10,
            max_request_header_size=HEADER_BYTES,
            # Django refuses sooner, and in words; this is for what says nothing of its size.
            max_request_body_size=2 * settings.RAGAM_MAX_UPLOAD_BYTES + 2 * MULTIPART_OVERHEAD,
            asyncore_use_poll=True,
            clear_untrusted_proxy_headers=False,  # Settings say whom to believe.
            ident=None,
        )
        self._stop_by: float | None = None

    def run(self) -> None:
        """Serve; returns when it was told to stop and nothing is open any more."""
        for one in (signal.SIGTERM, signal.SIGINT):
            signal.signal(one, self._stop)
        while not self._is_done():
            wasyncore.loop(timeout=1.0, use_poll=True, map=self._sockets, count=1)
        self._server.task_dispatcher.shutdown(timeout=1)

    def _stop(self, *_: object) -> None:
        """Take no further connection, and give the open requests some time."""
        self._stop_by = self._stop_by or time.monotonic() + PATIENCE_SECONDS
        for one in self._sockets.values():
            if isinstance(one, BaseWSGIServer):
                one.accepting = False
                one.socket.close()
                one.pull_trigger()

    def _is_done(self) -> bool:
        if self._stop_by is None:
            return False
        channels = [one for one in self._sockets.values() if isinstance(one, _Channel)]
        return time.monotonic() > self._stop_by or not any(one.is_open for one in channels)


def main() -> None:
    """Serve at the address that the settings name."""
    WebServer(settings.RAGAM_HOST, settings.RAGAM_PORT).run()


if __name__ == "__main__":
    main()
