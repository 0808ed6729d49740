"""Run as a file by the supervisor: ties this process to its parent's life, then becomes the given command.

Usage: child.py PARENT_PID NICENESS COMMAND [ARGUMENT ...]. Standard library alone: it starts in no time.
"""

import contextlib
import ctypes
import os
import signal
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Ask the kernel for SIGTERM when the supervisor dies, even by SIGKILL; then exec."""
    parent, niceness = int(sys.argv[1]), int(sys.argv[2])
    if not end_with_parent(parent):
        sys.exit(0)
    give_way(niceness)
    os.execv(sys.argv[3], sys.argv[3:])  # noqa: S606


def end_with_parent(parent: int) -> bool:
    """Have the kernel send SIGTERM when `parent` dies; False where it had died before that was asked."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    return os.getppid() == parent


def give_way(niceness: int) -> None:
    """Lower this process's claim to the processors, and that of its session.

    Linux may weigh whole sessions against each other, and niceness only within each of them.
    """
    if niceness:
        os.nice(niceness)
        with contextlib.suppress(OSError):
            Path("/proc/self/autogroup").write_text(str(niceness))


if __name__ == "__main__":
    main()
