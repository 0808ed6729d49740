"""Run hostile input through a decoder in a child process that is bounded in memory and processor time."""

import atexit
import contextlib
import math
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from ml.children import end_with
from ml.errors import DecoderBusy, ImageTooLarge, UnreadableImage

if TYPE_CHECKING:
    from pebble import ProcessPool

Result = TypeVar("Result")

_NICENESS = 5  # Pages are served while pictures are decoded.


class GuardedDecoder:
    """A lazily started pool of bounded child processes; safe to share between threads, one per process.

    `memory_bytes` is what a child may use beyond what it has at start; `cpu_seconds` is processor time per
    call, so that the verdict on a picture does not hang on how busy the machine is. `timeout` is seconds by
    the clock from a call to its end; `callers` is how many may be inside `run` at once (None: any number).
    The function and its arguments travel by pickle, so the function must be importable at module level.
    Errors that the function raises come back as they are.
    """

    def __init__(
        self,
        memory_bytes: int = 2 << 30,
        cpu_seconds: int = 20,
        timeout: float = 60.0,
        workers: int = 1,
        callers: int | None = None,
    ) -> None:
        self.memory_bytes = memory_bytes
        self.cpu_seconds = cpu_seconds
        self.timeout = timeout
        self.workers = workers
        self._admission = threading.BoundedSemaphore(callers) if callers else None
        self._lock = threading.Lock()
        self._pool: ProcessPool | None = None
        self._owner = 0

    def run(self, function: Callable[..., Result], *args: Any, **kwargs: Any) -> Result:
        """Call in a child.

        Raises ImageTooLarge past the limit of memory or processor time, UnreadableImage on a crash, and
        DecoderBusy when `callers` are inside already or only the clock ran out.
        """
        if self._admission is None:
            return self._run(function, args, kwargs)
        if not self._admission.acquire(blocking=False):
            raise DecoderBusy("Many pictures are being read at this moment. Send it again in a few seconds.")
        try:
            return self._run(function, args, kwargs)
        finally:
            self._admission.release()

    def _run(self, function: Callable[..., Result], args: Any, kwargs: Any) -> Result:
        from pebble import ProcessExpired

        call = (self.cpu_seconds, function, args, kwargs)
        future = self._ready().schedule(_within, args=call, timeout=self.timeout)
        try:
            result: Result = future.result()
            return result
        except TimeoutError as error:
            raise DecoderBusy(
                f"The picture was not read within {self.timeout:g} s, since this machine is busy. "
                "Send it again in a moment."
            ) from error
        except MemoryError as error:
            raise ImageTooLarge(
                f"Decoding needed more than {self.memory_bytes:,} bytes of memory. Send a smaller version.",
                limit="memory",
            ) from error
        except ProcessExpired as error:
            if error.exitcode == -signal.SIGXCPU:
                raise ImageTooLarge(
                    f"Decoding took more than {self.cpu_seconds} s of processor time and was stopped. "
                    "Send a smaller version.",
                    limit="time",
                    allowed=self.cpu_seconds,
                ) from error
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
            initializer=_begin,
            initargs=[self.memory_bytes, os.getpid()],
        )


def _begin(extra: int, parent: int) -> None:
    """End with `parent`, give way to the server that waits, take `extra` bytes of address space at most.

    They count beyond what this process's libraries already map.
    """
    end_with(parent)  # Pebble's own children notice between two calls, and one call may take long.
    with contextlib.suppress(AttributeError, OSError):
        os.nice(_NICENESS)
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text().split()[0])
        limit = pages * os.sysconf("SC_PAGE_SIZE") + extra
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    except (ImportError, OSError, ValueError):
        return  # Systems without the limit still have the limits of time and pixels.


def _within(cpu_seconds: int, function: Callable[..., Result], args: Any, kwargs: Any) -> Result:
    """Call with a limit of processor time, past which the kernel ends this process by SIGXCPU."""
    try:
        import resource
    except ImportError:
        return function(*args, **kwargs)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(time.process_time()) + cpu_seconds, hard))
    try:
        return function(*args, **kwargs)
    finally:
        resource.setrlimit(resource.RLIMIT_CPU, (hard, hard))
