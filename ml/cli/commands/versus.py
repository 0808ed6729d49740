"""`versus`: compare two bundles on the same images."""

import argparse
from pathlib import Path
from typing import Any

from ml.cli.commands.evaluate import items_of, needs_for_reports
from ml.cli.output import Bars, print_answer, print_evaluation, print_json
from ml.cli.parsing import command
from ml.figures import Versus


def add(commands: Any) -> None:
    parser = command(commands, "versus", run, "compare two bundles on the same images")
    parser.add_argument("bundle", type=Path)
    parser.add_argument("other", type=Path)
    parser.add_argument("dir", type=Path)
    parser.add_argument(
        "--margin", type=float, default=0.05, help="loss of recall that names a class (default: %(default)s)"
    )
    parser.add_argument("--report", type=Path, metavar="DIR", help="write report.html, .md and .json there")


def run(options: argparse.Namespace) -> None:
    from ml.evaluation import versus
    from ml.models import Classifier

    if options.report:
        needs_for_reports()
    with Bars() as bars:
        one, other = Classifier.load(options.bundle), Classifier.load(options.other)
        found = versus(one, other, items_of(options.dir, bars), bars, margin=options.margin)
    if options.report:
        _write(options, found)
    if options.json:
        reports = {"bundle": found.first.to_json(), "other": found.second.to_json()}
        comparison = {k: v for k, v in found.to_json().items() if k not in ("first", "second")}
        print_json({**comparison, **reports})
    else:
        print_evaluation(found.first, str(options.bundle))
        print_evaluation(found.second, str(options.other))
        print_answer(found.verdict)


def _write(options: argparse.Namespace, found: Versus) -> None:
    from ml.evaluation import versus_page, write_report

    names = (options.bundle.resolve().name, options.other.resolve().name)
    if names[0] == names[1]:
        names = (str(options.bundle), str(options.other))
    line = f"python -m ml versus {names[0]} {names[1]} {options.dir.name} --report DIR"
    page = versus_page(found, names, f"Is {names[1]} better than {names[0]}?", line)
    write_report(options.report, found, page)
