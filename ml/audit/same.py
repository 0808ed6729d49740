"""Who shows the same as whom: equal files, look-alikes, crops, and the classes they clash in."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from ml.audit.findings import Conflict, Duplicate, Kind
from ml.audit.pictures import square_of
from ml.crops import FINE, find_crops, fine_likeness, grey_square
from ml.datasets import Item, OnProgress
from ml.duplicates import Union, near_pairs

SAME_PICTURE = 0.5
"""Correlation of fine detail from which two look-alikes are called the same picture."""

NO_DOUBT = 0.97
"""Correlation of prints from which they are, whatever a coarse JPEG has left of the detail."""


def find_same(
    items: Sequence[Item],
    names: Sequence[str],
    prints: np.ndarray,
    thumbs: np.ndarray,
    *,
    crops: bool,
    on_progress: OnProgress | None,
) -> list[Duplicate]:
    """Every pair, the surest first; `prints` float32 (n, 1024), `thumbs` uint8 (n, 64, 64), by item."""

    @lru_cache(maxsize=2000)
    def read(index: int) -> np.ndarray:
        return square_of(items[index].path)

    def pair(first: int, second: int, kind: Kind, likeness: float, fine: float, view: int) -> Duplicate:
        one, other = items[first], items[second]
        across = {one.split, other.split} == {"train", "test"}
        labels = (one.label, other.label)
        rounded = round(likeness, 4), round(fine, 4)
        return Duplicate(names[first], names[second], kind, *rounded, view, labels, across)

    found = [pair(i, j, "same file", 1.0, 1.0, 0) for i, j in _equal(items)]
    for near in near_pairs(prints, on_progress=on_progress):
        if items[near.first].sha256 == items[near.second].sha256:
            continue
        grey = [grey_square(read(index), FINE) for index in (near.first, near.second)]
        fine = fine_likeness(grey[0], grey[1], view=near.view)
        kind: Kind = (
            "same picture" if max(fine - SAME_PICTURE, near.likeness - NO_DOUBT) >= 0 else "look-alike"
        )
        found.append(pair(near.first, near.second, kind, near.likeness, fine, near.view))
    if crops:
        groups = [item.group for item in items]
        for crop in find_crops(thumbs, read, groups, on_progress):
            one = pair(crop.whole, crop.part, "crop", crop.likeness, crop.likeness, crop.view)
            found.append(_boxed(one, crop.box))
    order = {"same file": 0, "same picture": 1, "crop": 2, "look-alike": 3}
    return sorted(found, key=lambda one: (order[one.kind], -one.likeness, one.first, one.second))


def conflicts_in(
    items: Sequence[Item], names: Sequence[str], duplicates: Sequence[Duplicate]
) -> list[Conflict]:
    """Groups of files that show the same and carry several labels, the surest first.

    Look-alikes join groups of their own after equal files and pictures have; crops join none.
    """
    found: list[Conflict] = []
    kinds: list[Kind] = []
    for kind in ("same file", "same picture", "look-alike"):
        kinds.append(kind)
        known = {one.files for one in found}
        joined = [one for one in duplicates if one.kind in kinds]
        fresh = [one for one in _clashes(items, names, joined, kind) if one.files not in known]
        grown = {file for one in fresh for file in one.files}
        found = [one for one in found if kind == "look-alike" or not grown.issuperset(one.files)] + fresh
    return found


def _clashes(
    items: Sequence[Item], names: Sequence[str], joined: Sequence[Duplicate], kind: Kind
) -> list[Conflict]:
    place = {name: index for index, name in enumerate(names)}
    union = Union(len(items))
    if joined:
        union.join(*np.array([(place[one.first], place[one.second]) for one in joined]).T)
    members: dict[int, list[int]] = defaultdict(list)
    for index, root in enumerate(union.roots().tolist()):
        members[root].append(index)
    found = []
    for group in members.values():
        labels = sorted({items[index].label for index in group})
        if len(labels) > 1:
            files = tuple(sorted(names[index] for index in group))
            found.append(Conflict(files, tuple(labels), kind))
    return sorted(found, key=lambda one: one.files)


def _equal(items: Sequence[Item]) -> list[tuple[int, int]]:
    first: dict[str, int] = {}
    pairs = [(first.setdefault(item.sha256, index), index) for index, item in enumerate(items)]
    return [(one, other) for one, other in pairs if one != other]


def _boxed(one: Duplicate, box: tuple[float, float, float]) -> Duplicate:
    top, left, side = box
    return replace(one, box=(round(top, 4), round(left, 4), round(side, 4)))
