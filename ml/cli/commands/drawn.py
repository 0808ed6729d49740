"""`drawn`: draw a collection of batik, one folder per motif."""

import argparse
from pathlib import Path
from typing import Any

from ml.cli.output import Bars, print_answer, print_json
from ml.cli.parsing import command


def add(commands: Any) -> None:
    parser = command(commands, "drawn", run, "draw a collection of batik, one folder per motif")
    parser.add_argument("dir", type=Path)
    parser.add_argument("--per-motif", type=int, default=24)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--size", type=int, default=512)
    parser.add_argument("--variation", type=float, default=1.0, help="0 (clean) to 1 (folds, light, fading)")


def run(options: argparse.Namespace) -> None:
    from ml.drawings import write_collection

    with Bars() as bars:
        written = write_collection(
            options.dir,
            options.per_motif,
            options.size,
            options.seed,
            on_progress=bars,
            variation=options.variation,
        )
    if options.json:
        print_json({"dir": str(options.dir), "files": written})
    else:
        print_answer(f"{options.dir}: {written} drawings")
