"""Real worker processes under the real supervisor: killed, stopped, their broker emptied; nothing is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import psutil
import pytest
from django.conf import settings
from django.utils import timezone

from djangoapp.jobs import kinds, services
from djangoapp.jobs.models import Job
from tests.djangoapp.jobs.conftest import database_url

ROOT = Path(__file__).resolve().parents[3]
RUN = """
import sys
from setproctitle import getproctitle
getproctitle()  # As manage.py does, before the environment is changed.
from djangoapp.core.processes.supervisor import Supervisor
import django
django.setup()
from djangoapp.core.processes.children import children, environment
parts = [child for child in children() if child.name != "web"]
sys.exit(Supervisor(parts, env=environment(), first_delay=0.1).run())
"""


def command_of(process: psutil.Process) -> str:
    """Its command line; nothing of one that has just ended."""
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:  # A zombie is one too.
        return ""


class Parts:
    """The workers and the scheduler, running on the test database."""

    def __init__(self, log: Path) -> None:
        env = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.djangoapp.jobs.worker_settings",
            "RAGAM_DATA_DIR": str(settings.RAGAM_DATA_DIR),
            "RAGAM_DATABASE_URL": database_url(),
            "PYTHONPATH": str(ROOT),
        }
        self.log = log
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-c", RUN], cwd=ROOT, env=env, stdout=out, stderr=subprocess.STDOUT
            )

    def find(self, *words: str) -> psutil.Process:
        """The oldest of our processes with all these words in its command line."""
        found = [
            child
            for child in psutil.Process(self.process.pid).children(recursive=True)
            if all(word in command_of(child) for word in words)
        ]
        return min(found, key=lambda child: child.create_time())

    def stop(self) -> list[psutil.Process]:
        """Ctrl-C; the processes that are left afterwards."""
        tree = psutil.Process(self.process.pid).children(recursive=True)
        self.process.send_signal(signal.SIGINT)
        assert self.process.wait(60) == 0, self.log.read_text()
        return psutil.wait_procs(tree, timeout=5)[1]


@pytest.fixture
def work_kinds(monkeypatch):
    """The test process knows the kinds too; it puts jobs in."""
    for name, queue in (("look", kinds.INFERENCE), ("learn", kinds.TRAINING), ("tidy", kinds.CHORES)):
        monkeypatch.setitem(kinds._registry.kinds, name, kinds.Kind(name, queue, list))


@pytest.fixture
def parts(transactional_db, work_kinds, tmp_path):
    running = Parts(tmp_path / "log")
    yield running
    if running.process.poll() is None:
        running.stop()


def until_final(jobs: list[Job], seconds: float) -> Counter:
    """Wait until all have ended; how many ended how, after how many attempts."""
    mine = Job.objects.filter(id__in=[job.id for job in jobs])
    deadline = time.monotonic() + seconds
    while mine.exclude(status__in=Job.FINAL).exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    return Counter(mine.values_list("status", "error_code"))


def until(condition, seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)


@pytest.mark.slow
def test_killed_stopped_and_deafened_workers_lose_nothing(parts, tmp_path):
    # A poison kills the inference worker three times; the innocent ones of its batch get their answers.
    jobs = [services.job_enqueue("look", {"kills": number == 5}) for number in range(20)]
    assert until_final(jobs, 60) == {("succeeded", ""): 19, ("failed", "attempts_exhausted"): 1}, (
        parts.log.read_text()
    )
    assert max(Job.objects.filter(status="succeeded").values_list("attempts", flat=True)) <= 2

    # The doorbell's messages vanish: the sweep rings again.
    worker = parts.find("inference@")
    worker.suspend()
    jobs = [services.job_enqueue("look", {}) for _ in range(5)]
    for message in Path(settings.BROKER_DIR).glob("*.msg"):
        message.unlink()
    Job.objects.filter(status="queued").update(created_at=timezone.now() - timedelta(seconds=11))
    worker.resume()
    assert until_final(jobs, 40) == {("succeeded", ""): 5}, parts.log.read_text()

    # The training worker is killed in the middle: its pool process goes too, the job is done again.
    job = services.job_enqueue("learn", {"steps": 15})
    until(lambda: Job.objects.get(id=job.id).phase == "learning")
    worker = parts.find("training@")
    pool = worker.children()
    worker.kill()
    assert psutil.wait_procs(pool, timeout=10)[1] == []
    assert until_final([job], 40) == {("succeeded", ""): 1}, parts.log.read_text()
    job.refresh_from_db()
    assert job.attempts == 2

    # Cancelled while it runs.
    job = services.job_enqueue("learn", {"steps": 600})
    until(lambda: Job.objects.get(id=job.id).phase == "learning")
    services.job_cancel(job)
    assert until_final([job], 20) == {("cancelled", ""): 1}

    # A chore gives way to all else on the machine.
    assert parts.find("chores@").nice() > parts.find("training@").nice()

    # Ctrl-C in the middle: back into the queue, the attempt not counted, nobody left behind.
    jobs = [services.job_enqueue(kind, {"steps": 600}) for kind in ("learn", "tidy")]
    until(lambda: Job.objects.filter(id__in=[job.id for job in jobs], phase="learning").count() == 2)
    assert parts.stop() == []
    for job in jobs:
        job.refresh_from_db()
        assert (job.status, job.attempts, job.lease_owner) == ("queued", 0, "")
