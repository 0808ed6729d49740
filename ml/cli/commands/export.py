"""`export`: write a bundle for other software."""

import argparse
from pathlib import Path
from typing import Any

from ml.cli.output import print_answer, print_json
from ml.cli.parsing import command


def add(commands: Any) -> None:
    parser = command(commands, "export", run, "write a bundle for other software")
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--format", required=True, choices=("litert", "keras", "onnx"))
    parser.add_argument("--out", type=Path, required=True, help="a folder that does not exist yet")


def run(options: argparse.Namespace) -> None:
    from ml.export import export

    files = [str(path) for path in export(options.bundle, options.format, options.out)]
    if options.json:
        print_json({"format": options.format, "files": files})
    else:
        print_answer("\n".join(files))
