"""A decoder that never ends; apart from the tests, because a child process imports it without Django."""

import time


def never_ends(*_: object) -> None:
    """Sleep far past every time limit."""
    time.sleep(60)
