"""`predict`: say what images show."""

import argparse
import sys
from pathlib import Path
from typing import Any

from ml.answers import LINE
from ml.cli.output import print_answer, print_json
from ml.cli.parsing import command
from ml.errors import MlError
from ml.records import Prediction


def add(commands: Any) -> None:
    parser = command(commands, "predict", run, "say what images show")
    parser.add_argument("bundle", type=Path)
    parser.add_argument("file", type=Path, nargs="+")
    parser.add_argument(
        "--any-way", action="store_true", help="look in all eight orientations and take the surest"
    )


def run(options: argparse.Namespace) -> int:
    from ml.images import SERVING_SIDE, decode
    from ml.models import Classifier

    classifier = Classifier.load(options.bundle, any_way=options.any_way)
    at_least = max(SERVING_SIDE, classifier.info.input_size)
    rows: list[dict[str, Any]] = []
    failed = 0
    for file in options.file:
        try:
            prediction = classifier.predict([decode(file, at_least=at_least)])[0]
        except MlError as error:
            failed = 1
            print(f"{error.code}: {file}: {error}", file=sys.stderr)  # noqa: T201
            rows.append({"file": str(file), "error": {"code": error.code, "detail": str(error)}})
            continue
        rows.append({"file": str(file), **prediction.to_json()})
        if not options.json:
            top = ", ".join(f"{one.label} {one.probability:.0%}" for one in prediction.top[:3])
            print_answer(f"{file}: {_said(prediction)}  ({top}; novelty {prediction.novelty:.2f})")
    if options.json:
        print_json(rows)
    return failed


def _said(prediction: Prediction) -> str:
    """The answer in words."""
    named = " or ".join(prediction.answer.labels)
    if prediction.answer.kind == "broader":
        return f"a kind of {named}"
    return named or ("unlike all that is known" if prediction.novelty > LINE else "undecided")
