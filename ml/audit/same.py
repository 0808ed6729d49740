"""Who shows the same as whom: equal files, look-alikes, crops, and the classes they clash in."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from ml.audit.findings import Conflict, Duplicate, Kind
from ml.audit.pictures import square_of
from ml.datasets import FINE, Item, OnProgress, Union, find_crops, fine_likeness, grey_square, near_pairs

SAME_PICTURE = 0.5
"""Correlation of fine detail from which two look-alikes are called the same picture."""

NO_DOUBT = 0.97
"""Correlation of prints from which they are, whatever a coarse JPEG has left of the detail."""


_ORDER: dict[Kind, int] = {"same file": 0, "same picture": 1, "crop": 2, "look-alike": 3}


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

    pairs = _Pairs(items, names)
    found = [pairs.pair(one, other, "same file") for one, other in _equal(items)]
    for near in near_pairs(prints, on_progress=on_progress):
        if items[near.first].sha256 != items[near.second].sha256:
            grey = [grey_square(read(index), FINE) for index in (near.first, near.second)]
            fine = fine_likeness(grey[0], grey[1], view=near.view)
            same = fine >= SAME_PICTURE or near.likeness >= NO_DOUBT
            kind: Kind = "same picture" if same else "look-alike"
            found.append(pairs.pair(near.first, near.second, kind, near.likeness, fine, near.view))
    if crops:
        for crop in find_crops(thumbs, read, [item.group for item in items], on_progress):
            one = pairs.pair(crop.whole, crop.part, "crop", crop.likeness, crop.likeness, crop.view)
            top, left, side = (round(share, 4) for share in crop.box)
            found.append(replace(one, box=(top, left, side)))
    return sorted(found, key=lambda one: (_ORDER[one.kind], -one.likeness, one.first, one.second))


@dataclass(frozen=True)
class _Pairs:
    """Makes findings of pairs of indices."""

    items: Sequence[Item]
    names: Sequence[str]

    def pair(
        self, first: int, second: int, kind: Kind, likeness: float = 1.0, fine: float = 1.0, view: int = 0
    ) -> Duplicate:
        one, other = self.items[first], self.items[second]
        return Duplicate(
            first=self.names[first],
            second=self.names[second],
            kind=kind,
            likeness=round(likeness, 4),
            fine=round(fine, 4),
            view=view,
            labels=(one.label, other.label),
            across_split=one.split != other.split,
        )


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
