"""How long the gallery takes beside uploads: `python -m benchmarks.gallery`.

Ten visitors send progressive JPEGs of 300 scans all the while, then fifty pictures of 12 MP are sent. A site
with drawn cloths is started for it; `--base URL` asks one that runs, whose limits for visitors then count.
"""

import argparse
import contextlib
import statistics
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from benchmarks.pictures import jpeg, progressive_jpeg, with_comment, with_scans
from benchmarks.site import site
from benchmarks.slow_clients import seconds_of_answers

PATH = "/api/artworks/"
SCANS, VISITORS = 300, 10
HONEST, AT_ONCE = 50, 10
PAUSE = 0.1


class Load:
    """Uploads from threads of their own, each picture once; one that meets a busy decoder is sent again."""

    def __init__(self, base: str, content: bytes) -> None:
        self.outcomes: Counter[int] = Counter()
        self._base = base
        self._content = content
        self._stop = threading.Event()

    @contextlib.contextmanager
    def all_the_while(self, visitors: int) -> Iterator[None]:
        """So many visitors send one picture after the other."""
        with ThreadPoolExecutor(visitors) as pool:
            sending = [pool.submit(self._again_and_again, number) for number in range(visitors)]
            try:
                yield
            finally:
                self._stop.set()
        for future in sending:
            future.result()

    def _again_and_again(self, visitor: int) -> None:
        turn = 0
        while not self._stop.is_set():
            self.send(visitor * 1_000_000 + turn)
            turn += 1

    def send(self, number: int) -> None:
        """Send one picture, until it is taken in or refused."""
        picture = with_comment(self._content, f"picture {number}")
        with httpx.Client(base_url=self._base, timeout=120) as client:
            while True:
                answer = client.post("/api/submissions/", files={"image": ("cloth.jpg", picture)})
                if answer.status_code != 503:
                    break
                time.sleep(float(answer.headers.get("Retry-After", "1")))
        self.outcomes[answer.status_code] += 1


def beside_scans(base: str, count: int) -> tuple[list[float], Load]:
    """Seconds of `count` answers while ten visitors send pictures of many scans."""
    load = Load(base, with_scans(progressive_jpeg(4000, 3000), SCANS))
    with load.all_the_while(VISITORS):
        return _asked(base, count), load


def beside_photographs(base: str, least: int) -> tuple[list[float], Load]:
    """Seconds of the answers while fifty pictures of 12 MP are taken in; at least `least` of them."""
    load = Load(base, jpeg(4000, 3000))
    found: list[float] = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        sending = [pool.submit(load.send, number) for number in range(HONEST)]
        while len(found) < least or not all(future.done() for future in sending):
            found += _asked(base, 1)
    for future in sending:
        future.result()
    return found, load


def _asked(base: str, count: int) -> list[float]:
    found = []
    for _ in range(count):
        found += seconds_of_answers(base, PATH, 1)
        time.sleep(PAUSE)
    return found


def row(name: str, found: Sequence[float], outcomes: Counter[int]) -> str:
    """One line of the table; times in milliseconds."""
    p50 = statistics.median(found) * 1e3
    p95 = statistics.quantiles(found, n=20, method="inclusive")[-1] * 1e3
    told = ", ".join(f"{n} x {status}" for status, n in sorted(outcomes.items())) or "none"
    return f"| {name} | {len(found)} | {p50:.0f} | {p95:.0f} | {max(found) * 1e3:.0f} | {told} |"


def measure(base: str, count: int) -> None:
    """Print the table of one site."""
    _asked(base, 3)
    print("| beside | requests | p50, ms | p95, ms | slowest, ms | uploads by status |")
    print("|---|---|---|---|---|---|")
    print(row("nothing", _asked(base, count), Counter()), flush=True)
    found, load = beside_scans(base, count)
    print(row(f"{VISITORS} visitors with JPEGs of {SCANS} scans", found, load.outcomes), flush=True)
    found, load = beside_photographs(base, count)
    print(row(f"{HONEST} pictures of 12 MP, {AT_ONCE} at once", found, load.outcomes), flush=True)


def main() -> None:
    """Ask a running site, or one that is started for it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gallery", description=__doc__)
    parser.add_argument("--base", help="a running site (default: one is started on a folder of its own)")
    parser.add_argument("--requests", type=int, default=40, help="beside each load (default: %(default)s)")
    options = parser.parse_args()
    if options.base:
        measure(options.base.rstrip("/"), options.requests)
        return
    with tempfile.TemporaryDirectory() as folder, site(Path(folder)) as base:
        measure(base, options.requests)


if __name__ == "__main__":
    main()
