"""A child process that begins as a copy of this one, with all that it has imported. Linux alone."""

from __future__ import annotations

import atexit
import contextlib
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO

from djangoapp.core.processes.child import end_with_parent, give_way

_FORK = multiprocessing.get_context("fork")


class CopiedProcess:
    """What the supervisor asks of `subprocess.Popen`, for a copy of this process that calls `main`.

    To be made while this process has no other threads: a lock that one of them holds stays held in the copy.
    The copy leads a session of its own, has no open file but its output, and takes nothing from its input.
    One that waits begins when `let_go` is called.
    """

    def __init__(
        self,
        main: Callable[[], None],
        environment: dict[str, str] | None,
        niceness: int = 0,
        *,
        waits: bool = False,
    ) -> None:
        reading, writing = os.pipe()
        waiting, self._gate = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        arguments = (main, os.getpid(), writing, waiting, environment, niceness)
        self._process = _FORK.Process(target=_become, args=arguments)
        self._process.start()
        os.close(writing)
        os.close(waiting)
        assert self._process.pid is not None
        self.pid: int = self._process.pid
        self.stdout: IO[bytes] = os.fdopen(reading, "rb")
        self._waits = True
        if not waits:
            self.let_go()

    def let_go(self) -> None:
        """Let it begin, if it waits."""
        if self._waits:
            os.close(self._gate)
            self._waits = False

    def poll(self) -> int | None:
        """The exit status once it has ended, a signal's number below zero; None while it runs."""
        return self._process.exitcode

    def wait(self) -> int | None:
        """The exit status, when it has ended."""
        self._process.join()
        return self._process.exitcode


def _become(
    main: Callable[[], None],
    parent: int,
    output: int,
    waiting: int,
    environment: dict[str, str] | None,
    niceness: int,
) -> None:
    """Leave what is the parent's (its lock above all), wait for `waiting` to close, and go."""
    os.setsid()
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (output, 1), (output, 2)):
        os.dup2(source, target)
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]  # A TextIOWrapper.
    # multiprocessing has given it an input of its own, if its parent had one.
    _close_all_but(0, 1, 2, waiting, *([sys.stdin.fileno()] if sys.stdin else []))
    if environment is not None:
        os.environ.clear()
        os.environ.update(environment)
    if not end_with_parent(parent):
        return
    give_way(niceness)
    os.read(waiting, 1)
    os.close(waiting)
    # What the parent has registered is not for the copy to do; multiprocessing has this from Python 3.14 on.
    atexit._clear()
    try:
        main()
    finally:
        atexit._run_exitfuncs()


def _close_all_but(*kept: int) -> None:
    for one in [int(path.name) for path in Path("/proc/self/fd").iterdir()]:
        if one not in kept:
            with contextlib.suppress(OSError):  # That of the listing itself.
                os.close(one)
