"""`search`: find a recipe's best options on held-out training images."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ml.cli.output import Bars, print_answer, print_json, print_refused
from ml.cli.parsing import add_cache, add_weights, command
from ml.recipes import TEXTURE

if TYPE_CHECKING:
    from ml.comparison.search import Search


def add(commands: Any) -> None:
    parser = command(commands, "search", run, "find a recipe's best options; a test part is never read")
    parser.add_argument("dir", type=Path)
    parser.add_argument("--recipe", default=TEXTURE)
    parser.add_argument("--trials", type=int, default=20, help="how many sets of options (default: 20)")
    parser.add_argument("--method", choices=("bayes", "grid"), default="bayes")
    parser.add_argument(
        "--space",
        action="append",
        default=[],
        metavar="NAME=LOW..HIGH|A,B,C",
        help="what to search, repeatable",
    )
    parser.add_argument("--smoke", action="store_true", help="at the size that only shows that it runs")
    parser.add_argument("--out", type=Path, help="file for all trials in JSON")
    parser.add_argument("--seed", type=int, default=0)
    add_weights(parser)
    add_cache(parser)


def run(options: argparse.Namespace) -> int:
    from ml.comparison import terms_for
    from ml.comparison.search import search, space_of, write_search
    from ml.datasets import Manifest

    space = space_of(options.recipe, options.space)
    with Bars() as bars:
        manifest = Manifest.from_folder(options.dir, on_progress=bars)
        print_refused(manifest)
        terms = terms_for(
            manifest,
            options.cache,
            weights=options.backbone_weights,
            seed=options.seed,
            smoke=options.smoke,
            on_progress=bars,
        )
        found = search(options.recipe, space, options.trials, terms, options.method)
    if options.out:
        write_search(found, options.out)
    if options.json:
        print_json(found.to_json())
    else:
        _print(found)
    return 0 if found.best else 1


def _print(found: "Search") -> None:
    from ml.pages import Figure

    for trial in found.trials:
        chosen = ", ".join(f"{name}={value}" for name, value in trial.options.items())
        shown = Figure(trial.held_out).text if trial.held_out else trial.failure
        print_answer(f"{trial.number:3}  {shown}  {chosen}")
    if found.best and found.best.held_out:
        chosen = " ".join(f"--option {name}={value}" for name, value in found.best.options.items())
        print_answer(f"best: {Figure(found.best.held_out).text}: {chosen}")
        print_answer(
            f"It is the best of {len(found.trials)} on the same held-out images, so expect a little less."
        )
