"""How a site answers beside clients that never end their request: `python -m benchmarks.slow_clients`.

Half of them stop in the headers, half in the body of an upload. Any server can be asked: `--base URL`.
"""

import argparse
import contextlib
import socket
import statistics
import time
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlsplit

HEADERS = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
BODY = (
    b"POST /api/submissions/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n"
    b"Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\n"
)


@contextlib.contextmanager
def slow_clients(base: str, count: int) -> Iterator[None]:
    """Hold `count` connections open, each with a request that has begun."""
    where = urlsplit(base)
    held = []
    try:
        for number in range(count):
            client = socket.create_connection((where.hostname or "127.0.0.1", where.port or 80), timeout=10)
            client.sendall(HEADERS if number % 2 else BODY)
            held.append(client)
        time.sleep(1)
        yield
    finally:
        for client in held:
            client.close()


def seconds_of_answers(base: str, path: str, count: int, timeout: float = 20.0) -> list[float]:
    """How long each of `count` requests took, one after the other; `timeout` for one that had no answer."""
    found = []
    for _ in range(count):
        start = time.perf_counter()
        try:
            with urllib.request.urlopen(f"{base}{path}", timeout=timeout) as answer:  # noqa: S310
                answer.read()
            found.append(time.perf_counter() - start)
        except OSError:
            found.append(timeout)
    return found


def main() -> None:
    """Ask before and beside the slow clients, and print both."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.slow_clients", description=__doc__)
    parser.add_argument("--base", default="http://127.0.0.1:8000", help="(default: %(default)s)")
    parser.add_argument("--path", default="/api/artworks/", help="what is asked for (default: %(default)s)")
    parser.add_argument("--clients", type=int, default=200, help="slow ones (default: %(default)s)")
    parser.add_argument("--requests", type=int, default=20, help="(default: %(default)s)")
    options = parser.parse_args()
    seconds_of_answers(options.base, options.path, 3)
    alone = seconds_of_answers(options.base, options.path, options.requests)
    with slow_clients(options.base, options.clients):
        beside = seconds_of_answers(options.base, options.path, options.requests)
    print("| slow clients | requests | median, ms | slowest, ms |\n|---|---|---|---|")
    for count, found in ((0, alone), (options.clients, beside)):
        print(f"| {count} | {len(found)} | {statistics.median(found) * 1e3:.0f} | {max(found) * 1e3:.0f} |")


if __name__ == "__main__":
    main()
