"""A whole Ragam for tests: `manage.py up` on a port and a data folder of its own, and its clients."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import httpx
import psutil

from tests.support.sharing import free_port

ROOT = Path(__file__).resolve().parents[2]
MANAGE = [sys.executable, str(ROOT / "djangoapp" / "manage.py")]
logging.getLogger("httpx").setLevel(logging.WARNING)  # a line for each poll would bury the figures
FINAL = {"succeeded", "failed", "cancelled"}


class Server:
    """Starts and stops one Ragam; `settings` are RAGAM_* variables."""

    def __init__(self, data_dir: Path, **settings: str) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        clean = {name: value for name, value in os.environ.items() if not name.startswith("RAGAM_")}
        own = {
            "RAGAM_DATA_DIR": str(data_dir),
            "RAGAM_PORT": str(self.port),
            "RAGAM_VISITOR_RATE": "100000/hour",
        }
        self.environment = {**clean, **own, **settings}
        self.log = data_dir.parent / f"{data_dir.name}.log"
        self.process: subprocess.Popen | None = None
        self._tokens: dict[str, str] = {}

    def manage(self, *arguments: str, timeout: float = 600) -> str:
        """Run a management command on this data folder; its standard output."""
        outcome = subprocess.run(
            [*MANAGE, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=timeout,
            cwd="/",
        )
        assert outcome.returncode == 0, f"{arguments}: {outcome.stderr[-3000:]}"
        return outcome.stdout

    def start(self, timeout: float = 420) -> Server:
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [*MANAGE, "up"], env=self.environment, stdout=log, stderr=log, start_new_session=True, cwd="/"
            )
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            assert self.process.poll() is None, f"up ended by itself:\n{self.log.read_text()[-4000:]}"
            if self.is_ready():
                return self
            time.sleep(0.25)
        raise AssertionError(f"not ready after {timeout} s:\n{self.log.read_text()[-4000:]}")

    def wait_for_first_model(self, timeout: float = 600) -> Server:
        """Until the demo collection is drawn and its first model serves."""
        deadline = time.monotonic() + timeout
        while any(left := self.first_start().values()):
            assert time.monotonic() < deadline, f"still busy after {timeout} s: {left}"
            assert all(part is None or part["phase"] != "failed" for part in left), left
            time.sleep(0.5)
        return self

    def first_start(self) -> dict:
        return httpx.get(f"{self.base}/api/first-start/", timeout=30).json()

    def kill(self) -> None:
        """SIGKILL to everything at once, as if the machine had lost its power."""
        assert self.process is not None
        supervisor = psutil.Process(self.process.pid)
        family = [*supervisor.children(recursive=True), supervisor]
        for process in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.suspend()
        for process in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        self.process.wait(timeout=30)
        psutil.wait_procs(family, timeout=30)

    def is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.base}/api/health/", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    def stop(self) -> None:
        """Ctrl-C, and proof that nothing is left behind."""
        if self.process is None or self.process.poll() is not None:
            return
        family = psutil.Process(self.process.pid).children(recursive=True)
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=120)
        _, alive = psutil.wait_procs(family, timeout=10)
        assert not alive, f"left behind: {[child.cmdline() for child in alive]}"

    def child(self, *words: str) -> psutil.Process:
        """The supervisor's own child whose command line has all these words."""
        assert self.process is not None
        for process in psutil.Process(self.process.pid).children():
            line = " ".join(process.cmdline())
            if all(word in line for word in words):
                return process
        raise AssertionError(f"no child with {words}")

    def accounts(self) -> dict[str, str]:
        return json.loads((self.data_dir / "accounts.json").read_text())

    def token(self, username: str) -> str:
        """This account's token, asked for once: a management command takes seconds."""
        if username not in self._tokens:
            self._tokens[username] = self.manage("token", username).strip()
        return self._tokens[username]

    def client(self, username: str | None = None) -> httpx.Client:
        """A client with this account's token, or a visitor's."""
        headers = {"Authorization": f"Token {self.token(username)}"} if username else {}
        return httpx.Client(base_url=self.base, headers=headers, timeout=60)


def upload(client: httpx.Client, data: bytes, name: str = "cloth.jpg", **fields: str) -> dict:
    """Send a picture, and again where the decoder is busy, as the app does."""
    deadline = time.monotonic() + 120
    while True:
        answer = client.post("/api/submissions/", files={"image": (name, data)}, data=fields)
        if answer.status_code != 503 or time.monotonic() > deadline:
            break
        assert answer.json()["code"] == "decoder_busy", answer.text
        time.sleep(float(answer.headers["Retry-After"]))
    assert answer.status_code in {200, 202}, answer.text
    return answer.json()


def wait_for_job(client: httpx.Client, job: str, timeout: float = 90) -> dict:
    deadline = time.monotonic() + timeout
    body: dict = {}
    while time.monotonic() < deadline:
        answer = client.get(f"/api/jobs/{job}/")
        assert answer.status_code == 200, answer.text
        body = answer.json()
        if body["status"] in FINAL:
            return body
        time.sleep(0.2)
    raise AssertionError(f"job not final after {timeout} s: {body}")


def answers(client: httpx.Client, submissions: Iterable[dict], timeout: float = 180) -> list[dict]:
    """The prediction of each submission, waited for."""
    jobs = [wait_for_job(client, submission["job"], timeout) for submission in submissions]
    assert {job["status"] for job in jobs} <= {"succeeded"}, [
        job for job in jobs if job["status"] != "succeeded"
    ]
    return [client.get(f"/api/predictions/{job['result']['prediction']}/").json() for job in jobs]
