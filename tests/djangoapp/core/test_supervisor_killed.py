"""A supervisor that is killed: its children end, and what they started, whatever they do at that moment."""

import subprocess
import sys
import textwrap

import psutil
import pytest

from tests.djangoapp.core.test_supervisor import ROOT, SLEEPER, is_guard


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's parent-death signal is Linux's")
def test_children_end_when_the_supervisor_is_killed(tmp_path):
    script = textwrap.dedent(f"""
        import sys
        sys.path.insert(0, {str(ROOT)!r})
        from djangoapp.core.processes.supervisor import ChildSpec, Supervisor
        Supervisor([ChildSpec("one", (sys.executable, "-c", {SLEEPER!r}))]).run()
    """)
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert "up" in process.stdout.readline()
    children = psutil.Process(process.pid).children(recursive=True)
    assert len(children) == 2  # And the guard.
    process.kill()
    process.wait()
    process.stdout.close()
    _, alive = psutil.wait_procs(children, timeout=10)
    assert alive == []


DEAF = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if len(sys.argv) < 3:
    subprocess.Popen([sys.executable, "-c", sys.argv[1], sys.argv[1], "grandchild"])
print("up", flush=True)
time.sleep(60)
"""


@pytest.mark.slow
@pytest.mark.parametrize("guard_first", [False, True])
def test_a_deaf_child_and_what_it_started_end_when_the_supervisor_is_killed(guard_first):
    """Such as a training worker in a long step: told to end, it waits for what its pool does."""
    script = textwrap.dedent(f"""
        import sys
        sys.path.insert(0, {str(ROOT)!r})
        from djangoapp.core.processes.supervisor import ChildSpec, Supervisor
        deaf = ChildSpec("deaf", (sys.executable, "-c", {DEAF!r}, {DEAF!r}))
        Supervisor([deaf, ChildSpec("other", (sys.executable, "-c", {SLEEPER!r}))], first_delay=0.05).run()
    """)
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert {process.stdout.readline().split("|")[1] for _ in range(3)} == {" up\n"}
    children = psutil.Process(process.pid).children(recursive=True)
    if guard_first:  # The next thing that it is told brings another one.
        guard = next(one for one in children if is_guard(one))
        sleeper = next(one for one in children if SLEEPER in one.cmdline())
        guard.kill()
        sleeper.kill()
        while "up" not in process.stdout.readline():
            pass
    process.kill()
    process.wait()
    process.stdout.close()
    _, alive = psutil.wait_procs(children, timeout=15)
    assert alive == []
