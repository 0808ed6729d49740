"""`train`: learn from a folder of labelled images and write a bundle."""

import argparse
from pathlib import Path
from typing import Any

from ml.cli.interrupts import first_interrupt
from ml.cli.output import Bars, print_json, print_refused, print_training
from ml.cli.parsing import add_cache, add_options, add_weights, command, parsed
from ml.recipes import RECIPES, TEXTURE, TrainConfig, recipe_named


def add(commands: Any) -> None:
    parser = command(commands, "train", run, "train on DIR/<class>/* or DIR/{train,test}/<class>/*")
    parser.add_argument("dir", type=Path)
    parser.add_argument("--recipe", default=TEXTURE, help=f"one of {', '.join(RECIPES)} (default: {TEXTURE})")
    parser.add_argument(
        "--out", type=Path, required=True, help="the bundle, a folder that does not exist yet"
    )
    parser.add_argument(
        "--strict-split", action="store_true", help="refuse a test part that shows training images again"
    )
    add_weights(parser)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--smoke", action="store_true", help="run in seconds, to see that the recipe runs")
    add_options(parser)
    add_cache(parser)


def run(options: argparse.Namespace) -> None:
    from ml.datasets import Manifest
    from ml.training import train

    smoke = recipe_named(options.recipe).smoke if options.smoke else {}
    config = TrainConfig.from_options(
        options.recipe, {"seed": options.seed, **smoke, **parsed(options.option)}, options.backbone_weights
    )
    with Bars() as bars, first_interrupt() as enough:
        manifest = Manifest.from_folder(options.dir, on_progress=bars)
        print_refused(manifest)
        if options.strict_split:
            manifest.refuse_leaks()
        result = train(
            config, manifest, options.out, cache_dir=options.cache, on_progress=bars, enough=enough
        )
    if options.json:
        report = result.report.to_json() if result.report else None
        left_out = {"refused": [vars(one) for one in manifest.refused], "skipped": list(manifest.skipped)}
        left_out["remarks"] = list(manifest.remarks)
        print_json({**result.to_json(), "report": report, **left_out})
    else:
        print_training(result)
