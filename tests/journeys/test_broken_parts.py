"""Parts are killed, emptied, locked, filled up: afterwards each accepted upload has exactly one result."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.support.pictures import cloth, noise
from tests.support.server import Server, answers, upload
from tests.support.servers import copy_of

pytestmark = pytest.mark.slow

WITHIN_A_MINUTE = 75  # seconds for parts to be back plus the promised minute


def assert_one_result_each(server: Server, submissions: list[dict]) -> None:
    client = server.client("cataloguer")
    found = answers(client, submissions, timeout=WITHIN_A_MINUTE)
    assert len({prediction["id"] for prediction in found}) == len(submissions)
    rows = count_predictions(server)
    assert rows == len({submission["id"] for submission in submissions})


def count_predictions(server: Server) -> int:
    code = "from djangoapp.classification.models import Prediction; print(Prediction.objects.count())"
    return int(server.manage("shell", "-v", "0", "-c", code).strip().splitlines()[-1])


def pictures(count: int) -> list[bytes]:
    return [noise(seed, 64) for seed in range(count)]


def test_a_worker_killed_mid_batch_loses_nothing(fragile: Server) -> None:
    client = fragile.client("cataloguer")
    accepted = [upload(client, picture) for picture in pictures(30)]
    worker = fragile.child("celery", "inference")
    for process in [*worker.children(recursive=True), worker]:
        process.send_signal(signal.SIGKILL)
    assert_one_result_each(fragile, accepted)


def test_the_web_process_killed_in_an_upload_burst_loses_no_accepted_upload(fragile: Server) -> None:
    client = fragile.client("cataloguer")

    accepted: list[dict] = []

    def send(picture: bytes) -> None:
        with contextlib.suppress(httpx.HTTPError):  # not accepted: the uploader's client tries again
            accepted.append(upload(client, picture))

    with ThreadPoolExecutor(4) as pool:
        sending = [pool.submit(send, picture) for picture in pictures(60)]
        wait_until(lambda: len(accepted) >= 5, 60)
        web = fragile.child("djangoapp.config.web")
        for process in [*web.children(recursive=True), web]:
            process.send_signal(signal.SIGKILL)
    for future in sending:
        future.result()
    wait_until(fragile.is_ready, 30)
    rows = client.get("/api/submissions/?page_size=100").json()
    assert {row["id"] for row in accepted} <= {row["id"] for row in rows["results"]}
    assert_one_result_each(fragile, [{"id": row["id"], "job": row["job"]["id"]} for row in rows["results"]])


def test_an_emptied_broker_loses_nothing(fragile: Server) -> None:
    client = fragile.client("cataloguer")
    worker = fragile.child("celery", "inference")
    worker.suspend()
    accepted = [upload(client, picture) for picture in pictures(10)]
    for folder in (fragile.data_dir / "broker").rglob("*"):
        if folder.is_file():
            folder.unlink(missing_ok=True)
    worker.resume()
    assert_one_result_each(fragile, accepted)


def test_a_database_locked_for_ten_seconds_delays_and_loses_nothing(fragile: Server) -> None:
    client = fragile.client("cataloguer")
    accepted = [upload(client, picture) for picture in pictures(3)]
    database = next(fragile.data_dir.glob("*.sqlite3"))
    locked = threading.Event()

    def hold() -> None:
        connection = sqlite3.connect(database, isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        locked.set()
        time.sleep(10)
        connection.execute("ROLLBACK")
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    locked.wait()
    accepted.append(upload(client, cloth("kawung", 555)))
    holder.join()
    assert_one_result_each(fragile, accepted)


def test_three_hundred_files_at_once_get_three_hundred_results(fragile: Server) -> None:
    client = fragile.client("cataloguer")
    with ThreadPoolExecutor(16) as pool:
        accepted = list(pool.map(lambda picture: upload(client, picture), pictures(300)))
    assert len({answer["id"] for answer in accepted}) == 300
    assert_one_result_each(fragile, accepted)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 24 MB, where this machine lets a test mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)], capture_output=True
    )
    yield folder if mounted.returncode == 0 else Path()
    if mounted.returncode == 0:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_is_said_and_leaves_no_orphan(small_disk: Path, tmp_path: Path, furnished: Path) -> None:
    if small_disk == Path():
        return  # without the right to mount, the simulated full disk of the catalogue tests stands alone
    server = copy_of(furnished, tmp_path, RAGAM_DEMO="0")
    media = server.data_dir / "media"
    shutil.copytree(media, small_disk, dirs_exist_ok=True)
    shutil.rmtree(media)
    media.symlink_to(small_disk)
    server.start()
    try:
        client = server.client("cataloguer")
        filler = small_disk / "filler"
        free = os.statvfs(small_disk)
        filler.write_bytes(b"\0" * (free.f_bavail * free.f_frsize - 200_000))
        before = sorted(path for path in small_disk.rglob("*") if path.is_file())
        picture = noise(1, 900)
        assert len(picture) > 300_000
        answer = client.post("/api/submissions/", files={"image": ("big.jpg", picture)})
        assert (answer.status_code, answer.json()["code"]) == (507, "storage_full"), answer.text
        assert sorted(path for path in small_disk.rglob("*") if path.is_file()) == before
        assert client.get("/api/submissions/").json()["count"] == 0
        filler.unlink()
        assert_one_result_each(server, [upload(client, picture)])
    finally:
        server.stop()


def wait_until(condition, timeout: float) -> None:
    deadline = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.2)
