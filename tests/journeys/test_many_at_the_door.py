"""Many at once, slow ones and hostile ones: pages are served all the while."""

from __future__ import annotations

import socket
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from benchmarks.slow_clients import seconds_of_answers, slow_clients
from tests.support.pictures import noise
from tests.support.server import Server, answers, upload

pytestmark = pytest.mark.slow


def raw(server: Server, request: bytes) -> bytes:
    """Whatever comes back for these bytes."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as client:
        client.sendall(request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        found = b""
        while block := client.recv(65536):
            found += block
        return found


def test_two_hundred_unfinished_requests_hold_nobody_up(fragile: Server) -> None:
    with slow_clients(fragile.base, 200):
        assert max(seconds_of_answers(fragile.base, "/api/artworks/", 10)) < 20, "one had no answer"
        client = fragile.client("cataloguer")
        answers(client, [upload(client, noise(1, 64))])
    assert httpx.get(f"{fragile.base}/api/health/", timeout=20).status_code == 200


def test_what_never_reaches_the_app_is_answered_like_the_rest(fragile: Server) -> None:
    for request, status, code in (
        (b"GET /" + b"x" * 40_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", 414, "address_too_long"),
        (
            b"GET / HTTP/1.1\r\nHost: localhost\r\nCookie: " + b"x" * 40_000 + b"\r\n\r\n",
            431,
            "headers_too_large",
        ),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nbad header\r\n\r\n", 400, "bad_request"),
        (
            b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000000000\r\n\r\n",
            413,
            "request_too_large",
        ),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\n", 501, "bad_request"),
    ):
        head, _, body = raw(fragile, request).partition(b"\r\n\r\n")
        assert int(head.split()[1]) == status, head
        assert b"application/problem+json" in head and f'"code": "{code}"'.encode() in body


def test_a_stop_lets_open_requests_end(fragile: Server) -> None:
    client = fragile.client("cataloguer")
    with ThreadPoolExecutor(5) as pool:
        sending = [pool.submit(upload, client, noise(seed, 400)) for seed in range(5)]
        time.sleep(0.3)
        assert fragile.process is not None
        fragile.stop()
        outcomes = [future.exception() for future in sending]
    # What was accepted was answered whole; what had not arrived finds the door closed.
    assert all(error is None or isinstance(error, httpx.TransportError) for error in outcomes), outcomes
