"""The embedded layout with a Redis for a broker: `manage.py up` on SQLite, and a Redis that restarts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.pictures import noise
from tests.support.redis_server import Redis
from tests.support.server import Server, answers, upload
from tests.support.servers import copy_of, running

pytestmark = [pytest.mark.services, pytest.mark.slow]


@pytest.fixture
def broker() -> Iterator[Redis]:
    server = Redis()
    yield server
    server.stop()


@pytest.fixture
def embedded(furnished: Path, tmp_path: Path, broker: Redis) -> Iterator[Server]:
    yield from running(copy_of(furnished, tmp_path, RAGAM_DEMO="0", RAGAM_BROKER_URL=broker.url))


def test_a_redis_that_restarts_under_load_three_times_loses_no_upload(
    embedded: Server, broker: Redis
) -> None:
    client = embedded.client("cataloguer")
    queues = ("inference", "training", "chores")
    workers = {embedded.child("celery", queue).pid for queue in queues}
    accepted: list[dict] = []
    for turn in range(3):
        accepted += [upload(client, noise(100 * turn + seed, 64)) for seed in range(6)]
        broker.restart(away=0.5 + turn)
        accepted += [upload(client, noise(100 * turn + 50 + seed, 64)) for seed in range(6)]
    found = answers(client, accepted, timeout=75)
    assert len({prediction["id"] for prediction in found}) == len(accepted)
    answers(client, [upload(client, noise(2000, 64))], timeout=60)
    assert {embedded.child("celery", queue).pid for queue in queues} == workers
