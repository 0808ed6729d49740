"""`verify`: find out whether a bundle can serve."""

import argparse
from pathlib import Path
from typing import Any

from ml.cli.output import print_answer, print_json
from ml.cli.parsing import command


def add(commands: Any) -> None:
    parser = command(commands, "verify", run, "read a bundle, hold it against its record, and ask it")
    parser.add_argument("bundle", type=Path)


def run(options: argparse.Namespace) -> None:
    from ml.models import Bundle, verify

    bundle = Bundle.read(options.bundle)
    verify(bundle)
    info = bundle.info
    if options.json:
        print_json({"digest": info.digest, "recipe": info.recipe, "labels": list(info.labels)})
    else:
        print_answer(
            f"{options.bundle}: {info.recipe}, {len(info.labels)} labels; whole, and it answers "
            f"({info.digest[:12]})"
        )
