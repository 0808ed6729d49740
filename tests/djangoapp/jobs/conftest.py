"""Kinds of work for the job tests, and a bell that only counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection

from djangoapp.jobs import bell, kinds, lifecycle, services
from djangoapp.jobs.kinds import Kind, Outcome
from djangoapp.jobs.models import Job
from djangoapp.jobs.running import RunningJob


def database_url() -> str:
    """The test database as a RAGAM_DATABASE_URL, for processes that a test starts."""
    used = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{used['NAME']}"
    login = ":".join(filter(None, [used["USER"], used["PASSWORD"]]))
    return f"postgres://{login}@{used['HOST']}:{used['PORT']}/{used['NAME']}"


def enqueue(number: int = 1, **payload) -> list[Job]:
    """`number` jobs of the kind "test"."""
    return [services.job_enqueue("test", {"number": index, **payload}) for index in range(number)]


def status(jobs: list[Job]) -> list[str]:
    """Their states now."""
    for job in jobs:
        job.refresh_from_db()
    return [job.status for job in jobs]


@dataclass
class Workshop:
    """A kind "test" whose handler does what `handle` says; remembers the batches it got."""

    handle: Callable[[list[RunningJob]], Any] = lambda batch: [
        Outcome(job.id, lambda job=job: {"echo": job.payload}) for job in batch
    ]
    batches: list[list[RunningJob]] = field(default_factory=list)
    kind: Kind | None = None

    def __call__(self, batch: list[RunningJob]) -> Iterator[Outcome]:
        self.batches.append(batch)
        yield from self.handle(batch)


@pytest.fixture
def workshop(monkeypatch) -> Workshop:
    """The kind "test", in batches of four, on the inference queue."""
    shop = Workshop()
    shop.kind = Kind("test", kinds.INFERENCE, shop, batch=4, lease_seconds=30)
    monkeypatch.setitem(kinds._registry.kinds, "test", shop.kind)
    return shop


@pytest.fixture
def rings(monkeypatch) -> list[str]:
    """The kinds that were rung for; no broker is used."""
    heard: list[str] = []

    def ring(kind: str) -> bool:
        heard.append(kind)
        return True

    monkeypatch.setattr(bell, "ring", ring)
    monkeypatch.setattr(bell, "ring_unless_unread", ring)
    return heard


@pytest.fixture(autouse=True)
def _running_worker() -> Iterator[None]:
    """No test leaves the process in its stopping state."""
    lifecycle.reset()
    yield
    lifecycle.reset()
