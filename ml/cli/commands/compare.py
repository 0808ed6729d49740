"""`compare`: train and score recipes on the same images and write one report."""

import argparse
import shlex
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from ml.cli.output import Bars, print_answer, print_json, print_refused
from ml.cli.parsing import add_cache, add_weights, command, parsed
from ml.errors import ConfigInvalid

if TYPE_CHECKING:
    from ml.comparison import Comparison, Failure, Outcome, RowSpec


def add(commands: Any) -> None:
    parser = command(commands, "compare", run, "train and score recipes on the same leak-safe parts of DIR")
    parser.add_argument("dir", type=Path)
    parser.add_argument("--recipes", default="", metavar="A,B,C", help="rows that are a recipe each")
    parser.add_argument(
        "--variant", action="append", default=[], nargs=2, metavar=("NAME", "RECIPE[,OPTION=VALUE...]"),
        help="one more row: a recipe with other options, repeatable",
    )  # fmt: skip
    parser.add_argument(
        "--stack",
        action="append",
        default=[],
        metavar="A,B,C",
        help="one more row: stacked answers of these rows",
    )
    parser.add_argument(
        "--option",
        action="append",
        default=[],
        metavar="ROW.NAME=VALUE",
        help="an option of one row, repeatable",
    )
    parser.add_argument(
        "--weights",
        action="append",
        default=[],
        metavar="ROW=FILE",
        help="pretrained weights of one row's network; --backbone-weights are MobileNetV2's",
    )
    parser.add_argument(
        "--folds", type=int, default=0, help="cross-validate instead; the test part is not read"
    )
    parser.add_argument(
        "--against", metavar="ROW", help="the row that others are compared with (default: the first)"
    )
    parser.add_argument(
        "--smoke", action="store_true", help="every recipe at the size that only shows that it runs"
    )
    parser.add_argument("--cold", action="store_true", help="each training starts with an empty cache")
    parser.add_argument("--out", type=Path, help="folder for report.json, report.md and report.html")
    parser.add_argument("--seed", type=int, default=0)
    add_weights(parser)
    add_cache(parser)


def run(options: argparse.Namespace) -> int:
    from ml.comparison import check_rows, compare_rows, terms_for, write_comparison
    from ml.datasets import Manifest

    specs = rows_asked(options)
    check_rows(specs, options.against)
    with Bars() as bars:
        manifest = Manifest.from_folder(options.dir, on_progress=bars)
        print_refused(manifest)
        terms = terms_for(
            manifest,
            options.cache,
            folds=options.folds,
            weights=options.backbone_weights,
            seed=options.seed,
            smoke=options.smoke,
            cold=options.cold,
            on_progress=bars,
        )
        comparison = compare_rows(specs, terms, reference=options.against, on_row=_tell)
    if options.out:
        write_comparison(comparison, options.out, shlex.join(["python", "-m", "ml", *sys.argv[1:]]))
    if options.json:
        print_json(comparison.to_json())
    else:
        _print(comparison)
    return 1 if comparison.failed else 0


def rows_asked(options: argparse.Namespace) -> "list[RowSpec]":
    """The rows in the order asked; raises ConfigInvalid for an option of a row that is not asked for."""
    from ml.comparison import RowSpec

    rows = {name: RowSpec(name, name) for name in _names(options.recipes)}
    for name, text in options.variant:
        recipe, *pairs = text.split(",")
        rows[name] = RowSpec(name, recipe, parsed(pairs))
    for pair in options.option:
        name, dot, rest = pair.partition(".")
        if not dot or name not in rows:
            raise ConfigInvalid(
                f"Option {pair!r} names no row. Give ROW.NAME=VALUE with one of {', '.join(rows)}."
            )
        rows[name] = replace(rows[name], options={**rows[name].options, **parsed([rest])})
    for pair in options.weights:
        name, _, file = pair.partition("=")
        if name not in rows or not file:
            raise ConfigInvalid(f"Weights {pair!r} name no row. Give ROW=FILE with one of {', '.join(rows)}.")
        rows[name] = replace(rows[name], weights=Path(file))
    for text in options.stack:
        bases = _names(text)
        for base in bases:
            rows.setdefault(base, RowSpec(base, base))
        name = f"stack of {' + '.join(bases)}"
        rows[name] = RowSpec(name, stack=bases)
    return list(rows.values())


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _tell(spec: "RowSpec", found: "Outcome | Failure") -> None:
    from ml.comparison import Failure

    if isinstance(found, Failure):
        tqdm.write(f"{spec.name} failed, {found.code}: {found.message}", file=sys.stderr)
    else:
        tqdm.write(f"{spec.name} is done: {found.cost.train_cpu_s:.1f} CPU s", file=sys.stderr)


def _print(comparison: "Comparison") -> None:
    from ml.pages import Figure

    print_answer(comparison.how)
    width = max(len(row.spec.name) for row in comparison.rows)
    for row in comparison.rows:
        if row.failure or not row.report or not row.outcome:
            print_answer(f"{row.spec.name:{width}}  {row.failure.code if row.failure else 'no answers'}")
            continue
        against = ""
        if row.against:
            outcome = row.against.outcome.replace("undecided", "within noise")
            against = f", {outcome} (p {row.against.mcnemar.p:.3f})"
        cost = f"{row.outcome.cost.train_cpu_s:.1f} CPU s to train"
        print_answer(f"{row.spec.name:{width}}  {Figure(row.report.accuracy).text}{against}, {cost}")
        for line in _notes(row):
            print_answer(f"{'':{width}}  {line}")


def _notes(row: Any) -> Sequence[str]:
    if not row.label:
        return ()
    return (row.label, *(f"published: {one.figure:g}, {one.what} ({one.source})" for one in row.published))
