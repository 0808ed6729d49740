"""Knowing, in a worker and in its pool's child processes, that the worker was told to stop."""

from __future__ import annotations

import multiprocessing

# Made before the pool forks, so that parent and children share it.
_stopping = multiprocessing.get_context("fork").Event()


def stopping() -> bool:
    """Whether this worker finishes what it has and takes nothing new."""
    return _stopping.is_set()


def stop() -> None:
    """Tell this process and its pool to take nothing new."""
    _stopping.set()


def reset() -> None:
    """Take it back (tests)."""
    _stopping.clear()
