"""A taken port or data folder is told in a sentence; steps print what they did."""

import io
import os
import re
import signal
import socket
import subprocess

import pytest

from djangoapp.core.processes import startup
from djangoapp.core.processes.instance import (
    CannotStart,
    check_port,
    lock_folder,
    terminated_like_interrupted,
)


def test_taken_port_names_the_setting():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(CannotStart, match=rf"Port {port} on 127.0.0.1 is taken.*RAGAM_PORT={port + 1}"):
            check_port("127.0.0.1", port)
    check_port("127.0.0.1", port)


def test_foreign_address_names_the_setting():
    with pytest.raises(CannotStart, match=r"RAGAM_HOST=192\.0\.2\.1"):
        check_port("192.0.2.1", 8000)


def test_second_start_on_a_folder_is_refused_with_the_first_ones_number(tmp_path):
    refusal = rf"already runs .*process {os.getpid()}.*RAGAM_DATA_DIR"
    with lock_folder(tmp_path), pytest.raises(CannotStart, match=refusal):
        lock_folder(tmp_path)
    lock_folder(tmp_path).close()


def test_step_prints_time_and_remark():
    out = io.StringIO()
    startup.run_step(startup.Step("collection", lambda: "3 images"), out)
    assert re.fullmatch(r" +\d+\.\d s collection: 3 images\n", out.getvalue())


def test_step_that_found_nothing_to_do_prints_nothing():
    out = io.StringIO()
    startup.run_step(startup.Step("collection", lambda: None), out)
    assert out.getvalue() == ""


def test_steps_run_in_the_order_of_registration(monkeypatch):
    monkeypatch.setattr(startup, "_steps", {})
    startup.register("one", lambda: None)
    startup.register("two", lambda: None)
    startup.register("one", lambda: "again")
    assert [step.name for step in startup.steps()] == ["one", "two"]


def test_refused_step_is_told_in_a_sentence():
    def full():
        raise OSError(28, "No space left on device")

    with pytest.raises(
        CannotStart, match=r"The step 'collection' could not be done: The disk is full.*storage_full"
    ):
        startup.run_step(startup.Step("collection", full), io.StringIO())


def test_faulty_step_shows_its_fault():
    with pytest.raises(ZeroDivisionError):
        startup.run_step(startup.Step("collection", lambda: str(1 // 0)), io.StringIO())


def test_termination_during_a_step_ends_its_child_too():
    with pytest.raises(KeyboardInterrupt), terminated_like_interrupted():
        child = subprocess.Popen(["sleep", "600"])
        os.kill(os.getpid(), signal.SIGTERM)
        child.wait()
    assert child.wait(10) == -signal.SIGTERM
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
