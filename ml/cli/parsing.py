"""What several commands take: weights, a cache, NAME=VALUE options; and how a command is declared."""

import argparse
import json
import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ml.errors import ConfigInvalid

WEIGHTS_VARIABLE = "RAGAM_BACKBONE_WEIGHTS"


def command(commands: Any, name: str, run: Callable[..., Any], about: str) -> argparse.ArgumentParser:
    """Declare a command; it takes `--json`, and `run(options)` is called for it."""
    parser: argparse.ArgumentParser = commands.add_parser(name, help=about, description=about)
    parser.add_argument("--json", action="store_true", help="answer in JSON on standard output")
    parser.set_defaults(run=run)
    return parser


def add_weights(parser: argparse.ArgumentParser) -> None:
    """`--backbone-weights`, by default from the environment."""
    parser.add_argument(
        "--backbone-weights",
        type=Path,
        default=os.environ.get(WEIGHTS_VARIABLE) or None,
        help=f"pretrained weights (default: ${WEIGHTS_VARIABLE}; without any, the network that Ragam ships)",
    )


def add_cache(parser: argparse.ArgumentParser) -> None:
    """`--cache`, the folder that keeps backbones, features and checkpoints."""
    parser.add_argument(
        "--cache",
        type=Path,
        default=Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ragam",
        help="keeps features and checkpoints (default: %(default)s)",
    )


def add_options(parser: argparse.ArgumentParser) -> None:
    """`--option NAME=VALUE`, repeatable; read the list with `parsed`."""
    parser.add_argument(
        "--option",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="an option of the recipe, repeatable",
    )


_WORD = re.compile(r"[A-Za-z][\w-]*")


def parsed(pairs: Sequence[str]) -> dict[str, Any]:
    """NAME=VALUE pairs as a dictionary; a value that is a bare word is text.

    Raises ConfigInvalid naming the pair that cannot be read.
    """
    values = {}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if not equals:
            raise ConfigInvalid(f"Option {pair!r} lacks a value. Give NAME=VALUE.")
        try:
            values[name] = json.loads(text)
        except ValueError as error:
            if not _WORD.fullmatch(text):
                hint = "Give NAME=VALUE with a number, true, false or a word"
                raise ConfigInvalid(f"Option {pair!r} cannot be read. {hint}.") from error
            values[name] = text
    return values
