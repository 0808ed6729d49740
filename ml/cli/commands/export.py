"""`export`: write a bundle for other software."""

import argparse
import json
from pathlib import Path
from typing import Any

from ml.cli.output import print_answer, print_json
from ml.cli.parsing import command

# Not from ml.export: what runs the other commands need not load it.
FORMATS = ("litert", "litert-int8", "onnx", "keras")


def add(commands: Any) -> None:
    parser = command(commands, "export", run, "write a bundle for other software")
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--format", required=True, choices=FORMATS)
    parser.add_argument("--out", type=Path, required=True, help="a folder that does not exist yet")
    parser.add_argument(
        "--calibration",
        type=Path,
        metavar="DIR",
        help="pictures to compare on; for litert-int8 every second one also sets the range of its numbers",
    )


def run(options: argparse.Namespace) -> None:
    from ml.export import export

    files = export(options.bundle, options.format, options.out, options.calibration)
    if options.json:
        parity = json.loads((options.out / "parity.json").read_text())
        print_json({"format": options.format, "files": [str(path) for path in files], "parity": parity})
    else:
        print_answer((options.out / "parity.md").read_text())
        print_answer("\n".join(str(path) for path in files))
