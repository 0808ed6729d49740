"""`explain`: draw where an answer comes from."""

import argparse
from pathlib import Path
from typing import Any

from ml.cli.output import print_answer, print_json
from ml.cli.parsing import command
from ml.models import CLOSED, METHODS
from ml.records import Explanation


def add(commands: Any) -> None:
    parser = command(commands, "explain", run, "draw where an answer comes from")
    parser.add_argument("bundle", type=Path)
    parser.add_argument("file", type=Path)
    parser.add_argument("--label", help="explain this label instead of the best one")
    parser.add_argument("--against", help="show why the label, and not this one")
    parser.add_argument(
        "--method",
        choices=METHODS,
        default=CLOSED,
        help="closed: exact shares of the score, for every bundle; the others are gradients of a network",
    )
    parser.add_argument("--out", type=Path, required=True, help="RGBA PNG of the image's shape")


def run(options: argparse.Namespace) -> None:
    from ml.errors import full_disk_named
    from ml.explain import render, render_contrast
    from ml.files import write_atomically
    from ml.images import inspect

    info = inspect(options.file)
    explanation = _explained(options)
    draw = render if explanation.against is None else render_contrast
    with full_disk_named(str(options.out)):
        write_atomically(options.out, draw(explanation, info.height, info.width))
    if options.json:
        shape = {"width": info.width, "height": info.height}
        print_json({"out": str(options.out), **shape, **explanation.to_json()})
    elif explanation.against is None:
        print_answer(f"{options.out}: where {explanation.label} shows")
    else:
        print_answer(f"{options.out}: why {explanation.label} (brown) and not {explanation.against} (blue)")


def _explained(options: argparse.Namespace) -> Explanation:
    from ml.images import SERVING_SIDE, decode
    from ml.models import Bundle, Classifier

    if options.method == CLOSED:
        classifier = Classifier.load(options.bundle)
        image = decode(options.file, at_least=max(SERVING_SIDE, classifier.info.input_size))
        return classifier.explain(image, options.label, options.against)
    from ml.explain import GradientExplainer

    explainer = GradientExplainer(Bundle.read(options.bundle))
    image = decode(options.file, at_least=max(SERVING_SIDE, explainer.bundle.info.input_size))
    return explainer.explain(image, options.method, options.label, options.against)
