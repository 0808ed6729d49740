"""Reading snapshots: as the engine takes them, and which pictures a version was trained on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from djangoapp.catalogue.models import Image
from djangoapp.training.models import ModelVersion, Snapshot
from ml.datasets import Item, Manifest
from ml.models import Bundle


def manifest_of(snapshot: Snapshot) -> Manifest:
    """The engine's view of a snapshot; DatasetTooSmall when too many of its pictures were removed."""
    wanted = [row["image"] for row in snapshot.items]
    paths = {str(image.id): Path(image.original.path) for image in _in_chunks(wanted)}
    found = [(row, paths.get(row["image"])) for row in snapshot.items]
    kept = [(row, path) for row, path in found if path and path.is_file()]
    return Manifest.from_items(
        [_item(row, path) for row, path in kept], broader=broader_of(r for r, _ in kept)
    )


def _item(row: dict[str, Any], path: Path) -> Item:
    return Item(path, row["label"], row["sha256"], row["group"], row["split"], drawn=row.get("drawn", False))


def broader_of(items: Iterable[dict[str, Any]]) -> dict[str, str]:
    """The term above each label that has one, by label."""
    return {item["label"]: item["broader"] for item in items if "broader" in item}


def _in_chunks(ids: Sequence[str], size: int = 500) -> Iterable[Image]:
    for start in range(0, len(ids), size):
        yield from Image.objects.filter(id__in=ids[start : start + size])


def trained_on(version: ModelVersion) -> frozenset[str]:
    """The sha256 of each picture that this version was trained on, as far as that is known."""
    if version.snapshot is not None:
        return snapshot_trained_on(version.snapshot)
    return frozenset(sha256 for sha256, _ in Bundle.read(version.folder).index())


def snapshot_trained_on(snapshot: Snapshot) -> frozenset[str]:
    """The sha256 of each picture on the training side."""
    return frozenset(row["sha256"] for row in snapshot.items if row["split"] == "train")
