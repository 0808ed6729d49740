"""What `manage.py up` does before the site opens: steps that apps register, run in order, with progress."""

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
    """One step: `run(report)` works, calls `report(done, total, what)`, returns what is to be told of it."""

    name: str
    run: Callable[[Report], str | None]


_steps: dict[str, Step] = {}


def register(name: str, run: Callable[[Report], str | None]) -> None:
    """Add (or replace) a step; called in `AppConfig.ready()`, so lower apps' steps come first.

    `run` must be quick when there is nothing to do: it is called at every start.
    """
    _steps[name] = Step(name, run)


def steps() -> list[Step]:
    """All registered steps in order."""
    return list(_steps.values())


class Report:
    """Progress of one step: a line that rewrites itself on a terminal, now and then a new line elsewhere."""

    def __init__(self, name: str, stream: TextIO | None = None) -> None:
        self.name = name
        self.stream = stream or sys.stdout
        self._live = self.stream.isatty()
        self._started = time.monotonic()
        self._written = 0.0
        self._open_line = False

    def __call__(self, done: int, total: int, what: str = "") -> None:
        """`done` of `total` things; `what` names them, such as "images" or "training: features"."""
        now = time.monotonic()
        if done < total and now - self._written < (0.1 if self._live else 5.0):
            return
        self._written = now
        line = f"  {self.name}: {what} {done} of {total}"
        if self._live:
            self.stream.write(f"\r{line:<78}")
            self._open_line = True
        else:
            self.stream.write(f"{line}\n")
        self.stream.flush()

    def close(self, remark: str) -> None:
        """Write the closing line with the time that the step took."""
        took = f"{time.monotonic() - self._started:.1f} s"
        if self._open_line:
            self.stream.write("\r")
        self.stream.write(f"{f'{self.name}: {remark}':<66} {took:>10}\n")
        self.stream.flush()


def run_step(step: Step, stream: TextIO | None = None) -> None:
    """Run one step and print what it did, if anything, and how long it took; CannotStart when refused."""
    report = Report(step.name, stream)
    try:
        remark = step.run(report)
    except Exception as error:
        known = as_domain_error(error)
        if known is None:
            raise
        raise CannotStart(
            f"The step {step.name!r} could not be done: {known.detail} ({known.code})"
        ) from error
    if remark is not None:
        report.close(remark)


def prepare(stream: TextIO | None = None) -> None:
    """Bring the data folder to where the site can open: the database first, then every registered step."""
    for step in [Step("database", _migrate), *steps()]:
        run_step(step, stream)
    connections.close_all()


def _migrate(_report: Report) -> str:
    executor = MigrationExecutor(connections["default"])
    pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if pending:
        call_command("migrate", interactive=False, verbosity=0)
    return f"{pending} migrations" if pending else "up to date"
