"""The processes of a running Ragam and the commands that prepare, start and ask them."""

import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from djangoapp.core.processes import children, startup
from djangoapp.core.processes.health import Finding
from djangoapp.core.processes.instance import lock_folder
from djangoapp.core.processes.packages import (
    FAILED,
    INSTALLING,
    packages_health,
    packages_missing,
    packages_note,
)


def test_there_are_five_parts_each_run_by_this_python():
    parts = children.children()
    assert [part.name for part in parts] == ["web", "inference", "training", "chores", "scheduler"]
    assert {part.argv[0] for part in parts} == {sys.executable}


def test_each_worker_serves_its_own_queue():
    argv = {part.name: list(part.argv) for part in children.children()}
    for name in ("inference", "training", "chores"):
        assert argv[name][argv[name].index("--queues") + 1] == name


def test_children_get_the_absolute_data_folder(settings, monkeypatch):
    monkeypatch.setenv("RAGAM_DATA_DIR", "./relative")
    env = children.environment()
    assert env["RAGAM_DATA_DIR"] == str(settings.RAGAM_DATA_DIR)
    assert env["PYTHONPATH"].startswith(str(settings.REPOSITORY))


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8123"),
        ("0.0.0.0", "http://127.0.0.1:8123"),
        ("::", "http://[::1]:8123"),
        ("::1", "http://[::1]:8123"),
    ],
)
def test_site_url_can_be_opened(settings, host, url):
    settings.RAGAM_HOST, settings.RAGAM_PORT = host, 8123
    assert children.site_url() == url


@pytest.mark.django_db
def test_prepare_runs_every_step_once_and_refuses_a_folder_in_use(data_dir, monkeypatch, capsys):
    monkeypatch.setattr(startup, "_steps", {})
    monkeypatch.setattr("django.db.connections.close_all", lambda: None)
    startup.register("collection", lambda: "3 images")
    call_command("prepare")
    out = capsys.readouterr().out
    assert "database: up to date" in out
    assert "collection: 3 images" in out
    with lock_folder(data_dir / "run"), pytest.raises(CommandError, match="already runs on the data folder"):
        call_command("prepare")


def test_what_is_installed_behind_the_open_site_is_said_in_health(data_dir):
    assert packages_health() == Finding("packages", True, "complete")
    packages_note(INSTALLING)
    assert packages_missing() and packages_health().ok
    assert "is being installed" in packages_health().detail
    packages_note(FAILED)
    assert packages_missing() and not packages_health().ok
    assert "the next start tries again" in packages_health().detail
    packages_note("")
    assert not packages_missing()


def test_the_rest_of_the_set_up_is_run_by_the_bootstrap():
    spec = children.setup(print)
    assert (spec.argv[-1], spec.when_ended, spec.niceness) == ("rest", print, 19)
    assert Path(spec.argv[1]).is_file()


def test_healthcheck_says_when_nobody_answers(settings):
    settings.RAGAM_PORT = 9  # Nobody listens on the discard port.
    with pytest.raises(CommandError, match="does not answer"):
        call_command("healthcheck")
