"""The parts of the compose file, started by hand on loopback: PostgreSQL, Redis and the same journey."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from tests.journeys.test_backup_drill import digests, rows
from tests.support.pictures import noise
from tests.support.redis_server import Redis, program
from tests.support.server import ROOT, Server, answers, upload, wait_for_job
from tests.support.servers import furnish, running
from tests.support.sharing import free_port

pytestmark = [pytest.mark.services, pytest.mark.slow]


def as_postgres() -> dict:
    """PostgreSQL refuses to run as root; run it as the user its package makes."""
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam("postgres")
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = Path("/tmp") / f"ragam-postgres-{os.getpid()}"
    folder.mkdir(mode=0o700)
    port = free_port()
    try:
        if as_postgres():
            shutil.chown(folder, "postgres", "postgres")
        cluster = folder / "cluster"
        initdb = [
            program("initdb"),
            "-D",
            str(cluster),
            "-U",
            "ragam",
            "--auth=trust",
            "--no-sync",
            "-E",
            "UTF8",
        ]
        subprocess.run(initdb, check=True, capture_output=True, cwd=folder, **as_postgres())
        options = ["-D", str(cluster), "-p", str(port), "-k", str(folder), "-c", "listen_addresses=127.0.0.1"]
        server = subprocess.Popen(
            [program("postgres"), *options, "-c", "fsync=off"],
            cwd=folder,
            stderr=subprocess.DEVNULL,
            **as_postgres(),
        )
        createdb = [program("createdb"), "-h", "127.0.0.1", "-p", str(port), "-U", "ragam", "ragam"]
        deadline = time.monotonic() + 30
        while subprocess.run(createdb, capture_output=True, cwd=folder).returncode:
            assert time.monotonic() < deadline, "PostgreSQL did not start"
            time.sleep(0.3)
        yield f"postgres://ragam@127.0.0.1:{port}/ragam"
        server.send_signal(signal.SIGINT)
        server.wait(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def broker() -> Iterator[Redis]:
    server = Redis()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def compose_like(
    tmp_path_factory: pytest.TempPathFactory,
    postgres: str,
    broker: Redis,
    small_collection: Path,
    small_bundle: Path,
) -> Iterator[Server]:
    """The settings of docker-compose.yml, production mode included."""
    settings = {
        "RAGAM_ENV": "production",
        "RAGAM_SECRET_KEY": "for-a-test-only-" + "x" * 40,
        "RAGAM_ALLOWED_HOSTS": "127.0.0.1",
        "RAGAM_TRUSTED_ORIGINS": "https://ragam.museum.example",
        "RAGAM_DATABASE_URL": postgres,
        "RAGAM_BROKER_URL": broker.url,
        "RAGAM_CACHE_URL": broker.url[:-1] + "1",
        "RAGAM_LOG_FORMAT": "json",
        "RAGAM_DEMO": "0",
    }
    server = Server(tmp_path_factory.mktemp("compose"), **settings)
    furnish(server, small_collection, small_bundle)
    server.manage("adduser", "staff", "--role", "cataloguer")
    server.manage("adduser", "boss", "--role", "manager")
    yield from running(server)


def test_uploads_are_answered_on_postgres_and_redis(compose_like: Server) -> None:
    client = compose_like.client("staff")
    found = answers(client, [upload(client, noise(seed, 64)) for seed in range(20)])
    assert len({prediction["id"] for prediction in found}) == 20


def test_an_emptied_redis_loses_nothing(compose_like: Server, broker: Redis) -> None:
    client = compose_like.client("staff")
    worker = compose_like.child("celery", "inference")
    worker.suspend()
    accepted = [upload(client, noise(seed, 64)) for seed in range(100, 110)]
    redis.Redis.from_url(broker.url).flushall()
    worker.resume()
    found = answers(client, accepted, timeout=75)
    assert len({prediction["id"] for prediction in found}) == 10


def test_health_names_the_parts(compose_like: Server) -> None:
    health = compose_like.client().get("/api/health/").json()
    assert health["status"] == "ok", health
    assert {"database", "broker", "storage"} <= {check["name"] for check in health["checks"]}


def test_a_redis_that_restarts_under_load_three_times_deafens_nobody(
    compose_like: Server, broker: Redis
) -> None:
    client = compose_like.client("staff")
    workers = {compose_like.child("celery", queue).pid for queue in ("inference", "training", "chores")}
    accepted: list[dict] = []
    for turn in range(3):
        for seed in range(8):
            accepted.append(upload(client, noise(1000 + 100 * turn + seed, 64)))
        broker.restart(away=0.5 + turn)
        accepted += [upload(client, noise(1050 + 100 * turn + seed, 64)) for seed in range(8)]
    assert len({prediction["id"] for prediction in answers(client, accepted, timeout=60)}) == 48
    manager = compose_like.client("boss")
    run = manager.post("/api/training-runs/", json={"vocabulary": "few", "recipe": "texture", "options": {}})
    assert wait_for_job(manager, run.json()["job"], 120)["status"] == "succeeded"
    began = time.monotonic()
    answers(client, [upload(client, noise(2000, 64))], timeout=60)
    print(f"\nan answer after the restarts: {time.monotonic() - began:.1f} s")
    assert {compose_like.child("celery", q).pid for q in ("inference", "training", "chores")} == workers
    assert compose_like.client().get("/api/health/").json()["status"] == "ok"


def test_a_backup_of_postgresql_comes_back_row_for_row(
    compose_like: Server, postgres: str, tmp_path: Path
) -> None:
    host = postgres.rpartition("@")[2].partition("/")[0]
    login = ["-h", host.partition(":")[0], "-p", host.partition(":")[2], "-U", "ragam"]
    subprocess.run([program("createdb"), *login, "restored"], check=True, capture_output=True, cwd=tmp_path)
    ours = {name: value for name, value in compose_like.environment.items() if name.startswith("RAGAM_")}
    for name in ("RAGAM_DATA_DIR", "RAGAM_PORT"):
        del ours[name]
    elsewhere = Server(
        tmp_path / "elsewhere", **{**ours, "RAGAM_DATABASE_URL": postgres.rpartition("/")[0] + "/restored"}
    )
    compose_like.manage("backup", str(tmp_path / "backup"))
    elsewhere.manage("restore", str(tmp_path / "backup"))
    assert rows(elsewhere) == rows(compose_like)
    assert digests(elsewhere.data_dir / "media") == digests(compose_like.data_dir / "media")
    with pytest.raises(AssertionError, match="There is a catalogue here already"):
        elsewhere.manage("restore", str(tmp_path / "backup"))


def test_labels_settled_at_once_leave_one_that_holds_on_postgresql_too(postgres: str) -> None:
    suite = "tests/djangoapp/catalogue/test_current_labels.py"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", suite]
    environment = {**os.environ, "RAGAM_DATABASE_URL": postgres}
    outcome = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert outcome.returncode == 0, outcome.stdout[-3000:]
