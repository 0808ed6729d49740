"""A child process that begins as a copy of this one, with all that it has imported. Linux alone."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO, NoReturn

from djangoapp.core.processes.child import end_with_parent, give_way


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
        gate = os.pipe() if waits else None
        parent = os.getpid()
        sys.stdout.flush()
        sys.stderr.flush()
        self.returncode: int | None = None
        self.pid = os.fork()
        if self.pid == 0:
            _become(partial(_when_let, gate and gate[0], main), parent, writing, environment, niceness)
        os.close(writing)
        self.stdout: IO[bytes] = os.fdopen(reading, "rb")
        self._gate: int | None = None
        if gate is not None:
            os.close(gate[0])
            self._gate = gate[1]

    def let_go(self) -> None:
        """Let one that waits begin; nothing where it has begun."""
        if self._gate is not None:
            os.close(self._gate)
            self._gate = None

    def poll(self) -> int | None:
        """The exit status once it has ended, a signal's number below zero; None while it runs."""
        return self._reaped(os.WNOHANG)

    def wait(self) -> int | None:
        """The exit status, when it has ended."""
        return self._reaped(0)

    def _reaped(self, flags: int) -> int | None:
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, flags)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode


def _become(
    main: Callable[[], None], parent: int, output: int, environment: dict[str, str] | None, niceness: int
) -> NoReturn:
    """Never returns, so that nothing of what the parent was about to do is done by the copy."""
    code = 1
    try:
        _lead(output)
        if environment is not None:
            os.environ.clear()
            os.environ.update(environment)
        if end_with_parent(parent):
            give_way(niceness)
            main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001  # It is told in the output, as the end of any program.
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _lead(output: int) -> None:
    """A session, signals and standard files of its own."""
    os.setsid()
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (output, 1), (output, 2)):
        os.dup2(source, target)
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]  # A TextIOWrapper.


def _when_let(waits_on: int | None, main: Callable[[], None]) -> None:
    """Close what is open in the parent (its lock above all), wait if asked to, and go."""
    for one in [int(path.name) for path in Path("/proc/self/fd").iterdir()]:
        if one > 2 and one != waits_on:
            with contextlib.suppress(OSError):  # That of the listing itself.
                os.close(one)
    if waits_on is not None:
        os.read(waits_on, 1)
        os.close(waits_on)
    main()
