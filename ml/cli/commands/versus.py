"""`versus`: compare two bundles on the same images."""

import argparse
from pathlib import Path
from typing import Any

from ml.cli.commands.evaluate import judged
from ml.cli.output import print_answer, print_evaluation, print_json
from ml.cli.parsing import command


def add(commands: Any) -> None:
    parser = command(commands, "versus", run, "compare two bundles on the same images")
    parser.add_argument("bundle", type=Path)
    parser.add_argument("other", type=Path)
    parser.add_argument("dir", type=Path)


def run(options: argparse.Namespace) -> None:
    from ml.evaluation import compare

    one, other = judged(options.bundle, options.dir), judged(options.other, options.dir)
    difference = compare(one.judged, other.judged)
    if options.json:
        reports = {"bundle": one.to_json(), "other": other.to_json()}
        print_json({"difference": difference.to_json(), **reports})
    else:
        print_evaluation(one, str(options.bundle))
        print_evaluation(other, str(options.other))
        print_answer(
            f"difference {difference.value:+.3f} (95 %: {difference.low:+.3f} to {difference.high:+.3f})"
        )
