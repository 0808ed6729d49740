"""The command line: train, judge, ask and export models on plain folders of images."""

import argparse
import os
import sys
from collections.abc import Sequence

from ml.cli.commands import (
    audit,
    backbones,
    compare,
    drawn,
    evaluate,
    explain,
    export,
    predict,
    recipes,
    search,
    train,
    verify,
    versus,
)
from ml.cli.parsing import add_cache, add_weights
from ml.errors import MlError

__all__ = ["add_cache", "add_weights", "main"]

COMMANDS = (
    train,
    audit,
    compare,
    search,
    evaluate,
    versus,
    verify,
    predict,
    explain,
    export,
    recipes,
    backbones,
    drawn,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0 done, 1 an error of ours, 2 wrong usage, 130 interrupted."""
    # TensorFlow talks on stderr before anyone can stop it otherwise.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options) or 0)
    except MlError as error:
        print(f"{error.code}: {error}", file=sys.stderr)  # noqa: T201
        return 1
    except BrokenPipeError:  # The reader of our output left, as `head` does.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        print("cancelled: interrupted from the keyboard", file=sys.stderr)  # noqa: T201
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ml", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for module in COMMANDS:
        module.add(commands)
    return parser
