"""A supervisor, or a worker of its own, is killed during a run: nothing is left, the run is resumed."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.support.pictures import noise
from tests.support.server import MANAGE, Server, upload, wait_for_job
from tests.support.servers import copy_of

pytestmark = pytest.mark.slow

SECONDS = 20
"""Until all is gone; the guard ends what is left after five."""
BEGIN = (
    "from djangoapp.catalogue.selectors import vocabulary_get; "
    "from djangoapp.training.services import training_run_start; "
    "print(training_run_start(vocabulary_get('few'), 'texture', {}, user=None).job_id)"
)


@pytest.fixture
def large(first_start: Path, tmp_path: Path) -> Iterator[Server]:
    """Its run is long, and draws in processes of its own; nothing is started yet."""
    yield from stopped(copy_of(first_start, tmp_path))


@pytest.fixture
def small(furnished: Path, tmp_path: Path) -> Iterator[Server]:
    """Its run is soon done; nothing is started yet."""
    yield from stopped(copy_of(furnished, tmp_path, RAGAM_DEMO="0"))


def stopped(server: Server) -> Iterator[Server]:
    try:
        yield server
    finally:
        server.stop()


def until(condition: Callable[[], Any], seconds: float = 120) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)
    return found


def job_row(server: Server, job: str) -> tuple[str, int]:
    """Its state and attempts, by the database itself: the web server may be dead."""
    with closing(sqlite3.connect(next(server.data_dir.glob("*.sqlite3")))) as database:
        row = database.execute("SELECT status, attempts FROM jobs_job WHERE id = ?", [job.replace("-", "")])
        found: tuple[str, int] = row.fetchone()
        return found


def assert_all_end(family: list[psutil.Process]) -> None:
    _, alive = psutil.wait_procs(family, timeout=SECONDS)
    assert not alive, [one.cmdline() for one in alive]


def test_a_killed_supervisor_leaves_nothing_and_its_run_is_resumed(large: Server) -> None:
    server = large
    server.start()
    manager = server.client("manager")
    upload(server.client(), noise(1, 64))  # The web server has its decoders now.
    body = {"vocabulary": "batik", "recipe": "texture", "options": {}}
    job = manager.post("/api/training-runs/", json=body).json()["job"]
    worker = server.child("training")
    pool = until(lambda: job_row(server, job)[0] == "running" and worker.children())[0]
    until(lambda: pool.children() or job_row(server, job)[0] != "running")
    assert server.process is not None
    supervisor = psutil.Process(server.process.pid)
    family = supervisor.children(recursive=True)
    assert len(family) > 8
    pool.suspend()  # A step that takes long.
    supervisor.kill()
    server.process.wait(timeout=30)
    assert_all_end(family)
    assert job_row(server, job) == ("running", 1)
    server.start()
    until(lambda: job_row(server, job) == ("running", 2))


def test_a_killed_worker_of_its_own_leaves_nothing_and_its_run_is_resumed(small: Server) -> None:
    server = small
    job = server.manage("shell", "-v", "0", "-c", BEGIN).strip().splitlines()[-1]
    with server.log.open("a") as log:
        process = subprocess.Popen(
            [*MANAGE, "process", "training"],
            env=server.environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
            cwd="/",
        )
    try:
        worker = psutil.Process(process.pid)
        until(lambda: job_row(server, job)[0] == "running" and worker.children())
        family = worker.children(recursive=True)
        worker.kill()
        process.wait(timeout=30)
        assert_all_end(family)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    server.start()
    assert wait_for_job(server.client("cataloguer"), job, 300)["status"] == "succeeded"
    assert job_row(server, job) == ("succeeded", 2)
