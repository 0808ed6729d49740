"""The scheduler does its chores itself, all of them at its start, and survives a broken one."""

import pytest
from celery import current_app

from djangoapp.jobs.beat import InProcessScheduler

pytestmark = pytest.mark.django_db


@pytest.fixture
def scheduler(monkeypatch):
    ran = []

    def chore(name, fault=None):
        def run(*args, **kwargs):
            ran.append(name)
            if fault:
                raise fault

        return run

    one = InProcessScheduler(app=current_app, lazy=True)
    for name, entry in current_app.conf.beat_schedule.items():
        fault = ZeroDivisionError("broken") if name == "sweep" else None
        monkeypatch.setitem(current_app.tasks, entry["task"], chore(name, fault))
    one.ran = ran
    return one


def test_each_entry_names_a_task():
    for entry in current_app.conf.beat_schedule.values():
        assert entry["task"] in current_app.tasks


def test_all_chores_run_at_the_start_and_again_when_due(scheduler, caplog):
    scheduler.setup_schedule()
    for _ in range(len(current_app.conf.beat_schedule) + 1):
        wait = scheduler.tick()
    assert sorted(scheduler.ran) == sorted(current_app.conf.beat_schedule)
    assert {"fixity", "files", "visitors", "sweep"} <= set(scheduler.ran)
    assert 0 < wait <= 10
    assert "djangoapp.jobs.sweep failed" in caplog.text
