"""Fair timing on a noisy machine: contenders take turns; the best, the median and the CPU time are kept."""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Timing:
    """Milliseconds of one contender: by the clock, and of CPU in all its threads (mean)."""

    best: float
    median: float
    cpu: float


def cpu_seconds(who: int = resource.RUSAGE_SELF) -> float:
    """CPU time of this process so far, or with RUSAGE_CHILDREN of those it has waited for."""
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


def race(contenders: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, Timing]:
    """Run each contender once a round, in turn, after one unmeasured round of warming up."""
    walls: dict[str, list[float]] = {name: [] for name in contenders}
    cpus: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(rounds + 1):
        for name, run in contenders.items():
            spent, start = cpu_seconds(), time.perf_counter()
            run()
            if number:
                walls[name].append((time.perf_counter() - start) * 1000)
                cpus[name].append((cpu_seconds() - spent) * 1000)
    return {
        name: Timing(min(walls[name]), statistics.median(walls[name]), statistics.median(cpus[name]))
        for name in contenders
    }


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
