"""The audit itself: read a folder once, search it for every kind of trouble, and say what was searched."""

import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import numpy as np

from ml.audit.findings import AuditReport, ClassCount, Flaw
from ml.audit.labels import IMPROBABLE, Judgement, judge_labels
from ml.audit.pictures import Measured, flaws_of, measure_all
from ml.audit.same import conflicts_in, find_same
from ml.datasets import THUMB, Contents, Effort, Manifest, OnProgress, read_folder
from ml.errors import DatasetTooSmall, full_disk_named
from ml.records import Phase, Progress


def audit(
    folder: Path,
    *,
    weights: Path | None = None,
    cache_dir: Path | None = None,
    labels: bool = True,
    crops: bool = True,
    seed: int = 0,
    on_progress: OnProgress | None = None,
) -> AuditReport:
    """Look through `<class>/...` or `{train,test}/<class>/...`.

    `labels` asks for probable label errors (needs cleanlab; `weights` as in training, else what Ragam ships),
    `crops` for images that are part of another. Raises DatasetInvalid where training would; classes that are
    empty or too small are findings here, not errors.
    """
    contents = read_folder(folder, on_progress)
    groups = contents.groups(on_progress)
    manifest = contents.manifest(groups, minimum=0)
    items = manifest.items
    names = [_name(item.path, folder) for item in items]
    measured = measure_all([item.path for item in items], _reporting("looking", on_progress))
    duplicates = find_same(items, names, *_copies(contents, measured), crops=crops, on_progress=on_progress)
    judged = None
    if labels:
        with _cache(cache_dir) as cache:
            judged = judge_labels(
                items, names, weights=weights, cache=Path(cache), seed=seed, on_progress=on_progress
            )
    seen = [flaw for name, one in zip(names, measured, strict=True) for flaw in flaws_of(name, one)]
    return AuditReport(
        folder=str(folder),
        n=len(items),
        classes=tuple(_counted(manifest, {label for _, label, _ in contents.found})),
        empty_classes=contents.empty,
        flaws=(*(Flaw(_name(one.file, folder), one.code, one.reason) for one in manifest.refused), *seen),
        skipped=manifest.skipped,
        duplicates=tuple(duplicates),
        conflicts=tuple(conflicts_in(items, names, duplicates)),
        suspects=judged.suspects if judged else (),
        twins_across_split=tuple((_name(a.path, folder), _name(b.path, folder)) for a, b in manifest.twins()),
        hopeless=_hopeless(contents, groups),
        looked=_looked(contents, len(items), crops, labels, judged),
    )


def _name(path: str | Path, folder: Path) -> str:
    """How a file is called in the report."""
    return Path(path).relative_to(folder).as_posix()


def _copies(contents: Contents, measured: Sequence[Measured]) -> tuple[np.ndarray, np.ndarray]:
    """Prints float32 (n, 1024) and thumbnails uint8 (n, 64, 64) of the images that can be read."""
    scanned = contents.scanned
    prints = scanned.prints[[bool(digest) for digest in scanned.digests]]
    thumbs = [one.thumb for one in measured]
    return prints, np.stack(thumbs) if thumbs else np.zeros((0, THUMB, THUMB), np.uint8)


def _hopeless(contents: Contents, groups: Sequence[str]) -> str | None:
    """In the words of training, why nothing can be learned from this."""
    try:
        contents.require_images()
        contents.manifest(groups)
    except DatasetTooSmall as error:
        return str(error)
    return None


def _counted(manifest: Manifest, labels: set[str]) -> list[ClassCount]:
    trained = Counter(item.label for item in manifest.train)
    tested = Counter(item.label for item in manifest.test)
    pictures: dict[str, set[str]] = defaultdict(set)
    for item in manifest.items:
        pictures[item.label].add(item.group)
    return [
        ClassCount(label, trained[label], tested[label], len(pictures[label]), manifest.broader.get(label))
        for label in sorted(labels)
    ]


def _looked(
    contents: Contents, n: int, crops: bool, labels: bool, judged: Judgement | None
) -> dict[str, Any]:
    """What was searched, with what thoroughness, and what judged the labels."""
    effort = Effort.of(n)
    said: dict[str, Any] = {"files": len(contents.found), "images": n}
    if crops:
        said["crops"] = {"sides": list(effort.scales), "orientations": 8 if effort.turned else 1}
    if judged:
        said["labels"] = {
            "judged": judged.judged,
            "held_out_accuracy": round(judged.accuracy, 4),
            "stands_on": judged.stands_on,
            "suspect_below": IMPROBABLE,
        }
    elif labels:
        said["labels"] = {"judged": 0, "why": "fewer than two classes have four different pictures"}
    return said


def _reporting(phase: Phase, on_progress: OnProgress | None) -> Any:
    def report(done: int, total: int) -> None:
        if on_progress:
            on_progress(Progress(phase, done, total))

    return report


def _cache(cache_dir: Path | None) -> Any:
    if cache_dir is None:
        return tempfile.TemporaryDirectory(prefix="ragam-")
    with full_disk_named(str(cache_dir)):
        cache_dir.mkdir(parents=True, exist_ok=True)
    return nullcontext(cache_dir)
