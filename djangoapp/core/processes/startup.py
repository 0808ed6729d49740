"""What `manage.py up` does before the site opens: short steps that apps register, run in order."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TextIO

from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from djangoapp.core.processes.instance import CannotStart
from djangoapp.core.web.problems import as_domain_error


@dataclass(frozen=True)
class Step:
    """One step: `run()` works and returns what is to be told of it, if anything."""

    name: str
    run: Callable[[], str | None]


_steps: dict[str, Step] = {}


def register(name: str, run: Callable[[], str | None]) -> None:
    """Add (or replace) a step; called in `AppConfig.ready()`, so lower apps' steps come first.

    `run` is called at every start, and somebody waits for the site: what takes long is put in the queue.
    """
    _steps[name] = Step(name, run)


def steps() -> list[Step]:
    """All registered steps in order."""
    return list(_steps.values())


def run_step(step: Step, stream: TextIO | None = None) -> None:
    """Run one step and print what it did, if anything, and how long it took; CannotStart when refused."""
    started = time.monotonic()
    try:
        remark = step.run()
    except Exception as error:
        known = as_domain_error(error)
        if known is None:
            raise
        raise CannotStart(
            f"The step {step.name!r} could not be done: {known.detail} ({known.code})"
        ) from error
    if remark is not None:
        took = f"{time.monotonic() - started:5.1f} s"
        print(took, f"{step.name}: {remark}", file=stream or sys.stdout, flush=True)


def prepare(stream: TextIO | None = None) -> None:
    """Bring the data folder to where the site can open: the database first, then every registered step."""
    for step in [Step("database", _migrate), *steps()]:
        run_step(step, stream)
    connections.close_all()


def _migrate() -> str:
    executor = MigrationExecutor(connections["default"])
    pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if pending:
        call_command("migrate", interactive=False, verbosity=0)
    return f"{pending} migrations" if pending else "up to date"
