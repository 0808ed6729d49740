"""Run as a file beside the supervisor: outlives it, and ends what its children leave when it is gone.

The kernel tells each child of the supervisor's death, even by SIGKILL, but a child may take long to end, and
what it has started may not hear of it. Standard library alone: it starts in no time.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable

GRACE = 5.0
"""Seconds in which the children of a dead supervisor may end by themselves."""
POLL = 0.2


class Guard:
    """Keeps the process that watches over this one, and tells it whose sessions to end."""

    def __init__(self) -> None:
        self._pids: set[int] = set()
        self._pipe = -1
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Begin; it lives in a session of its own, where no Ctrl-C of a terminal reaches it."""
        reading, self._pipe = os.pipe()
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-I", "-S", __file__],
            stdin=reading,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        os.close(reading)

    def watch(self, pid: int) -> None:
        """This child leads a session that must not outlive us."""
        self._pids.add(pid)
        self._tell(f"{pid}\n")

    def forget(self, pid: int) -> None:
        """Nothing is left of its session."""
        self._pids.discard(pid)
        self._tell(f"-{pid}\n")

    def stop(self) -> None:
        """End it, when every child has ended."""
        if self._process is not None:
            os.close(self._pipe)
            self._process.wait()
            self._process = None

    def _tell(self, line: str) -> None:
        if self._process is None:
            return
        try:
            os.write(self._pipe, line.encode())
        except BrokenPipeError:  # Somebody killed it; another one takes its place.
            os.close(self._pipe)
            self._process.wait()
            self.start()
            os.write(self._pipe, "".join(f"{pid}\n" for pid in self._pids).encode())


def main() -> None:
    """Read process ids until the supervisor ends, which closes the pipe; then end what they left."""
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, signal.SIG_IGN)
    pids: set[int] = set()
    for line in sys.stdin:
        pid = int(line)
        if pid > 0:
            pids.add(pid)
        else:
            pids.discard(-pid)
    _end(pids)


def _end(pids: Iterable[int]) -> None:
    """Give the sessions their time, and end what is left of them."""
    deadline = time.monotonic() + GRACE
    while any(_lives(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(POLL)
    for pid in pids:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)


def _lives(pid: int) -> bool:
    try:
        os.killpg(pid, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True


if __name__ == "__main__":
    main()
