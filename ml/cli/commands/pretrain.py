"""`pretrain`: learn a backbone from drawn cloth, without a photograph."""

import argparse
from pathlib import Path
from typing import Any

from ml.cli.output import Bars, print_answer, print_json
from ml.cli.parsing import command
from ml.cloth import CLOTH_SIDES, cloth_file


def add(commands: Any) -> None:
    parser = command(commands, "pretrain", run, "learn a backbone from drawn cloth; hours, resumable")
    parser.add_argument("dir", type=Path, help="where it works and keeps what it learned")
    parser.add_argument("--pictures", type=int, default=640_000, help="to learn from (default: %(default)s)")
    parser.add_argument("--designs", type=int, default=1500, help="to tell apart (default: %(default)s)")
    parser.add_argument("--pixels", type=int, default=128, help="side of a picture (default: %(default)s)")
    parser.add_argument("--batch", type=int, default=64, help="pictures per step (default: %(default)s)")
    parser.add_argument("--start", default="", help="weights (.h5) of an earlier one to go on from")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2, help="that draw (default: %(default)s)")


def run(options: argparse.Namespace) -> None:
    from ml.pretraining.learning import PretrainConfig, pretrain

    config = PretrainConfig(
        designs=options.designs,
        pictures=options.pictures,
        pixels=options.pixels,
        batch=options.batch,
        seed=options.seed,
        start=options.start,
    )
    with Bars() as bars:
        path = pretrain(config, options.dir, bars, options.workers)
    if options.json:
        print_json({"backbone": str(path)})
    else:
        network = path / cloth_file(CLOTH_SIDES[0])
        print_answer(
            f"{path}\n  use it with: python -m ml train DIR --backbone-weights {network} --out BUNDLE"
        )
