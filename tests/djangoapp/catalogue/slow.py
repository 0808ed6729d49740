"""A decoder that never ends; apart from the tests, because a child process imports it without Django."""


def never_ends(*_: object) -> None:
    """Toil past every limit."""
    while True:
        pass
