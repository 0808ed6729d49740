"""Run as a file by the supervisor: ties this process to its parent's life, then becomes the given command.

Usage: child.py PARENT_PID COMMAND [ARGUMENT ...]. Standard library alone: it starts in no time.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Ask the kernel for SIGTERM when the supervisor dies, even by SIGKILL; then exec."""
    parent = int(sys.argv[1])
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(0)  # The parent died before the request to the kernel.
    os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606


if __name__ == "__main__":
    main()
