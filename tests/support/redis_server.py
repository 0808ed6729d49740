"""A Redis of a test's own, and where the programs of such services are."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

from tests.support.sharing import free_port


def program(name: str) -> str:
    found = shutil.which(name) or next(
        (str(path) for path in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))), ""
    )
    assert found, f"{name} is missing; on Debian: apt install postgresql redis-server"
    return found


class Redis:
    """One redis-server on a port that it keeps when it is killed and started again."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        options = {"port": str(self.port), "bind": "127.0.0.1", "save": "", "appendonly": "no"}
        command = [word for name, value in options.items() for word in (f"--{name}", value)]
        self.process = subprocess.Popen([program("redis-server"), *command], stdout=subprocess.DEVNULL)

    def restart(self, away: float) -> None:
        """Killed, gone for some seconds, and back with nothing in it."""
        self.process.kill()
        self.process.wait(timeout=20)
        time.sleep(away)
        self.start()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)
