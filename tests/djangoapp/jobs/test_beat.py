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
    monkeypatch.setitem(
        current_app.tasks, "djangoapp.jobs.sweep", chore("sweep", ZeroDivisionError("broken"))
    )
    monkeypatch.setitem(current_app.tasks, "djangoapp.core.clear_uploads", chore("uploads"))
    monkeypatch.setitem(current_app.tasks, "djangoapp.accounts.clear_sessions", chore("sessions"))
    monkeypatch.setitem(
        current_app.tasks, "djangoapp.classification.expire_visitor_uploads", chore("visitors")
    )
    monkeypatch.setitem(current_app.tasks, "djangoapp.training.tidy", chore("runs"))
    monkeypatch.setitem(current_app.tasks, "djangoapp.catalogue.fixity", chore("fixity"))
    monkeypatch.setitem(current_app.tasks, "djangoapp.catalogue.sweep_files", chore("files"))
    one.ran = ran
    return one


def test_each_entry_names_a_task():
    for entry in current_app.conf.beat_schedule.values():
        assert entry["task"] in current_app.tasks


def test_all_chores_run_at_the_start_and_again_when_due(scheduler, caplog):
    scheduler.setup_schedule()
    for _ in range(8):
        wait = scheduler.tick()
    assert sorted(scheduler.ran) == [
        "files", "fixity", "runs", "sessions", "sweep", "uploads", "visitors",
    ]  # fmt: skip
    assert 0 < wait <= 10
    assert "djangoapp.jobs.sweep failed" in caplog.text
