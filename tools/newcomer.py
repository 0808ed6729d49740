"""Do what a newcomer does: `make run`, the first page, an upload and its answer, stop, start again.

Standard library alone: it is what sets a bare clone up. `--keep FOLDER` leaves the site's data there.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
COLD_LIMIT_S = 600


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, help="data folder of the site, which stays")
    keep = parser.parse_args().keep
    with tempfile.TemporaryDirectory(prefix="ragam-newcomer-") as passing:
        port = free_port()
        environment = {**os.environ, "RAGAM_DATA_DIR": str(keep or passing), "RAGAM_PORT": str(port)}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # A newcomer's Python keeps what it compiled.
        base = f"http://127.0.0.1:{port}"
        answers: list[float] = []
        cold = visit(environment, base, lambda start: answers.append(ask_at_once(base, start)))
        warm = visit(environment, base, lambda start: read_gallery(base))
    print(f"first page after {cold:.1f} s at the first start, {warm:.1f} s at the second")
    print(f"first answer after {answers[0]:.1f} s")
    print("newcomer: 2 passed, 0 failed")
    return 0


def visit(environment: dict[str, str], base: str, act: Callable[[float], None]) -> float:
    """Start Ragam, `act(start)` as a visitor, stop it by Ctrl-C; the seconds until the first page."""
    start = time.monotonic()
    process = subprocess.Popen(["make", "run"], cwd=ROOT, env=environment, start_new_session=True)
    try:
        wait_until_ready(process, base)
        seconds = time.monotonic() - start
        act(start)
        family = descendants(process.pid)
        os.killpg(process.pid, signal.SIGINT)
        process.wait(timeout=120)
    except BaseException:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=60)
        raise
    deadline = time.monotonic() + 10
    while alive := family & processes().keys():
        if time.monotonic() > deadline:
            raise SystemExit(f"left behind after Ctrl-C: {sorted(alive)}")
        time.sleep(0.3)
    return seconds


def processes() -> dict[int, int]:
    """The parent of each process that runs; none of those that have ended and are not yet waited for."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:  # The name, in brackets, may hold anything.
            state, parent = path.read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if state != "Z":
            found[int(path.parent.name)] = int(parent)
    return found


def descendants(root: int) -> set[int]:
    parents = processes()
    found = {root}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {root}


def wait_until_ready(process: subprocess.Popen[bytes], base: str) -> None:
    deadline = time.monotonic() + COLD_LIMIT_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit(f"make run ended by itself with {process.returncode}")
        try:
            get(f"{base}/api/health/")
        except OSError:
            time.sleep(0.3)
            continue
        page = get(f"{base}/")
        if b"<ragam-root" not in page:
            raise SystemExit(f"the first page is not the app: {page[:200]!r}")
        return
    raise SystemExit(f"no answer from {base} after {COLD_LIMIT_S} s")


def ask_at_once(base: str, start: float) -> float:
    """Upload as soon as there is a page, wait for the answer and read it; the seconds since `start`."""
    submission = post_image(f"{base}/api/submissions/", drawn_kawung())
    job: dict[str, Any] = {"status": "queued"}
    deadline = time.monotonic() + COLD_LIMIT_S
    while job["status"] in {"queued", "running"} and time.monotonic() < deadline:
        time.sleep(0.3)
        job = json.loads(get(f"{base}/api/jobs/{submission['job']}/"))
    seconds = time.monotonic() - start
    if job["status"] != "succeeded":
        raise SystemExit(f"the upload was not answered: {job}")
    prediction = json.loads(get(f"{base}/api/predictions/{job['result']['prediction']}/"))
    best = prediction["top"][0]
    print(f"answer: {prediction['answer']['kind']}, {best['term']['slug']} at {best['probability']:.2f}")
    if not get(base + prediction["explanation_url"]).startswith(b"\x89PNG"):
        raise SystemExit("the explanation is not a PNG")
    left = json.loads(get(f"{base}/api/first-start/"))
    if any(left.values()):
        raise SystemExit(f"the first model answers, but the first start is not over: {left}")
    return seconds


def read_gallery(base: str) -> None:
    artworks = json.loads(get(f"{base}/api/artworks/"))
    if not artworks["count"]:
        raise SystemExit("the gallery is empty at the second start")


def drawn_kawung() -> bytes:
    """A picture, by the packages that `make run` has installed."""
    program = (
        "import sys; from PIL import Image; from ml import drawings; "
        "picture = drawings.render('kawung', seed=4242, size=640, variation=0.5); "
        "Image.fromarray(picture).save(sys.stdout.buffer, 'JPEG')"
    )
    python = ROOT / ".venv" / "bin" / "python"
    return subprocess.run([python, "-c", program], cwd=ROOT, capture_output=True, check=True).stdout


def post_image(url: str, data: bytes) -> dict[str, Any]:
    boundary = secrets.token_hex(16)
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="image"; filename="kawung.jpg"\r\n'
        "Content-Type: image/jpeg\r\n\r\n"
    )
    body = head.encode() + data + f"\r\n--{boundary}--\r\n".encode()
    request = urllib.request.Request(url, body, {"Content-Type": f"multipart/form-data; boundary={boundary}"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        accepted: dict[str, Any] = json.loads(answer.read())
        return accepted


def get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=30) as answer:
        body: bytes = answer.read()
        return body


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    sys.exit(main())
