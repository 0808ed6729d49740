#!/usr/bin/env python
"""Ragam's management commands, from any folder: the repository root is put first on the import path."""

import gc
import os
import sys
from pathlib import Path

from setproctitle import getproctitle


def main() -> None:
    """Run one management command; every module keeps its one import name (`djangoapp.…`, `ml.…`)."""
    # Where the process title is kept is found as long as the environment lies where the kernel put it.
    getproctitle()
    here = Path(__file__).resolve().parent
    sys.path[:] = [str(here.parent), *(entry for entry in sys.path if Path(entry or ".").resolve() != here)]
    # Read when numpy is imported, and kept by the copies of this process that `up` makes.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "djangoapp.config.settings")
    from django.core.management import execute_from_command_line

    from djangoapp.config.env import ConfigurationError

    try:
        load()
        execute_from_command_line(sys.argv)
    except ConfigurationError as error:
        sys.stderr.write(f"Ragam cannot start: {error}\n")
        sys.exit(2)


def load() -> None:
    """Import the apps, which takes most of a start: nothing of it is garbage, so none is looked for.

    Frozen, it stays in memory that the copies made by `up` share (gc.freeze in Python's documentation).
    """
    import django

    gc.disable()
    django.setup()
    gc.freeze()
    gc.enable()


if __name__ == "__main__":
    main()
