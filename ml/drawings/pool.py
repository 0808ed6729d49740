"""Drawing many pictures on all processors, in children that end with whoever asked for them."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

from ml.children import end_with

T = TypeVar("T")

_MOST = 8  # Children at once.
_AHEAD = 4  # Pictures of each child that wait to be taken: a stop waits for a few, and memory holds a few.


def each(draw: Callable[..., T], wanted: Sequence[tuple[Any, ...]], few: int) -> Generator[T]:
    """`draw(*one)` of every one in order. Up to `few` are drawn here, as a pool costs a second to start.

    `draw` has to be importable, or a partial of what is; a script that asks needs its main guard. Within a
    child that may have none of its own all are drawn here.
    """
    processes = min(os.cpu_count() or 1, _MOST)
    if len(wanted) <= few or processes < 2 or multiprocessing.current_process().daemon:
        yield from (draw(*one) for one in wanted)
        return
    pool = ProcessPoolExecutor(
        processes,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_stay_with_parent,
        initargs=(os.getpid(),),
    )
    try:
        for start in range(0, len(wanted), processes * _AHEAD):
            row = wanted[start : start + processes * _AHEAD]
            yield from pool.map(draw, *zip(*row, strict=True))
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _stay_with_parent(parent: int) -> None:
    """Leave Ctrl-C to the parent, and end when it does, even by SIGKILL."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with(parent)
