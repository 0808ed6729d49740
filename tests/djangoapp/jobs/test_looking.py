"""A worker that nobody rings finds its work by itself, and health tells when none does."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.utils import timezone

from djangoapp.core.models import Pulse
from djangoapp.core.services import pulse_beat, pulses_forget
from djangoapp.jobs import kinds, services
from djangoapp.jobs.health import BUSY, IDLE, queue_health, worker_health
from djangoapp.jobs.looking import Looker
from djangoapp.jobs.models import Job
from tests.djangoapp.jobs.conftest import enqueue, status

pytestmark = pytest.mark.django_db


class Result:
    def __init__(self, value: int) -> None:
        self.get = lambda: value


class Pool:
    """Does what it is given at once."""

    limit = 2

    def __init__(self) -> None:
        self.given: list[str] = []

    def apply_async(self, target, args) -> Result:
        self.given += args
        return Result(target(*args))


@pytest.fixture
def pool() -> Pool:
    return Pool()


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch):
    """The pool is this very thread, whose connection the test needs."""
    monkeypatch.setattr("djangoapp.jobs.looking.connection.close", lambda: None)


def looker(pool: Pool, *rung_for: str, queue: str = kinds.INFERENCE) -> Looker:
    return Looker(pool, [queue], rung_for=rung_for, no_fork=nullcontext())


def ago(**age: float) -> None:
    Job.objects.update(created_at=timezone.now() - timedelta(**age))


def test_what_nobody_rang_for_is_found(workshop, rings, pool):
    jobs = enqueue(6)
    looker(pool).look()
    assert pool.given == [], "a ring is given its time"
    ago(seconds=5)
    looker(pool).look()
    assert pool.given == ["test"] and status(jobs) == ["succeeded"] * 6


def test_a_worker_without_a_free_hand_does_not_look(workshop, rings, pool):
    enqueue()
    ago(seconds=5)
    looker(pool, "one", "two").look()
    assert pool.given == []
    looker(pool, "one").look()
    assert pool.given == ["test"]


def test_others_work_and_held_work_is_left(workshop, rings, pool):
    services.job_enqueue("test", {}, hold="waiting_for_model:batik")
    ago(seconds=5)
    looker(pool).look()
    enqueue()
    ago(seconds=5)
    looker(pool, queue=kinds.CHORES).look()
    assert pool.given == []


def beat(queue: str, *states: str) -> None:
    for number, state in enumerate(states):
        pulse_beat(f"worker:{queue}@host:{number}", state)


@pytest.mark.parametrize(
    ("queue", "states", "ok"),
    [
        (kinds.INFERENCE, [IDLE], False),
        (kinds.INFERENCE, [IDLE, BUSY], False),
        (kinds.INFERENCE, [BUSY], True),
        (kinds.TRAINING, [IDLE], False),
        (kinds.TRAINING, [IDLE, BUSY], True),
        (kinds.CHORES, [IDLE, BUSY], True),
        (kinds.TRAINING, [], True),  # That no worker lives is told by the worker's own check.
    ],
)
def test_work_that_waits_beside_an_idle_worker_is_told(workshop, rings, monkeypatch, queue, states, ok):
    monkeypatch.setitem(kinds._registry.kinds, "test", kinds.Kind("test", queue, workshop))
    enqueue()
    beat(queue, *states)
    assert queue_health(queue).ok, "it has not waited for long"
    ago(seconds=75)
    finding = queue_health(queue)
    assert (finding.name, finding.ok) == (f"queue:{queue}", ok)
    assert "the oldest for 75 s" in finding.detail


def test_held_work_counts_from_its_release(workshop, rings):
    services.job_enqueue("test", {}, hold="waiting_for_model:batik")
    ago(minutes=10)
    beat(kinds.INFERENCE, IDLE)
    assert queue_health(kinds.INFERENCE).detail == "nothing waits for long"
    services.jobs_release("waiting_for_model:batik")
    assert queue_health(kinds.INFERENCE).ok
    Job.objects.update(run_after=timezone.now() - timedelta(seconds=70))
    assert not queue_health(kinds.INFERENCE).ok


def test_the_newest_sign_of_life_counts_and_old_ones_are_forgotten():
    beat(kinds.TRAINING, IDLE, IDLE)
    Pulse.objects.filter(name__endswith=":0").update(at=timezone.now() - timedelta(days=2))
    assert worker_health(kinds.TRAINING).ok
    assert pulses_forget() == 1
    Pulse.objects.update(at=timezone.now() - timedelta(minutes=1))
    assert not worker_health(kinds.TRAINING).ok
