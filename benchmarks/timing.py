"""Fair timing on a noisy machine: contenders take turns, and the best and the median of each are kept."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Timing:
    """Milliseconds of one contender."""

    best: float
    median: float


def race(contenders: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, Timing]:
    """Run each contender once a round, in turn, after one unmeasured round of warming up."""
    samples: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(rounds + 1):
        for name, run in contenders.items():
            start = time.perf_counter()
            run()
            if number:
                samples[name].append((time.perf_counter() - start) * 1000)
    return {name: Timing(min(values), statistics.median(values)) for name, values in samples.items()}


def table(title: str, timings: Mapping[str, Timing], reference: str) -> str:
    """A Markdown table; the last column says how many times faster than the reference, by best times."""
    slow = timings[reference].best
    rows = [
        f"| {name} | {t.best:.1f} | {t.median:.1f} | {slow / t.best:.1f}x |" for name, t in timings.items()
    ]
    head = ["", f"### {title}", "", f"| | best ms | median ms | against {reference} |", "|---|---|---|---|"]
    return "\n".join([*head, *rows])
