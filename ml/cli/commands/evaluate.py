"""`evaluate`: judge a bundle on labelled images."""

import argparse
from pathlib import Path
from typing import Any

from ml.cli.output import Bars, print_evaluation, print_json, print_refused
from ml.cli.parsing import command
from ml.reports import EvaluationReport


def add(commands: Any) -> None:
    parser = command(commands, "evaluate", run, "judge a bundle on DIR/<class>/*")
    parser.add_argument("bundle", type=Path)
    parser.add_argument("dir", type=Path)


def run(options: argparse.Namespace) -> None:
    report = judged(options.bundle, options.dir)
    if options.json:
        print_json(report.to_json())
    else:
        print_evaluation(report)


def judged(bundle: Path, folder: Path) -> EvaluationReport:
    """The report of a bundle on a folder; its test part where it has one."""
    from ml.classifier import Classifier
    from ml.datasets import Manifest
    from ml.evaluation import evaluate

    with Bars() as bars:
        classifier = Classifier.load(bundle)
        manifest = Manifest.from_folder(folder, minimum=0, group=False, on_progress=bars)
        print_refused(manifest)
        return evaluate(classifier, manifest.test or manifest.items, bars)
