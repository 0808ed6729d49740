"""`audit`: look through a folder of labelled images before anything is learned from it."""

import argparse
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ml.cli.output import Bars, print_answer, print_json
from ml.cli.parsing import add_cache, add_weights, command
from ml.errors import DatasetTooSmall, full_disk_named

if TYPE_CHECKING:
    from ml.audit import AuditReport


def add(commands: Any) -> None:
    about = "find bad files, duplicates, crops, twins across a split and wrong labels in DIR"
    parser = command(commands, "audit", run, about)
    parser.add_argument("dir", type=Path)
    parser.add_argument("--out", type=Path, help="write audit.html, audit.md and audit.json into this folder")
    parser.add_argument("--no-labels", action="store_true", help="do not look for wrong labels")
    parser.add_argument("--no-crops", action="store_true", help="do not look for crops")
    parser.add_argument("--seed", type=int, default=0)
    add_weights(parser)
    add_cache(parser)


def run(options: argparse.Namespace) -> None:
    from ml.audit import audit

    with Bars() as bars:
        report = audit(
            options.dir,
            weights=options.backbone_weights,
            cache_dir=options.cache,
            labels=not options.no_labels,
            crops=not options.no_crops,
            seed=options.seed,
            on_progress=bars,
        )
    if options.out:
        _write(report, options.out)
    if options.json:
        print_json(report.to_json())
    else:
        _print(report, options.out)
    if report.hopeless:
        raise DatasetTooSmall(report.hopeless)


def _write(report: "AuditReport", out: Path) -> None:
    from ml.audit import audit_page
    from ml.pages import page_html, page_markdown

    page = audit_page(report)
    files = {
        "audit.json": json.dumps(report.to_json(), indent=2, ensure_ascii=False),
        "audit.md": page_markdown(page),
        "audit.html": page_html(page),
    }
    with full_disk_named(str(out)):
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}.") as aside:
            for name, text in files.items():
                (Path(aside) / name).write_text(text, encoding="utf-8")
            out.mkdir(exist_ok=True)
            for name in files:
                (Path(aside) / name).replace(out / name)


def _print(report: "AuditReport", out: Path | None) -> None:
    for name, value in report.to_json()["summary"].items():
        print_answer(f"{name.replace('_', ' ')}: {value}")
    for suspect in report.suspects[:10]:
        print_answer(f"  {suspect.file}: filed under {suspect.label}, looks like {suspect.better}")
    if out:
        print_answer(f"{out / 'audit.html'}: the whole, with pictures")
