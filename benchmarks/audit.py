"""`python -m benchmarks.audit DATA`: how well the audit finds what is known or planted."""

from __future__ import annotations

import argparse
import csv
import io
import itertools
import math
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

from ml import drawings
from ml.audit import (
    BLURRED,
    audit,
    held_out_probabilities,
    sharpness,
    square_of,
    suspects_among,
    texture_features,
)
from ml.cli import add_cache, add_weights
from ml.datasets import THUMB, Manifest, find_crops, fingerprint, grey_square, near_duplicate_groups
from ml.figures import Estimate, wilson
from ml.images import decode
from ml.networks import resolve_backbone
from ml.texture import Rows

BATIK = ("batik-nusantara", "indonesian-batik-motifs", "batik-gultom-6class")
SEEDS = tuple(range(100, 110))
FLIPPED = 0.05
RECALLS = (0.5, 0.8, 0.9)

Pairs = set[tuple[int, int]]
Known = list[dict[str, str]]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.audit", description=__doc__)
    parser.add_argument("data", type=Path, help="the folder with batik-nusantara and its siblings")
    add_weights(parser)
    add_cache(parser)
    parser.add_argument("--only", choices=tuple(_PARTS), action="append", help="one table, repeatable")
    parser.add_argument("--sizes", type=int, nargs="*", default=[1_000, 10_000], help="prints to compare")
    options = parser.parse_args()
    for name in options.only or _PARTS:
        print(_PARTS[name](options), flush=True)
    return 0


def duplicates(options: argparse.Namespace) -> str:
    """Pairs of one group, ours against those of manifest.csv."""
    rows = []
    for name in BATIK:
        known = read_known(options.data / name)
        prints = np.stack(
            [fingerprint(decode(options.data / name / row["file"], at_least=64)) for row in known]
        )
        ours = pairs_of(near_duplicate_groups(prints, [row["sha256"] for row in known]))
        theirs = pairs_of([row["dup_group"] for row in known])
        apart = math.comb(len(known), 2) - len(theirs)
        recall = wilson(len(ours & theirs), len(theirs))
        rows.append(
            [
                name,
                len(known),
                len(theirs),
                shown(recall),
                len(ours - theirs),
                f"{100 * len(ours - theirs) / apart:.3f} %",
            ]
        )
    head = ["set", "images", "known pairs", "found", "pairs beyond those", "share of all other pairs"]
    return table("duplicates against manifest.csv", head, rows)


def speed(options: argparse.Namespace) -> str:
    """Seconds to group prints; mixtures of real prints, shifted and turned, one in a hundred a copy."""
    files = [options.data / name / row["file"] for name in BATIK for row in read_known(options.data / name)]
    real = np.stack([fingerprint(decode(file, at_least=64)) for file in files]).reshape(-1, 32, 32)
    rows: list[list[object]] = []
    before: tuple[int, float] | None = None
    for count in options.sizes:
        prints = mixtures(real, count)
        start = time.process_time(), time.perf_counter()
        near_duplicate_groups(prints, [f"{index:08}" for index in range(count)])
        cpu, wall = time.process_time() - start[0], time.perf_counter() - start[1]
        growth = math.log(cpu / before[1]) / math.log(count / before[0]) if before else None
        rows.append([f"{count:,}", f"{cpu:.1f}", f"{wall:.1f}", f"{growth:.2f}" if growth else "-"])
        before = count, cpu
    return table("grouping prints", ["images", "CPU s", "s", "growth exponent"], rows)


def crops(options: argparse.Namespace) -> str:
    """120 crops planted in each set: 0.42 to 0.92 of a side, one in two turned or mirrored, JPEG 80."""
    rows: list[list[object]] = []
    for name in BATIK[:2]:
        known = read_known(options.data / name)
        squares = [square_of(options.data / name / row["file"]) for row in known]
        random = np.random.default_rng(11)
        planted = {}
        for source in random.choice(len(known), 120, replace=False).tolist():
            side = random.uniform(0.42, 0.92)
            planted[len(squares)] = source, side
            squares.append(cropped(decode(options.data / name / known[source]["file"]), side, random))
        groups = [row["dup_group"] for row in known] + [f"planted {index}" for index in planted]
        thumbs = np.stack([grey_square(square, THUMB) for square in squares])
        start = time.perf_counter()
        found = {(one.whole, one.part) for one in find_crops(thumbs, squares.__getitem__, groups)}
        seconds = time.perf_counter() - start
        hits = {
            part: (source, part) in found or (part, source) in found for part, (source, _) in planted.items()
        }
        for low, high in ((0.42, 0.55), (0.55, 0.7), (0.7, 0.92)):
            inside = [hits[part] for part, (_, side) in planted.items() if low <= side < high]
            rows.append([name, f"{low} to {high}", shown(wilson(sum(inside), len(inside))), "", ""])
        others = sum(max(pair) < len(known) for pair in found)
        rows.append([name, "all", shown(wilson(sum(hits.values()), len(hits))), others, f"{seconds:.0f}"])
    head = ["set", "side of the crop", "found", "pairs among the originals", "s"]
    return table("planted crops", head, rows)


def flips(options: argparse.Namespace) -> str:
    """5 % of the labels changed to another class at random, ten times."""
    rows = []
    with tempfile.TemporaryDirectory() as name:
        drawings.write_collection(Path(name), 24, 256, 0, on_progress=None)
        for title, folder in (
            ("batik-nusantara, train", options.data / BATIK[0] / "train"),
            ("paintings-13styles, train", options.data / "paintings-13styles" / "train"),
            ("drawn", Path(name)),
        ):
            features, labels, groups = texture_of(folder, options)
            rows.append([title, *flipped_row(features, labels, groups)])
    head = [
        "set",
        "images",
        "found",
        "range over seeds",
        "of those listed, flipped",
        "range",
        *(f"precision at recall {recall}" for recall in RECALLS),
    ]
    return table("planted label errors (5 %, ten seeds)", head, rows)


def flipped_row(features: Rows, labels: Sequence[str], groups: Sequence[str]) -> list[object]:
    """Pooled recall and precision of the fixed rule, and precision where the ranking reaches some recalls."""
    classes = sorted(set(labels))
    hits, listed, at_recall, count = [], [], [], round(FLIPPED * len(labels))
    for seed in SEEDS:
        given, flipped = flip(labels, classes, count, seed)
        probabilities = held_out_probabilities(features, given, groups)
        truth = np.array([classes.index(label) for label in given])
        names = [str(index) for index in range(len(given))]
        suspects = suspects_among(truth, probabilities, classes, names)
        right = np.array([int(one.file) in flipped for one in suspects])
        hits.append(int(right.sum()))
        listed.append(len(right))
        reached = [np.flatnonzero(right.cumsum() >= recall * count) for recall in RECALLS]
        at_recall.append([float(right[: at[0] + 1].mean()) if len(at) else 0.0 for at in reached])
    recalls = [one / count for one in hits]
    precisions = [one / other for one, other in zip(hits, listed, strict=True)]
    return [
        len(labels),
        shown(wilson(sum(hits), count * len(SEEDS))),
        spread(recalls),
        shown(wilson(sum(hits), sum(listed))),
        spread(precisions),
        *(f"{np.mean(row):.2f} ({spread(row)})" for row in zip(*at_recall, strict=True)),
    ]


def conflicts(options: argparse.Namespace) -> str:
    """Files that manifest.csv says carry conflicting labels, and how many of them an audit lists."""
    rows = []
    for name in BATIK[1:]:
        report = audit(options.data / name, labels=False, crops=False)
        wanted = {row["file"] for row in read_known(options.data / name) if row["label_conflict"] == "1"}
        for kind, found in (("one picture", report.conflicting), ("or alike", report.perhaps_conflicting)):
            hit = wilson(len(wanted & set(found)), len(wanted))
            rows.append([name, kind, len(wanted), shown(hit), len(set(found) - wanted)])
    head = ["set", "listed as", "files known", "found", "files beyond those"]
    return table("conflicting labels", head, rows)


def blur(options: argparse.Namespace) -> str:
    """Share called blurred, as they are and after a Gaussian of so many pixels at a long side of 224."""
    rows = []
    for name in BATIK:
        files = [options.data / name / row["file"] for row in read_known(options.data / name)][::4]
        images = [Image.fromarray(decode(file)) for file in files]
        for radius in (0.0, 1.0, 1.5, 2.0, 3.0):
            flagged = sum(sharpness(np.asarray(blurred(image, radius))) < BLURRED for image in images)
            rows.append([name, radius or "as it is", shown(wilson(flagged, len(images)))])
    return table("blur", ["set", "Gaussian", "called blurred"], rows)


_PARTS: dict[str, Callable[[argparse.Namespace], str]] = {
    "duplicates": duplicates,
    "conflicts": conflicts,
    "flips": flips,
    "crops": crops,
    "blur": blur,
    "speed": speed,
}


def read_known(folder: Path) -> Known:
    with (folder / "manifest.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def pairs_of(keys: Sequence[Hashable]) -> Pairs:
    """Every pair of indices with one key."""
    members = defaultdict(list)
    for index, key in enumerate(keys):
        members[key].append(index)
    return {pair for group in members.values() for pair in itertools.combinations(group, 2)}


def mixtures(real: np.ndarray, count: int) -> np.ndarray:
    """Prints (count, 1024) with the spectra of real ones."""
    random = np.random.default_rng(0)
    rows = np.empty((count, 1024), np.float32)
    for start in range(0, count, 2000):
        size = min(2000, count - start)
        mixed = np.zeros((size, 32, 32), np.float32)
        for weight in (1.0, 0.5):
            chosen = np.rot90(real[random.integers(0, len(real), size)], int(random.integers(4)), axes=(1, 2))
            mixed += weight * np.roll(chosen, random.integers(0, 32, 2).tolist(), axis=(1, 2))
        rows[start : start + size] = mixed.reshape(size, -1)
    rows -= rows.mean(axis=1, keepdims=True)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)
    rows[count // 2 : count // 2 + count // 100] = rows[: count // 100]
    return rows


def cropped(image: np.ndarray, side: float, random: np.random.Generator) -> np.ndarray:
    """A window of about `side` of each side, turned one time in two, through JPEG: uint8 (192, 192, 3)."""
    sizes = [min(int(length * side * random.uniform(0.95, 1.05)), length) for length in image.shape[:2]]
    top, left = (
        int(random.integers(0, whole - size + 1)) for whole, size in zip(image.shape, sizes, strict=False)
    )
    part = image[top : top + sizes[0], left : left + sizes[1]]
    if random.random() < 0.5:
        part = np.rot90(part[:, :: random.choice([-1, 1])], int(random.integers(1, 4)))
    buffer = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(part)).save(buffer, "JPEG", quality=80)
    return np.asarray(Image.open(buffer).resize((192, 192), Image.Resampling.BOX))


def blurred(image: Image.Image, radius: float) -> Image.Image:
    return image.filter(ImageFilter.GaussianBlur(radius * max(image.size) / 224)) if radius else image


def texture_of(folder: Path, options: argparse.Namespace) -> tuple[Rows, list[str], list[str]]:
    """Features, labels and groups of a folder of classes."""
    items = Manifest.from_folder(folder).items
    backbone = resolve_backbone(options.backbone_weights, options.cache / "backbones")
    features = texture_features(items, backbone, options.cache)
    return features, [item.label for item in items], [item.group for item in items]


def flip(labels: Sequence[str], classes: Sequence[str], count: int, seed: int) -> tuple[list[str], set[int]]:
    """Labels with `count` of them changed to another class, and which."""
    random = np.random.default_rng(seed)
    given = list(labels)
    flipped = random.choice(len(given), count, replace=False).tolist()
    for index in flipped:
        given[index] = str(random.choice([label for label in classes if label != labels[index]]))
    return given, set(flipped)


def shown(estimate: Estimate) -> str:
    return f"{estimate.value:.3f} ({estimate.low:.3f} to {estimate.high:.3f}, n = {estimate.n})"


def spread(values: Sequence[float]) -> str:
    return f"{min(values):.2f} to {max(values):.2f}"


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = ["", f"### {title}", "", f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *(f"| {' | '.join(map(str, row))} |" for row in rows)])


if __name__ == "__main__":
    raise SystemExit(main())
