"""`explain`: draw where an answer comes from."""

import argparse
from pathlib import Path
from typing import Any

from ml.cli.output import print_answer, print_json
from ml.cli.parsing import command


def add(commands: Any) -> None:
    parser = command(commands, "explain", run, "draw where an answer comes from")
    parser.add_argument("bundle", type=Path)
    parser.add_argument("file", type=Path)
    parser.add_argument("--label", help="explain this label instead of the best one")
    parser.add_argument("--out", type=Path, required=True, help="RGBA PNG of the image's shape")


def run(options: argparse.Namespace) -> None:
    from ml.backbones import write_atomically
    from ml.classifier import Classifier
    from ml.errors import full_disk_named
    from ml.explain import render
    from ml.images import SERVING_SIDE, decode, inspect

    classifier = Classifier.load(options.bundle)
    info = inspect(options.file)
    image = decode(options.file, at_least=max(SERVING_SIDE, classifier.info.input_size))
    explanation = classifier.explain(image, options.label)
    with full_disk_named(str(options.out)):
        write_atomically(options.out, render(explanation, info.height, info.width))
    if options.json:
        print_json(
            {"out": str(options.out), "width": info.width, "height": info.height, **explanation.to_json()}
        )
    else:
        print_answer(f"{options.out}: where {explanation.label} shows")
