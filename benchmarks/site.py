"""A site of a benchmark's own: `manage.py up` on a folder and a port that nobody else uses."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from ml import drawings

MANAGE = Path(__file__).resolve().parents[1] / "djangoapp" / "manage.py"
PATIENCE = 120.0
# One address stands for many visitors here.
MANY_VISITORS = {"RAGAM_VISITOR_RATE": "1000000/hour", "RAGAM_VISITOR_AT_ONCE": "1000"}


@contextlib.contextmanager
def site(folder: Path, per_motif: int = 4) -> Iterator[str]:
    """The address of a running site that shows `per_motif` drawn cloths of each motif; it has no model."""
    port = _free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("RAGAM_")},
        **MANY_VISITORS,
        "RAGAM_DATA_DIR": str(folder / "data"),
        "RAGAM_PORT": str(port),
        "RAGAM_DEMO": "0",
    }
    drawings.write_collection(folder / "cloths", per_motif=per_motif, size=320, seed=0)
    _manage(environment, "prepare")
    _manage(environment, "import_collection", str(folder / "cloths"), "--vocabulary", "drawn", "--publish")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # The site must not outlive its benchmark.
    with (folder / "log").open("w") as log:
        command = [sys.executable, str(MANAGE), "up"]
        running = subprocess.Popen(command, env=environment, stdout=log, stderr=log)  # noqa: S603
    try:
        base = f"http://127.0.0.1:{port}"
        _wait_for(base, running)
        yield base
    finally:
        running.terminate()
        running.wait()


def _manage(environment: dict[str, str], *arguments: str) -> None:
    command = [sys.executable, str(MANAGE), *arguments]
    subprocess.run(command, env=environment, check=True, capture_output=True)  # noqa: S603


def _wait_for(base: str, running: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while running.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{base}/api/health/", timeout=5):  # noqa: S310
            return
        time.sleep(0.2)
    raise TimeoutError(f"The site did not answer at {base} within {PATIENCE:g} s.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
