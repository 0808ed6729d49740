"""The supervisor: back-off, five deaths, stops without orphans, even when it is killed itself."""

import fcntl
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import psutil
import pytest

from djangoapp.core.processes.supervisor import ChildSpec, Supervisor

ROOT = Path(__file__).resolve().parents[3]
SLEEPER = "import time; print('up', flush=True); time.sleep(600)"
GENTLE = """
import signal, sys, time
def bye(*_):
    print("finishing", flush=True); time.sleep(0.3); print("done", flush=True); sys.exit(0)
signal.signal(signal.SIGTERM, bye)
print("up", flush=True)
time.sleep(600)
"""
STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("up", flush=True)
time.sleep(600)
"""


def is_guard(process: psutil.Process) -> bool:
    return process.cmdline()[-1].endswith("guard.py")


def python(name: str, code: str, patience: float = 30.0) -> ChildSpec:
    return ChildSpec(name, (sys.executable, "-c", code), patience=patience)


def run(specs, act, **options):
    """Run a supervisor in this (main) thread while `act(supervisor, lines)` runs in another."""
    lines: list[str] = []
    supervisor = Supervisor(specs, output=lines.append, first_delay=0.05, **options)
    thread = threading.Thread(target=act, args=(supervisor, lines), daemon=True)
    thread.start()
    status = supervisor.run()
    thread.join(10)
    return status, lines


def until(condition, seconds: float = 15.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.02)


def stop() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def test_lines_are_prefixed_and_ctrl_c_lets_children_finish():
    def act(supervisor, lines):
        until(lambda: sum("up" in line for line in lines) == 2)
        stop()

    status, lines = run([python("gentle", GENTLE), python("second", GENTLE)], act)
    assert status == 0
    assert "gentle    | up" in lines
    assert sum("done" in line for line in lines) == 2


def test_child_that_died_is_started_again():
    seen = []

    def act(supervisor, lines):
        until(lambda: "sleeper   | up" in lines)
        seen.append(supervisor.pids()["sleeper"])
        os.kill(seen[0], signal.SIGKILL)
        until(lambda: lines.count("sleeper   | up") == 2)
        seen.append(supervisor.pids()["sleeper"])
        stop()

    status, lines = run([python("sleeper", SLEEPER)], act)
    assert status == 0
    assert seen[0] != seen[1]
    assert "sleeper was ended by SIGKILL; starting it again in 0.05 s." in lines
    assert not any(psutil.pid_exists(pid) for pid in seen)


def test_delay_doubles_and_five_deaths_stop_everything_by_name():
    status, lines = run([python("good", SLEEPER), python("bad", "raise SystemExit(3)")], lambda *_: None)
    assert status == 1
    delays = [line.split(" in ")[1] for line in lines if "starting it again" in line]
    assert delays == ["0.05 s.", "0.1 s.", "0.2 s.", "0.4 s."]
    assert any(line.startswith("bad ended by itself with status 3, for the 5th time") for line in lines)


def test_deaths_spread_over_time_do_not_stop_everything():
    def act(supervisor, lines):
        until(lambda: sum("starting it again" in line for line in lines) >= 7)
        stop()

    status, _ = run([python("bad", "raise SystemExit(3)")], act, deaths_window=0.01)
    assert status == 0


def test_child_that_does_not_end_in_time_is_killed():
    def act(supervisor, lines):
        until(lambda: "stubborn  | up" in lines)
        stop()

    status, lines = run([python("stubborn", STUBBORN, patience=0.3)], act)
    assert status == 0
    assert any("stubborn did not end within 0.3 s" in line for line in lines)


def test_second_ctrl_c_ends_at_once():
    def act(supervisor, lines):
        until(lambda: "stubborn  | up" in lines)
        stop()
        time.sleep(0.5)
        stop()

    began = time.monotonic()
    status, lines = run([python("stubborn", STUBBORN)], act)
    assert status == 0
    assert "Ending at once." in lines
    assert time.monotonic() - began < 15


WITH_GRANDCHILD = """
import subprocess, time
print("up", subprocess.Popen(["sleep", "600"]).pid, flush=True)
time.sleep(600)
"""


def test_grandchildren_of_a_killed_child_go_too():
    grandchildren = []

    def act(supervisor, lines):
        until(lambda: any("up" in line for line in lines))
        grandchildren.append(int(lines[0].split()[-1]))
        os.kill(supervisor.pids()["parent"], signal.SIGKILL)
        until(lambda: sum("| up" in line for line in lines) == 2)
        assert (
            not psutil.pid_exists(grandchildren[0]) or psutil.Process(grandchildren[0]).status() == "zombie"
        )
        stop()

    status, lines = run([python("parent", WITH_GRANDCHILD)], act)
    assert status == 0
    assert sum("| up" in line for line in lines) == 2


def test_what_runs_once_is_not_started_again_and_its_end_is_told():
    ends: list[int] = []
    once = ChildSpec("once", (sys.executable, "-c", "raise SystemExit(3)"), when_ended=ends.append)
    left: list[str] = []

    def act(supervisor, lines):
        until(lambda: ends)
        time.sleep(0.3)
        left.extend(supervisor.pids())
        stop()

    assert run([python("sleeper", SLEEPER), once], act)[0] == 0
    assert (ends, left) == ([3], ["sleeper"])


def test_a_nice_child_gives_way():
    nice = ChildSpec("nice", (sys.executable, "-c", SLEEPER), niceness=7)
    found: list[int] = []

    def act(supervisor, lines):
        until(lambda: "nice      | up" in lines)
        found.append(psutil.Process(supervisor.pids()["nice"]).nice() - psutil.Process().nice())
        stop()

    run([nice], act)
    assert found == [min(7, 19 - psutil.Process().nice())]


def test_those_that_wait_are_started_when_they_are_let():
    waiting = [
        ChildSpec(name, (sys.executable, "-c", SLEEPER), waits=600.0) for name in ("follower", "another")
    ]
    before = []

    def act(supervisor, lines):
        until(lambda: "leader    | up" in lines)
        before.extend(supervisor.pids())
        supervisor.let_start("follower", "unknown")
        until(lambda: "follower  | up" in lines)
        supervisor.let_start("follower")  # Once more does nothing.
        assert set(supervisor.pids()) == {"leader", "follower"}
        stop()

    status, _ = run([python("leader", SLEEPER), *waiting], act)
    assert (status, before) == (0, ["leader"])


def test_those_that_wait_are_started_in_any_case():
    follower = ChildSpec("follower", (sys.executable, "-c", SLEEPER), waits=0.2)

    def act(supervisor, lines):
        until(lambda: "follower  | up" in lines)
        stop()

    assert run([follower], act)[0] == 0


@pytest.mark.skipif(sys.platform != "linux", reason="a copy ends with its parent by Linux's means")
def test_a_copy_of_the_supervisor_runs_first_and_the_command_after_its_death(tmp_path):
    """The copy leads a session of its own, holds none of its parent's files, and ends with it."""
    script = textwrap.dedent(f"""
        import fcntl, os, sys, time
        sys.path.insert(0, {str(ROOT)!r})
        from djangoapp.core.processes.supervisor import ChildSpec, Supervisor

        def loaded():
            print("copied", os.getsid(0) == os.getpid(), sorted(os.listdir("/proc/self/fd"))[:3], flush=True)
            print(os.environ["GIVEN"], len(sys.stdin.read()), flush=True)
            time.sleep(60)

        lock = open({str(tmp_path / "lock")!r}, "w")
        fcntl.flock(lock, fcntl.LOCK_EX)
        argv = (sys.executable, "-c", {SLEEPER!r})
        specs = [ChildSpec("one", argv, loaded=loaded)]
        Supervisor(specs, env={{"GIVEN": "given"}}, first_delay=0.05).run()
    """)
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "one       | copied True ['0', '1', '2']\n"
    assert process.stdout.readline() == "one       | given 0\n"
    copy = next(one for one in psutil.Process(process.pid).children() if not is_guard(one))
    copy.kill()
    assert "was ended by SIGKILL; starting it again" in process.stdout.readline()
    assert process.stdout.readline() == "one       | up\n"
    process.terminate()
    assert process.wait(10) == 0
    process.stdout.close()


@pytest.mark.skipif(sys.platform != "linux", reason="a copy ends with its parent by Linux's means")
@pytest.mark.parametrize(("body", "told"), [
    ("raise SystemExit(3)", "ended by itself with status 3"),
    ("raise ValueError('odd')", "ended by itself with status 1"),
    ("os.kill(os.getpid(), 9)", "was ended by SIGKILL"),
    ("time.sleep(60)", ""),
])  # fmt: skip
@pytest.mark.slow
def test_the_end_of_a_copy_is_told_and_it_outlives_nobody(body, told, tmp_path):
    script = textwrap.dedent(f"""
        import fcntl, os, sys, time
        sys.path.insert(0, {str(ROOT)!r})
        from djangoapp.core.processes.supervisor import ChildSpec, Supervisor

        def loaded():
            print("up", flush=True)
            {body}

        lock = open({str(tmp_path / "lock")!r}, "w")
        fcntl.flock(lock, fcntl.LOCK_EX)
        Supervisor([ChildSpec("one", (sys.executable, "-c", {SLEEPER!r}), loaded=loaded)]).run()
        print("past the run", flush=True)
    """)
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    lines = ""
    while not ("one       | up\n" in lines and told in lines):
        lines += (line := process.stdout.readline())
        assert line, lines
    children = psutil.Process(process.pid).children()
    process.kill()
    process.wait()
    # What is left has not kept the lock.
    with (tmp_path / "lock").open() as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    _, alive = psutil.wait_procs(children, timeout=10)
    assert alive == []
    assert "past the run" not in process.stdout.read()
    process.stdout.close()


@pytest.mark.skipif(sys.platform != "linux", reason="a copy ends with its parent by Linux's means")
def test_a_copy_that_waits_begins_when_it_is_let(tmp_path):
    script = textwrap.dedent(f"""
        import sys, time
        sys.path.insert(0, {str(ROOT)!r})
        from djangoapp.core.processes import supervisor as module
        from djangoapp.core.processes.supervisor import ChildSpec, Supervisor

        def of(name):
            def loaded():
                print("up", flush=True)
                time.sleep(60)
            argv = (sys.executable, "-c", {SLEEPER!r})
            return ChildSpec(name, argv, waits=0.0 if name == "first" else 600.0, loaded=loaded)

        def act(going):
            time.sleep(0.5)
            print(sorted(supervisor.pids()), flush=True)
            supervisor.let_start("second")

        supervisor = Supervisor([of("second"), of("first")])
        supervisor.run(act)
    """)
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    lines = [process.stdout.readline() for _ in range(3)]
    assert lines == ["first     | up\n", "['first', 'second']\n", "second    | up\n"]
    process.terminate()
    assert process.wait(10) == 0
    process.stdout.close()
