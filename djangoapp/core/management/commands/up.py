"""`manage.py up`: prepare the data folder, then run web, workers and scheduler until Ctrl-C."""

from __future__ import annotations

import json
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from djangoapp.core.processes import startup
from djangoapp.core.processes.children import (
    SETUP_AFTER,
    children,
    environment,
    setup,
    site_request,
    site_url,
)
from djangoapp.core.processes.instance import (
    CannotStart,
    check_port,
    lock_folder,
    terminated_like_interrupted,
)
from djangoapp.core.processes.packages import FAILED, INSTALLING, packages_note
from djangoapp.core.processes.supervisor import ChildSpec, Supervisor

HEALTH_PATIENCE = 90.0


class Command(BaseCommand):
    """Prepare, start everything, and keep it running."""

    help = "Prepare the data folder, then run web, workers and scheduler until Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--finish-setup", action="store_true", help="Install what is still missing behind the open site."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        try:
            lock = lock_folder(settings.RUN_DIR)
            check_port(settings.RAGAM_HOST, settings.RAGAM_PORT)
        except CannotStart as error:
            raise CommandError(str(error)) from error
        with lock:
            try:
                with terminated_like_interrupted():
                    startup.prepare(sys.stdout)
            except CannotStart as error:
                raise CommandError(str(error)) from error
            except KeyboardInterrupt:
                raise CommandError(
                    "Stopped before the start was complete; the next start goes on.", returncode=130
                ) from None
            specs = [*children(), *self._setup(options["finish_setup"])]
            supervisor = Supervisor(specs, env=environment())
            status = supervisor.run(lambda going: self._open(supervisor, going, began))
        self.stdout.write(
            "Ragam has stopped." if status == 0 else "Ragam has stopped because a part would not run."
        )
        if status:
            sys.exit(status)

    def _setup(self, wanted: bool) -> list[ChildSpec]:
        packages_note(INSTALLING if wanted else "")
        return [setup(self._setup_ended)] if wanted else []

    def _setup_ended(self, status: int) -> None:
        packages_note(FAILED if status else "")
        if status:
            self.stdout.write("What needs the packages that are missing waits; the next start tries again.")
        else:
            self.stdout.write("All packages are installed now.")

    def _open(self, supervisor: Supervisor, going: Callable[[], bool], began: float) -> None:
        self._announce(going, began)
        supervisor.let_start(*(spec.name for spec in children()))
        # The first answer comes sooner when nothing is installed beside it.
        if _wait_for("/api/first-start/", lambda now: not any(now.values()), going, SETUP_AFTER, 2.0):
            supervisor.let_start("setup")

    def _announce(self, going: Callable[[], bool], began: float) -> None:
        if not _wait_for("/api/health/", bool, going, HEALTH_PATIENCE, 0.2):
            if going():
                self.stdout.write(
                    f"The web server has not answered for {HEALTH_PATIENCE:g} s; see the lines above."
                )
            return
        ready = f"ready in {time.monotonic() - began:.1f} s; Ctrl-C stops it"
        self.stdout.write(f"\nRagam is open at {site_url()}   ({ready})\n")
        for line in _account_lines():
            self.stdout.write(line)
        self.stdout.flush()


def _wait_for(
    path: str, reached: Callable[[Any], bool], going: Callable[[], bool], patience: float, every: float
) -> bool:
    """Ask the running site until `reached(its answer)`; False when it took too long, or the end has begun."""
    deadline = time.monotonic() + patience
    while going() and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(site_request(path), timeout=5) as answer:  # noqa: S310
                if reached(json.load(answer)):
                    return True
        except (urllib.error.URLError, OSError, ValueError):
            pass
        time.sleep(every)
    return False


def _account_lines() -> list[str]:
    """The demo accounts and their first passwords, if this folder has some."""
    path = settings.RAGAM_DATA_DIR / "accounts.json"
    if not path.exists():
        return []
    accounts = json.loads(path.read_text())
    lines = [f"  {name:<12} {password}" for name, password in accounts.items()]
    return ["Accounts (first passwords, also in " + str(path) + "):", *lines, ""]
