"""Which images to learn from and which to test on: sides and folds that keep look-alikes together."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np

Split = Literal["train", "test"]


def locked_test_split(
    groups: Mapping[str, str],
    share: float = 0.2,
    known: Mapping[str, Split] | None = None,
    labels: Mapping[str, str] | None = None,
) -> dict[str, Split]:
    """Lock away about `share` of the images for testing; whole groups go to one side.

    `groups` maps each image's sha256 to its group. `known` are sides given earlier (sha256 to side): they are
    kept, and a group's newcomers follow them. When newcomers join groups of both sides into one, the
    newcomers are tested on, and no image that was tested on is ever trained on.
    Without `labels` the side of a new group follows from a hash of its name. With `labels` (sha256 to label)
    each class gets its share: new groups are taken in the order of that hash, for testing as long as their
    classes lack test images.
    """
    members: dict[str, list[str]] = defaultdict(list)
    for sha256, group in groups.items():
        members[group].append(sha256)
    known = known or {}
    sides: dict[str, Split] = {}
    fresh = []
    for group, images in members.items():
        earlier = {known[image] for image in images if image in known}
        if earlier:
            side: Split = "test" if "test" in earlier else "train"
            sides.update((image, known.get(image, side)) for image in images)
        else:
            fresh.append(group)
    wanted = _Wanted(labels, share, sides)
    for group in sorted(fresh, key=lambda group: (hash_share(group), group)):
        side = wanted.side(group, members[group])
        sides.update((image, side) for image in members[group])
    return {image: sides[image] for image in groups}


class _Wanted:
    """How many more test images each class wants, as groups are given to a side."""

    def __init__(self, labels: Mapping[str, str] | None, share: float, sides: Mapping[str, Split]) -> None:
        self._labels = labels
        self._share = share
        tested = Counter(labels[image] for image, side in sides.items() if side == "test") if labels else {}
        counts = Counter(labels.values()) if labels else Counter()
        self._lacking = {label: share * count - tested.get(label, 0) for label, count in counts.items()}

    def side(self, group: str, images: Sequence[str]) -> Split:
        """The side of a new group, which counts from now on."""
        if self._labels is None:
            return "test" if hash_share(group) < self._share else "train"
        brings = Counter(self._labels[image] for image in images)
        # To the nearest image: a group that would overshoot by more than it mends is trained on.
        gain = sum(count * (self._lacking[label] - count / 2) for label, count in brings.items())
        if gain < 0:
            return "train"
        for label, count in brings.items():
            self._lacking[label] -= count
        return "test"


def hash_share(text: str) -> float:
    """A stable number in [0, 1) from a text."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") / 2**64


def group_folds(labels: Sequence[str], groups: Sequence[str], folds: int = 5, seed: int = 0) -> np.ndarray:
    """Fold number 0..folds-1 per image: whole groups, classes spread evenly, the same for the same input."""
    members: dict[str, list[int]] = defaultdict(list)
    for index, group in enumerate(groups):
        members[group].append(index)
    order = sorted(members, key=lambda group: (-len(members[group]), hash_share(f"{seed} {group}")))
    filled: list[Counter[str]] = [Counter() for _ in range(folds)]
    assigned = np.zeros(len(labels), np.int64)
    for group in order:
        wanted = Counter(labels[index] for index in members[group])
        cost = [
            (sum(filled[fold][label] * count for label, count in wanted.items()), filled[fold].total(), fold)
            for fold in range(folds)
        ]
        fold = min(cost)[2]
        filled[fold].update(wanted)
        assigned[members[group]] = fold
    return assigned
