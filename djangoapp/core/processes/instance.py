"""One running Ragam for each data folder and port: the checks that say so in a sentence."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import IO

import psutil


class CannotStart(Exception):
    """The message is a sentence for the operator, naming the setting to change."""


def check_port(host: str, port: int) -> None:
    """Raise CannotStart when `host:port` cannot be bound, and say what to do about it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotStart(_why(error, host, port)) from error


def _why(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is taken. Stop what uses it, or choose another: RAGAM_PORT={port + 1}."
    if error.errno == errno.EACCES:
        return f"Port {port} may not be used without special rights. Choose one above 1023 with RAGAM_PORT."
    return f"RAGAM_HOST={host} with RAGAM_PORT={port} cannot be used: {error.strerror}."


def lock_folder(run_dir: Path) -> IO[str]:
    """Take the data folder for this process; keep the answer open as long as it runs.

    CannotStart when another one has it. The kernel frees it when the process ends, however it ends.
    """
    file = (run_dir / "up.pid").open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        pid = file.read().strip() or "unknown"
        file.close()
        raise CannotStart(
            f"Ragam already runs on the data folder {run_dir.parent} (process {pid}). "
            "Stop it first, or choose another folder with RAGAM_DATA_DIR."
        ) from None
    file.truncate(0)
    file.write(f"{os.getpid()}\n")
    file.flush()
    return file


@contextmanager
def terminated_like_interrupted() -> Iterator[None]:
    """Inside, SIGTERM acts as Ctrl-C at a terminal: children are told, KeyboardInterrupt is raised."""

    def on_term(number: int, frame: FrameType | None) -> None:
        for child in psutil.Process().children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                child.terminate()
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, on_term)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
