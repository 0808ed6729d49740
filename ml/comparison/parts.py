"""Who learns from which images and is asked about which: parts that keep look-alikes on one side."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ml.datasets import Item, Manifest, Split, group_folds, locked_test_split
from ml.errors import ConfigInvalid, DatasetInvalid

SHARE = 0.2
"""Images locked away for testing where a folder brings no test part of its own."""


@dataclass(frozen=True)
class Part:
    """One training: `train` holds no test image, so nothing can be chosen by one."""

    train: Manifest
    test: tuple[Item, ...]

    @property
    def groups(self) -> set[str]:
        return {item.group for item in self.train.items}


@dataclass(frozen=True)
class Parts:
    """The trainings of every row, the same for all, and how they came about, in words."""

    parts: tuple[Part, ...]
    how: str


def parts_of(manifest: Manifest, folds: int = 0, seed: int = 0) -> Parts:
    """`folds` parts over the training images, else the folder's own test part, else a locked fifth.

    Raises ConfigInvalid for one fold or more folds than groups, DatasetInvalid when look-alikes would part.
    """
    if folds:
        return _folded(manifest, folds, seed)
    if manifest.test:
        part = Part(learning(manifest, manifest.train), manifest.test)
        return Parts((part,), f"the folder's own test part, {len(part.test)} images, asked once at the end")
    groups = {item.sha256: item.group for item in manifest.items}
    labels = {item.sha256: item.label for item in manifest.items}
    sides = locked_test_split(groups, SHARE, labels=labels)
    inside = [item for item in manifest.items if sides[item.sha256] == "train"]
    outside = [item for item in manifest.items if sides[item.sha256] == "test"]
    if not outside:
        raise DatasetInvalid(
            "No image could be locked away for testing: all look alike. Give --folds or more images."
        )
    part = _apart(Part(learning(manifest, inside), as_part(outside, "test")))
    return Parts((part,), f"{len(outside)} images locked away for testing, look-alikes together")


def _folded(manifest: Manifest, folds: int, seed: int) -> Parts:
    items = manifest.train
    if folds < 2 or folds > len({item.group for item in items}):
        raise ConfigInvalid(f"--folds has to be from 2 to the number of look-alike groups; received {folds}.")
    numbers = group_folds([item.label for item in items], [item.group for item in items], folds, seed)
    parts = []
    for fold in range(folds):
        inside = [item for item, number in zip(items, numbers, strict=True) if number != fold]
        outside = [item for item, number in zip(items, numbers, strict=True) if number == fold]
        parts.append(_apart(Part(learning(manifest, inside), as_part(outside, "test"))))
    left = f"; the {len(manifest.test)} images of its test part are not read" if manifest.test else ""
    how = f"{folds} folds over {len(items)} images, look-alikes together, answers pooled{left}"
    return Parts(tuple(parts), how)


def learning(manifest: Manifest, items: Sequence[Item]) -> Manifest:
    """The manifest with these training images alone; raises DatasetTooSmall when a class is left without."""
    checked = Manifest.from_items(as_part(items, "train"), minimum=1, broader=manifest.broader)
    if set(checked.labels) != set(manifest.labels):
        lost = sorted(set(manifest.labels) - set(checked.labels))[0]
        raise DatasetInvalid(f"Class {lost!r} would have no training image in one part. Add images of it.")
    return checked


def as_part(items: Sequence[Item], split: Split) -> tuple[Item, ...]:
    """The items, all on one side."""
    return tuple(replace(item, split=split) for item in items)


def _apart(part: Part) -> Part:
    """The part itself; raises DatasetInvalid when a look-alike of a training image is asked about."""
    for item in part.test:
        if item.group in part.groups:
            raise DatasetInvalid(f"{item.path} looks like a training image but is on the test side.")
    return part
