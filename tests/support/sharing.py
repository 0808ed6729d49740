"""What several test processes share: folders made once a run, ports and threads of their own."""

from __future__ import annotations

import fcntl
import itertools
import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

WORKER = os.environ.get("PYTEST_XDIST_WORKER")
# Below those that the kernel gives to outgoing connections; test runs side by side begin at different places.
_ports = itertools.count(15_000 + os.getpid() * 37 % 15_000)


def one_thread_each() -> None:
    """Bound the threads of this process and of those it starts; to be called before numpy is imported.

    Beside a network's own threads numpy's only spin (as `ml.__main__` says), and TensorFlow's beside another
    worker's.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if WORKER:
        os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "1")
        os.environ.setdefault("TF_NUM_INTEROP_THREADS", "1")


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The folder `name` of this test run, which the first process that asks fills by `make(folder)`.

    The others wait for it. Nobody changes what is in it: a test that has to works on a copy.
    """
    base = factory.getbasetemp()
    folder = (base.parent if WORKER else base) / "made-once" / name
    folder.parent.mkdir(exist_ok=True)
    made = folder.with_suffix(".made")
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            made.touch()
    return folder


def free_port() -> int:
    """A port of the loopback that nobody listens on and no other test process will be given."""
    for port in _ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no port is free")
