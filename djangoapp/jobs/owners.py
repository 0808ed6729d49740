"""Names for lease owners that let another process on the same machine see that an owner is dead."""

from __future__ import annotations

import os
import socket
import uuid
from functools import cache
from pathlib import Path

import psutil

CLOCK_SLACK = 2.0


@cache
def _place() -> str:
    """Where process ids mean the same: this boot of this machine, and this container of it; "" if unknown."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip().partition("-")[0]
        return f"{boot}.{Path('/proc/self/ns/pid').readlink().name.strip('pid:[]')}"
    except OSError:
        return ""


def new_owner() -> str:
    """A name for one claim: machine, place, process, its start, and a random part that no other claim has."""
    started = int(psutil.Process().create_time())
    return f"{socket.gethostname()[:40]}|{_place()}|{os.getpid()}|{started}|{uuid.uuid4().hex[:12]}"


def is_dead(owner: str) -> bool:
    """Whether the owner's process certainly runs no more; False where that cannot be known from here."""
    parts = owner.split("|")
    if len(parts) != 5 or not _place() or parts[1] != _place():
        return False
    try:
        started: float = psutil.Process(int(parts[2])).create_time()
        return abs(started - int(parts[3])) > CLOCK_SLACK
    except psutil.NoSuchProcess:
        return True
    except psutil.Error:
        return False
