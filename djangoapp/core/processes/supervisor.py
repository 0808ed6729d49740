"""Starts child processes, restarts the ones that die, and stops all of them without leaving one behind."""

from __future__ import annotations

import contextlib
import math
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

from djangoapp.core.processes.copied import CopiedProcess
from djangoapp.core.processes.guard import Guard

LAUNCHER = Path(__file__).with_name("child.py")
DEATHS_ALLOWED, DEATHS_WINDOW = 5, 60.0
FIRST_DELAY, LONGEST_DELAY = 0.5, 15.0
POLL = 0.1
# Ctrl-C, a service manager, a closed terminal.
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# A worker without work needs about three seconds to end.
TELL_AFTER = 5.0


@dataclass(frozen=True)
class ChildSpec:
    """A process to keep alive: `argv[0]` is an absolute path; `patience` is how long its stop may take.

    `niceness` above 0 lets everything else on the machine go first. One that `waits` is started by
    `Supervisor.let_start`, or after that many seconds. One with `when_ended` runs once: its exit status is
    passed on, and it is not started again. `loaded` does what `argv` does, in a copy of this process that has
    imported what it takes: a child begins with it, and is started again by `argv`.
    """

    name: str
    argv: Sequence[str]
    patience: float = 30.0
    waiting_for: str = "its running work"
    niceness: int = 0
    when_ended: Callable[[int], None] | None = None
    waits: float = 0.0
    loaded: Callable[[], None] | None = None


@dataclass
class _Child:
    spec: ChildSpec
    process: subprocess.Popen[bytes] | CopiedProcess | None = None
    deaths: list[float] = field(default_factory=list)
    start_at: float = 0.0
    pump: threading.Thread | None = None

    @property
    def name(self) -> str:
        return self.spec.name


class Supervisor:
    """Runs in the main thread: the kernel ties each child to the thread that started it."""

    def __init__(
        self,
        specs: Sequence[ChildSpec],
        *,
        env: dict[str, str] | None = None,
        output: Callable[[str], None] | None = None,
        deaths_window: float = DEATHS_WINDOW,
        first_delay: float = FIRST_DELAY,
    ) -> None:
        """`output` gets each line to show, without its line end."""
        self._children = [_Child(spec) for spec in specs]
        self._env = env
        self._say = output or _print_line
        self._deaths_window = deaths_window
        self._first_delay = first_delay
        self._guard = Guard()
        self._stop_signals = 0
        self._gave_up_on = ""

    def run(self, when_started: Callable[[Callable[[], bool]], None] | None = None) -> int:
        """Keep the children alive until a STOP_SIGNAL or one that will not live; the exit status, 0 or 1.

        `when_started(going)` runs in a thread of its own, once those that do not wait are started;
        `going()` turns False when the end has begun.
        """
        before = {one: signal.signal(one, self._on_signal) for one in STOP_SIGNALS}
        try:
            for child in self._children:
                child.start_at = time.monotonic() + child.spec.waits
            self._guard.start()
            self._make_copies()
            self._tend()
            if when_started is not None:
                threading.Thread(target=when_started, args=(self._going,), daemon=True).start()
            while self._going():
                self._tend()
                time.sleep(POLL)
        finally:
            self._stop_all()
            self._guard.stop()
            for one, handler in before.items():
                signal.signal(one, handler)
        return 1 if self._gave_up_on else 0

    def let_start(self, *names: str) -> None:
        """Start those of the named that still wait."""
        for child in self._children:
            if child.name in names and not child.deaths:
                child.start_at = min(child.start_at, time.monotonic())

    def pids(self) -> dict[str, int]:
        """The main process of each child that runs now."""
        return {child.name: child.process.pid for child in self._children if child.process is not None}

    def _going(self) -> bool:
        return not self._stop_signals and not self._gave_up_on

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._stop_signals += 1

    def _make_copies(self) -> None:
        """Only as long as no thread runs here, those that copy output too."""
        if threading.active_count() > 1:
            return
        loaded = [child for child in self._children if child.spec.loaded is not None]
        for child in loaded:
            child.process = _copied(child.spec, self._env)
            self._guard.watch(child.process.pid)
        for child in loaded:
            self._pump(child)

    def _start(self, child: _Child) -> None:
        child.process = self._launch(child.spec)
        self._guard.watch(child.process.pid)
        self._pump(child)

    def _pump(self, child: _Child) -> None:
        """Copy its output to ours, line by line, until it ends."""
        assert child.process is not None
        assert child.process.stdout is not None
        child.pump = threading.Thread(target=self._copy, args=(child.name, child.process.stdout), daemon=True)
        child.pump.start()

    def _launch(self, spec: ChildSpec) -> subprocess.Popen[bytes]:
        own = [str(os.getpid()), str(spec.niceness)]
        return subprocess.Popen(  # noqa: S603
            [sys.executable, "-I", "-S", str(LAUNCHER), *own, *spec.argv],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env=self._env,
        )

    def _copy(self, name: str, stream: IO[bytes]) -> None:
        for line in stream:
            self._say(f"{name:<10}| {line.decode(errors='replace').rstrip()}")
        stream.close()

    def _tend(self) -> None:
        now = time.monotonic()
        for child in self._children:
            if child.process is None:
                if now >= child.start_at:
                    self._start(child)
            elif (status := child.process.poll()) is not None:
                self._bury(child, status, now)
            elif isinstance(child.process, CopiedProcess) and now >= child.start_at:
                child.process.let_go()

    def _bury(self, child: _Child, status: int, now: float) -> None:
        assert child.process is not None
        self._end_session(child.process.pid)
        child.process = None
        if child.spec.when_ended is not None:
            child.start_at = math.inf
            child.spec.when_ended(status)
            return
        child.deaths = [death for death in child.deaths if now - death < self._deaths_window] + [now]
        count = len(child.deaths)
        if count >= DEATHS_ALLOWED:
            self._gave_up_on = child.name
            self._say(
                f"{child.name} {_how(status)}, for the {count}th time within a minute; stopping everything."
            )
            self._say(f"Its last lines above say why. {child.name} must live for Ragam to work.")
            return
        delay = min(self._first_delay * 2 ** (count - 1), LONGEST_DELAY)
        child.start_at = now + delay
        self._say(f"{child.name} {_how(status)}; starting it again in {delay:g} s.")

    def _stop_all(self) -> None:
        running = [child for child in reversed(self._children) if child.process is not None]
        for child in running:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child.process.pid, signal.SIGTERM)  # type: ignore[union-attr]  # It runs.
        started, told, signals = time.monotonic(), False, self._stop_signals
        ended: set[str] = set()
        while left := [child for child in running if child.process and child.process.poll() is None]:
            waited = time.monotonic() - started
            if waited > TELL_AFTER and not told:
                self._tell_waiting(left)
                told = True
            if self._stop_signals > max(signals, 1):
                self._say("Ending at once.")
                break
            for child in left:
                if waited > child.spec.patience and child.name not in ended:
                    self._say(f"{child.name} did not end within {child.spec.patience:g} s; it is ended now.")
                    _kill_group(child.process.pid)  # type: ignore[union-attr]  # It runs.
                    ended.add(child.name)
            time.sleep(POLL)
        for child in running:
            self._reap(child)

    def _tell_waiting(self, left: Sequence[_Child]) -> None:
        for child in left:
            self._say(
                f"Waiting for {child.name} to finish {child.spec.waiting_for} (Ctrl-C again: end it now)."
            )

    def _reap(self, child: _Child) -> None:
        """Whatever is left of the child's group goes too: pool processes of a worker that was killed."""
        assert child.process is not None
        self._end_session(child.process.pid)
        child.process.wait()
        child.process = None
        if child.pump is not None:
            child.pump.join(timeout=2)

    def _end_session(self, pid: int) -> None:
        _kill_group(pid)
        self._guard.forget(pid)


def _copied(spec: ChildSpec, env: dict[str, str] | None) -> CopiedProcess:
    assert spec.loaded is not None
    return CopiedProcess(spec.loaded, env, spec.niceness, waits=spec.waits > 0)


def _kill_group(pid: int) -> None:
    """SIGKILL to the session that the child leads."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _how(status: int) -> str:
    if status < 0:
        return f"was ended by {signal.Signals(-status).name}"
    return f"ended by itself with status {status}"


def _print_line(line: str) -> None:
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
