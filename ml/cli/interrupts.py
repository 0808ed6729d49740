"""Ctrl-C as a question: the first one asks for the best so far, the second ends at once."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def first_interrupt() -> Iterator[Callable[[], bool]]:
    """Gives a function that is true once Ctrl-C was pressed; a second Ctrl-C raises KeyboardInterrupt.

    A recipe that cannot stop half-way (texture takes seconds) goes on to its end.
    """
    asked = False

    def note(_signal: int, _frame: FrameType | None) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True
        print(  # noqa: T201
            "\nEnding with the best so far. Press Ctrl-C again to end at once.", file=sys.stderr
        )

    before = signal.signal(signal.SIGINT, note)
    try:
        yield lambda: asked
    finally:
        signal.signal(signal.SIGINT, before)
