"""What a training took: the only lines of its cards that differ from one run to the next."""

import sys
import time
from dataclasses import dataclass, field


def _cpu_seconds() -> float | None:
    try:
        import resource
    except ModuleNotFoundError:  # Windows counts elsewhere.
        return None
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def _peak_memory_mb() -> float | None:
    try:
        import resource
    except ModuleNotFoundError:
        return None
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


@dataclass(frozen=True)
class Stopwatch:
    """Started when it is made."""

    wall: float = field(default_factory=time.perf_counter)
    cpu: float | None = field(default_factory=_cpu_seconds)

    def rows(self) -> list[tuple[str, str]]:
        """Time since then, and the most memory that this process has had."""
        rows = [("time, by the clock", f"{time.perf_counter() - self.wall:.1f} s")]
        cpu, memory = _cpu_seconds(), _peak_memory_mb()
        if cpu is not None and self.cpu is not None:
            rows.append(("CPU time of all threads", f"{cpu - self.cpu:.1f} s"))
        if memory is not None:
            rows.append(("peak memory of the process", f"{memory:,.0f} MB"))
        return rows
