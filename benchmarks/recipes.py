"""`python -m benchmarks.recipes`: every recipe and every option measured, row by row; a killed run goes on.

Needs RAGAM_TEST_DATA, a folder with `data/` and `weights/`. Sizes and epochs are cut where a network would
take hours on a CPU; each row says by which options.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ml.comparison import Failure, Outcome, RowSpec, compare_rows, terms_for, write_comparison
from ml.datasets import Manifest

WEIGHTS = "weights/mobilenet_v2_1_0_224_imagenet_int8deq_notop.weights.h5"

THEMES = {
    "architecture": ("Aceh_Pintu_Aceh", "NTB_Lumbung", "Sumatera_Barat_Rumah_Minang"),
    "culture": (
        "Bali_Barong", "DKI_Ondel_Ondel", "Jawa_Barat_Megamendung", "Kalimantan_Dayak", "Papua_Asmat",
        "Papua_Tifa", "Solo_Parang", "Sulawesi_Selatan_Lontara", "Yogyakarta_Parang",
    ),
    "fauna": (
        "Bali_Merak", "Lampung_Gajah", "Madura_Mataketeran", "Papua_Cendrawasih", "Sumatera_Utara_Boraspati",
    ),
    "flora": ("Jawa_Timur_Pring", "Maluku_Pala", "Yogyakarta_Kawung"),
}  # fmt: skip
"""The motifs of batik-nusantara under four themes, by what their names say they show."""


@dataclass(frozen=True)
class Board:
    """One table: rows on one set of images."""

    data: str
    rows: tuple[RowSpec, ...]
    folds: int = 0
    # Leave the folder's test part alone and lock a fifth of its training images away: for rows that choose.
    train_only: bool = False
    cold: bool = False
    broader: Mapping[str, str] | None = None


def _row(name: str, recipe: str | None = None, **options: Any) -> RowSpec:
    return RowSpec(name, recipe or name, options)


def _base(name: str, **options: Any) -> RowSpec:
    """MobileNetV2 on ImageNet weights, small, so that one option can be changed at a time."""
    size: dict[str, Any] = {"network": "mobilenetv2", "image_size": 64, "epochs_head": 4, "epochs_tune": 4}
    rest: dict[str, Any] = {"unfreeze": 30, "label_smoothing": 0.0, "learning_rate_tune": 3e-4}
    return _row(name, "efficientnetb0-painting", **{**size, **rest, **options})


def _under(themes: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {motif: theme for theme, motifs in themes.items() for motif in motifs}


_SMALL: dict[str, Any] = {"image_size": 64, "epochs_head": 12}
_SMALL_TUNED: dict[str, Any] = {"image_size": 64, "epochs_head": 3, "epochs_tune": 4}

MAIN = (
    _row("texture"),
    _row("mobilenetv2-finetune"),
    _row("cnn-cirebon", **_SMALL),
    _row("cnn-cirebon-saliency", **_SMALL, epochs_tune=12),
    _row("cnn-2block", **_SMALL),
    _row("cnn-baseline", **_SMALL),
    _row("mobilenetv2-themes", **{**_SMALL_TUNED, "image_size": 96}),
    _row("resnet50-two-phase", **_SMALL_TUNED),
    _row("efficientnetb2-augmented", **_SMALL_TUNED),
    _row("efficientnetb0-painting", **_SMALL_TUNED, unfreeze=0.3),
)
"""Sizes at which the whole table takes about ten minutes of CPU time; `--full` takes each recipe's own."""

NETWORK_OPTIONS = (
    _base("plain"),
    _base("turns", augment="turns"),
    _base("mixup", augment="mixup"),
    _base("cutout", augment="cutout"),
    _base("RandAugment", augment="randaugment"),
    _base("elastic", augment="elastic"),
    _base("flips", augment="flips"),
    _base("label smoothing 0.1", label_smoothing=0.1),
    _base("L2 1e-3", l2=1e-3),
    _base("L1 1e-5", l1=1e-5),
    _base("cosine schedule", schedule="cosine"),
    _base("halve on plateau", schedule="plateau"),
    _base("nothing unfrozen", epochs_tune=0, epochs_head=8),
    _base("all unfrozen", unfreeze=1.0),
    _base("10 % unfrozen", unfreeze=0.1),
    _base("channel attention", attention="channel"),
    _base("channel and spatial attention", attention="channel_spatial"),
    _base("spatial attention", attention="spatial"),
    _base("super-resolution", super_resolution=True),
    _base("class weights", class_weights=True),
    _base("dense 256, dropout 0.5", hidden=256, dropout=0.5),
)

TEXTURE_OPTIONS = (
    _row("plain", "texture"),
    _row("8 orientations", "texture", turned=True),
    _row("two scales", "texture", zoomed=True),
)

BALANCE = (
    _row("plain", "texture"),
    _row("class weights", "texture", balance="class_weights"),
    _row("SMOTE", "texture", balance="smote"),
)

STACK = (
    _row("texture"),
    _base("small MobileNetV2", epochs_head=3, epochs_tune=3),
    RowSpec("stack of both", stack=("texture", "small MobileNetV2")),
)

BOARDS: dict[str, Board] = {
    "recipes": Board("batik-nusantara", MAIN, cold=True, broader=_under(THEMES)),
    # The same trainings as above, with the unpainted network as the one to compare with.
    "saliency": Board("batik-nusantara", MAIN[2:4], cold=True, broader=_under(THEMES)),
    "network-options": Board("batik-nusantara", NETWORK_OPTIONS, train_only=True),
    "texture-options": Board("batik-nusantara", TEXTURE_OPTIONS, folds=5),
    "balance": Board("batik-gultom-6class", BALANCE, folds=5),
    "stacking": Board("batik-nusantara", STACK, train_only=True),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.recipes", description=__doc__)
    parser.add_argument("--board", action="append", choices=BOARDS, help="only this table, repeatable")
    parser.add_argument("--full", action="store_true", help="every recipe at its own size: hours on a CPU")
    parser.add_argument("--out", type=Path, default=Path("var/recipes"), help="default: %(default)s")
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "ragam")
    options = parser.parse_args()
    root = os.environ.get("RAGAM_TEST_DATA")
    if not root:
        print("Set RAGAM_TEST_DATA to the folder with data/ and weights/.", file=sys.stderr)
        return 2
    boards = {name: BOARDS[name] for name in options.board or BOARDS}
    if options.full:
        boards = {"recipes": replace(BOARDS["recipes"], rows=tuple(_row(row.recipe) for row in MAIN))}
    failed = [measured(name, board, Path(root), options) for name, board in boards.items()]
    return 1 if any(failed) else 0


def measured(name: str, board: Board, root: Path, options: argparse.Namespace) -> bool:
    """Make one table; whether a row of it failed. Rows that were made before are not made again."""
    manifest = Manifest.from_folder(root / "data" / board.data)
    if board.broader:
        manifest = replace(manifest, broader=dict(board.broader))
    if board.train_only:
        manifest = replace(manifest, items=manifest.train)
    terms = terms_for(manifest, options.cache, folds=board.folds, weights=root / WEIGHTS, cold=board.cold)
    comparison = compare_rows(board.rows, terms, on_row=_teller(name))
    full = " --full" if options.full else ""
    write_comparison(comparison, options.out / name, f"python -m benchmarks.recipes --board {name}{full}")
    print((options.out / name / "report.md").read_text(encoding="utf-8"))
    return bool(comparison.failed)


def _teller(board: str) -> Callable[[RowSpec, Outcome | Failure], None]:
    def tell(spec: RowSpec, found: Outcome | Failure) -> None:
        if isinstance(found, Failure):
            print(f"{board}: {spec.name} failed, {found.code}: {found.message}", file=sys.stderr, flush=True)
        else:
            accuracy = found.held_out.get("accuracy", {}).get("value", "-")
            seconds = f"{found.cost.train_cpu_s:.0f} CPU s"
            print(f"{board}: {spec.name}, held out {accuracy}, {seconds}", file=sys.stderr, flush=True)

    return tell


if __name__ == "__main__":
    sys.exit(main())
