"""`backbones`: the pretrained networks, and how to get one."""

import argparse
from pathlib import Path
from typing import Any

from ml.cli.output import print_answer, print_json
from ml.cli.parsing import command


def add(commands: Any) -> None:
    parser = command(commands, "backbones", run, "list pretrained networks, or get one")
    inner = parser.add_subparsers(metavar="get")
    get = inner.add_parser("get", help="download ImageNet weights by Keras's own download")
    get.add_argument("name")
    get.add_argument("--out", type=Path, help="where to put the file (default: Keras's cache)")
    get.add_argument("--json", action="store_true", help="answer in JSON on standard output")
    get.set_defaults(run=run_get)


def run(options: argparse.Namespace) -> None:
    from ml.backbones import KNOWN_WEIGHTS
    from ml.tapped import BACKBONES

    if options.json:
        listed = [
            {"name": name, "title": spec.title, "file": spec.download} for name, spec in BACKBONES.items()
        ]
        print_json({"backbones": listed, "known_weights": KNOWN_WEIGHTS})
        return
    for name, spec in BACKBONES.items():
        print_answer(f"{name}: {spec.title}\n  {_where(spec.download)}")


def _where(file: str | None) -> str:
    return f"weights file {file}" if file else "comes with Ragam"


def run_get(options: argparse.Namespace) -> None:
    from ml.backbones import download
    from ml.files import sha256_of

    path = download(options.name, options.out)
    if options.json:
        print_json({"name": options.name, "file": str(path), "sha256": sha256_of(path)})
    else:
        print_answer(f"{path}\n  sha256 {sha256_of(path)}")
