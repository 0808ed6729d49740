"""Run hostile input through a decoder in a child process that is bounded in memory and time."""

import atexit
import multiprocessing
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from ml.errors import ImageTooLarge, UnreadableImage

if TYPE_CHECKING:
    from pebble import ProcessPool

Result = TypeVar("Result")


class GuardedDecoder:
    """A lazily started pool of bounded child processes; safe to share between threads, one per process.

    `memory_bytes` is what a child may use beyond what it has at start; `timeout` is seconds per call.
    The function and its arguments travel by pickle, so the function must be importable at module level.
    Errors that the function raises come back as they are.
    """

    def __init__(self, memory_bytes: int = 2 << 30, timeout: float = 30.0, workers: int = 1) -> None:
        self.memory_bytes = memory_bytes
        self.timeout = timeout
        self.workers = workers
        self._lock = threading.Lock()
        self._pool: ProcessPool | None = None
        self._owner = 0

    def run(self, function: Callable[..., Result], *args: Any, **kwargs: Any) -> Result:
        """Call in a child. Raises ImageTooLarge past the memory or time limit, UnreadableImage on a crash."""
        from pebble import ProcessExpired

        future = self._ready().schedule(function, args=args, kwargs=kwargs, timeout=self.timeout)
        try:
            return future.result()
        except TimeoutError as error:
            raise ImageTooLarge(
                f"Decoding took longer than {self.timeout:g} s and was stopped. Send a smaller version.",
                limit="time",
            ) from error
        except MemoryError as error:
            raise ImageTooLarge(
                f"Decoding needed more than {self.memory_bytes:,} bytes of memory. Send a smaller version.",
                limit="memory",
            ) from error
        except ProcessExpired as error:
            raise UnreadableImage(
                f"The decoder died on this file (exit {error.exitcode}). Send it as another format."
            ) from error

    def close(self) -> None:
        """Stop the children; the next call starts new ones."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None and self._owner == os.getpid():
            pool.stop()
            pool.join()

    def _ready(self) -> "ProcessPool":
        with self._lock:
            # A web server forks after import: a pool made by the parent is not ours to use.
            if self._pool is None or self._owner != os.getpid() or not self._pool.active:
                self._pool = self._start()
                self._owner = os.getpid()
                atexit.register(self.close)
            return self._pool

    def _start(self) -> "ProcessPool":
        from pebble import ProcessPool

        # Forking a process that runs threads can deadlock the child, and a fork server does not survive
        # the web server's own fork; a spawned child starts clean, half a second once.
        context = multiprocessing.get_context("spawn")
        return ProcessPool(
            max_workers=self.workers,
            max_tasks=500,
            context=context,
            initializer=_bound_memory,
            initargs=[self.memory_bytes],
        )


def _bound_memory(extra: int) -> None:
    """Allow this process `extra` bytes of address space beyond what its libraries already map."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text().split()[0])
        limit = pages * os.sysconf("SC_PAGE_SIZE") + extra
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    except (ImportError, OSError, ValueError):
        return  # Systems without the limit still have the time limit and the pixel limit.
