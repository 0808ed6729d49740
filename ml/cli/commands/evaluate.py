"""`evaluate`: judge a bundle on labelled images."""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ml.cli.output import Bars, print_answer, print_evaluation, print_json, print_refused
from ml.cli.parsing import command
from ml.datasets import Item
from ml.errors import ConfigInvalid
from ml.figures import EvaluationReport


def add(commands: Any) -> None:
    parser = command(commands, "evaluate", run, "judge a bundle on DIR/<class>/*")
    parser.add_argument("bundle", type=Path)
    parser.add_argument("dir", type=Path, help="images by class; only test/ where DIR has train/ and test/")
    parser.add_argument(
        "--any-way", action="store_true", help="look in all eight orientations and take the surest"
    )
    parser.add_argument(
        "--robustness", action="store_true", help="also on turned, mirrored, cropped, blurred... images"
    )
    parser.add_argument(
        "--mirrored", type=Path, metavar="FILE.json", help="labels that a mirror turns into another"
    )
    parser.add_argument(
        "--slices",
        type=Path,
        nargs="?",
        const=True,
        metavar="FILE.csv",
        help="also by size, light, colour, sharpness, and by the columns of FILE.csv (file or sha256)",
    )
    parser.add_argument("--report", type=Path, metavar="DIR", help="write report.html, .md and .json there")


def run(options: argparse.Namespace) -> None:
    if options.report:
        needs_for_reports()
    report = _judged(options)
    if options.report:
        _write(options, report)
    if options.json:
        print_json(report.to_json())
    else:
        print_evaluation(report)
        if options.report:
            print_answer(f"report: {options.report / 'report.html'}")


def needs_for_reports() -> None:
    """Raise ConfigInvalid before the work instead of after it when a report could not be written."""
    from ml.extras import needs

    for module in ("jinja2", "matplotlib"):
        needs(module)


def items_of(folder: Path, bars: Bars) -> Sequence[Item]:
    """The images of a folder to judge on; its test part where it has one."""
    from ml.datasets import Manifest

    manifest = Manifest.from_folder(folder, minimum=0, group=False, on_progress=bars)
    print_refused(manifest)
    return manifest.test or manifest.items


def _judged(options: argparse.Namespace) -> EvaluationReport:
    from ml.evaluation import evaluate, robustness
    from ml.models import Classifier

    mirrored = _mirrored(options.mirrored)
    with Bars() as bars:
        classifier = Classifier.load(options.bundle, any_way=options.any_way)
        items = items_of(options.dir, bars)
        attributes = _attributes(options, items)
        panel = robustness(classifier, items, bars, mirrored=mirrored) if options.robustness else ()
        return evaluate(classifier, items, bars, attributes=attributes, robustness=panel)


def _attributes(options: argparse.Namespace, items: Sequence[Item]) -> dict[str, list[str]]:
    """Derived ones for `--slices` and `--report`; the columns of the table that was given besides."""
    from ml.evaluation import derived_attributes, table_attributes

    if not items or not (options.slices or options.report):
        return {}
    found = derived_attributes(items)
    if isinstance(options.slices, Path):
        found |= table_attributes(options.slices, items, options.dir)
    return found


def _mirrored(path: Path | None) -> dict[str, str]:
    if path is None:
        return {}
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigInvalid(f"{path} cannot be read as JSON ({error}).") from error
    if not isinstance(raw, dict) or not all(isinstance(value, str) for value in raw.values()):
        raise ConfigInvalid(f'{path} has to be an object such as {{"leans left": "leans right"}}.')
    return raw


def _write(options: argparse.Namespace, report: EvaluationReport) -> None:
    from ml.evaluation import evaluation_page, write_report
    from ml.models import Bundle

    info = Bundle.read(options.bundle).info
    asked = [name for name in ("--robustness",) if options.robustness]
    asked += [f"--slices {options.slices.name}"] if isinstance(options.slices, Path) else []
    line = ["python -m ml evaluate", options.bundle.name, options.dir.name, *asked, "--report DIR"]
    lead = (
        f"{report.n:,} images of {sum(one.support > 0 for one in report.per_class)} classes, from "
        f"{options.dir.resolve().name}. The model was made by the recipe {info.recipe} from "
        f"{info.n_train:,} images (bundle {info.digest[:12]})."
    )
    title = f"How well does {options.bundle.resolve().name} know these images?"
    write_report(options.report, report, evaluation_page(report, title, lead, " ".join(line)))
