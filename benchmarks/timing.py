"""Fair timing on a noisy machine: contenders take turns; the best, the median and the CPU time are kept.

Each contender has a process of its own and sleeps between its turns: in one process the threads of one
library go on spinning while another is timed.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass


@dataclass(frozen=True)
class Timing:
    """Milliseconds of one contender: by the clock, and of CPU in all its threads (median of its turns)."""

    best: float
    median: float
    cpu: float


def cpu_seconds(who: int = resource.RUSAGE_SELF) -> float:
    """CPU time of this process so far, or with RUSAGE_CHILDREN of those it has waited for."""
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


def race(contenders: Mapping[str, Sequence[str]], turns: int, rounds: int) -> dict[str, Timing]:
    """Time what each `python -m` command serves by `take_turns`: so many turns of so many rounds each."""
    walls: dict[str, list[float]] = {name: [] for name in contenders}
    cpus: dict[str, list[float]] = {name: [] for name in contenders}
    with ExitStack() as stack:
        children = {name: stack.enter_context(_child(command)) for name, command in contenders.items()}
        for turn in range(turns + 1):
            for name, child in children.items():
                wall, cpu = _asked(child, rounds)
                if turn:
                    walls[name] += wall
                    cpus[name].append(cpu / rounds)
        for child in children.values():
            child.communicate()
    return {
        name: Timing(min(walls[name]), statistics.median(walls[name]), statistics.median(cpus[name]))
        for name in contenders
    }


def _child(command: Sequence[str]) -> subprocess.Popen[str]:
    quiet = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    return subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-m", *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=quiet,
    )


def _asked(child: subprocess.Popen[str], rounds: int) -> tuple[list[float], float]:
    """Milliseconds of each round by the clock, and of CPU over all; raises RuntimeError for a dead child."""
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(f"{rounds}\n")
    child.stdin.flush()
    line = child.stdout.readline()
    if not line:
        raise RuntimeError(f"{child.args!r} ended without an answer; run it by hand and type {rounds}")
    walls, cpu = json.loads(line)
    return walls, cpu


def take_turns(run: Callable[[], object]) -> None:
    """In a contender's process: read how many rounds are asked, run them, tell what each took."""
    for line in sys.stdin:
        walls = []
        spent = cpu_seconds()
        for _ in range(int(line)):
            start = time.perf_counter()
            run()
            walls.append((time.perf_counter() - start) * 1000)
        print(json.dumps([walls, (cpu_seconds() - spent) * 1000]), flush=True)


def table(title: str, timings: Mapping[str, Timing], reference: str) -> str:
    """A Markdown table; the last columns say how many times less than the reference each took."""
    slow = timings[reference]
    rows = [
        f"| {name} | {t.best:.1f} | {t.median:.1f} | {t.cpu:.1f} | {slow.best / t.best:.1f}x "
        f"| {slow.median / t.median:.1f}x | {slow.cpu / max(t.cpu, 1e-3):.1f}x |"
        for name, t in timings.items()
    ]
    head = [
        "",
        f"### {title}",
        "",
        f"Times faster than: {reference}.",
        "",
        "| | best ms | median ms | CPU ms | by best | by median | by CPU |",
        "|---|---|---|---|---|---|---|",
    ]
    return "\n".join([*head, *rows])
