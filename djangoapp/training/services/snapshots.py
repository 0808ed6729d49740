"""Freezing what is settled in the catalogue into a dataset whose test pictures stay locked away for ever."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from django.db import transaction

from djangoapp.catalogue.models import Image, Vocabulary
from djangoapp.training.models import LockedSide, Snapshot
from djangoapp.training.selectors.labelled import labelled_images
from djangoapp.training.selectors.snapshots import broader_of
from ml.datasets import Item, Manifest, OnProgress, fingerprint, locked_test_split, near_duplicate_groups
from ml.errors import DatasetTooSmall, MlError
from ml.images import decode
from ml.records import Progress

logger = logging.getLogger(__name__)
MINIMUM = 4
"""Fewest pictures from which a term can be learned and judged."""


MINIMUM_TRAINED = 2


TEST_SHARE = 0.2


def snapshot_create(vocabulary: Vocabulary, on_progress: OnProgress | None = None) -> Snapshot:
    """Freeze the settled pictures of a vocabulary.

    Look-alikes and pictures of one artwork share a group and a side. A picture keeps the side that it was
    given first, whatever is added later. Left out and named are pictures whose files
    are lost, and terms with fewer than MINIMUM pictures.
    Raises DatasetTooSmall when fewer than two terms remain.
    """
    settled = _without_contradictions(labelled_images(vocabulary))
    found = _fingerprints([image for image, _ in settled], on_progress)
    unreadable = [
        {"image": str(image.id), "artwork": str(image.artwork_id), "filename": image.filename}
        for image, _ in settled
        if image.sha256 not in found
    ]
    pictures, left_out = enough_of_each([pair for pair in settled if pair[0].sha256 in found])
    require_two_terms({code for _, code in pictures}, left_out)
    images = [image for image, _ in pictures]
    prints = np.stack([found[image.sha256] for image in images])
    digests = [image.sha256 for image in images]
    artworks = [str(image.artwork_id) for image in images]
    groups = near_duplicate_groups(prints, digests, on_progress, together=artworks)
    sides = _lock_sides(
        dict(zip(digests, groups, strict=True)), {image.sha256: code for image, code in pictures}
    )
    items: list[dict[str, Any]] = [
        {
            "image": str(image.id),
            "sha256": image.sha256,
            "label": code,
            "group": group,
            "split": sides[image.sha256],
            **({"drawn": True} if image.artwork and image.artwork.is_drawn else {}),
        }
        for (image, code), group in zip(pictures, groups, strict=True)
    ]
    items, locked_away = _with_something_to_learn_from(items)
    left_out += locked_away
    require_two_terms({item["label"] for item in items}, left_out)
    return _store(vocabulary, _with_broader_terms(vocabulary, items), left_out, unreadable)


def require_two_terms(terms: set[str], left_out: Sequence[dict[str, Any]]) -> None:
    """Raise DatasetTooSmall, naming the terms that have too few pictures, unless two can be learned."""
    if len(terms) >= 2:
        return
    few = ", ".join(f"{row['code']} ({row['n']})" for row in left_out[:20]) or "none has any"
    raise DatasetTooSmall(
        f"At least two terms need {MINIMUM} or more labelled pictures each; {len(terms)} do. "
        f"Terms with too few: {few}. Confirm or correct more answers, or import labelled pictures."
    )


def enough_of_each(
    pictures: Sequence[tuple[Image, str]],
) -> tuple[list[tuple[Image, str]], list[dict[str, Any]]]:
    """The pictures of terms that have MINIMUM or more, and {code, n} of the terms that have not."""
    counts = Counter(code for _, code in pictures)
    left_out = [{"code": code, "n": n} for code, n in sorted(counts.items()) if n < MINIMUM]
    return [pair for pair in pictures if counts[pair[1]] >= MINIMUM], left_out


def _without_contradictions(pictures: Iterable[tuple[Image, str]]) -> list[tuple[Image, str]]:
    """Each picture once; one that is settled differently in two artworks teaches nothing and is left out."""
    codes: dict[str, set[str]] = defaultdict(set)
    first: dict[str, tuple[Image, str]] = {}
    for image, code in pictures:
        codes[image.sha256].add(code)
        first.setdefault(image.sha256, (image, code))
    return [pair for sha256, pair in first.items() if len(codes[sha256]) == 1]


def _fingerprints(images: Sequence[Image], on_progress: OnProgress | None) -> dict[str, np.ndarray]:
    """float32 (1024,) by digest, of the pictures whose files can be read."""
    found = {}
    for index, image in enumerate(images, start=1):
        row = _fingerprint(image)
        if row is not None:
            found[image.sha256] = row
        if on_progress:
            on_progress(Progress("checking", index, len(images)))
    return found


def _fingerprint(image: Image) -> np.ndarray | None:
    """Taken from the small copy, which shows the same picture, or else from the original.

    None where the original, which is what a model learns from, is gone or was cut.
    """
    try:
        if image.original.size != image.bytes:
            return None
    except OSError:
        return None
    for file in (image.thumb, image.original):
        try:
            with file.open("rb") as content:
                return fingerprint(decode(content.read()))
        except (OSError, MlError) as error:
            logger.warning("picture %s of artwork %s: %s", image.id, image.artwork_id, error)
    return None


@transaction.atomic
def _lock_sides(groups: dict[str, str], labels: dict[str, str]) -> dict[str, str]:
    known = dict(LockedSide.objects.filter(sha256__in=list(groups)).values_list("sha256", "side"))
    sides = locked_test_split(groups, TEST_SHARE, known, labels)  # type: ignore[arg-type]  # The column's choices are these.
    new = [LockedSide(sha256=sha256, side=side) for sha256, side in sides.items() if sha256 not in known]
    LockedSide.objects.bulk_create(new, ignore_conflicts=True, batch_size=500)
    return dict(sides)


def _with_something_to_learn_from(
    items: list[dict[str, Any]],
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Without the terms whose pictures are nearly all locked away, such as many pictures of one cloth."""
    counts = Counter(item["label"] for item in items)
    trained = Counter(item["label"] for item in items if item["split"] == LockedSide.Side.TRAIN)
    few = {label for label in counts if trained[label] < MINIMUM_TRAINED}
    left_out = [{"code": label, "n": counts[label]} for label in sorted(few)]
    return [item for item in items if item["label"] not in few], left_out


def _with_broader_terms(vocabulary: Vocabulary, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with `broader`: the nearest term above that holds two learned terms and is not one itself."""
    above = dict(vocabulary.terms.filter(broader__isnull=False).values_list("code", "broader__code"))
    labels = {item["label"] for item in items}
    lines = {label: _ancestors(label, above) for label in labels}
    holds = Counter(code for line in lines.values() for code in line)
    found = {
        label: next((code for code in line if holds[code] > 1 and code not in labels), None)
        for label, line in lines.items()
    }
    return [item | ({"broader": found[item["label"]]} if found[item["label"]] else {}) for item in items]


def _ancestors(code: str, above: Mapping[str, str]) -> list[str]:
    line: list[str] = []
    while code in above and above[code] not in line:
        code = above[code]
        line.append(code)
    return line


def _store(
    vocabulary: Vocabulary,
    items: list[dict[str, Any]],
    left_out: list[dict[str, Any]],
    unreadable: list[dict[str, Any]],
) -> Snapshot:
    rows = [
        Item(Path(row["image"]), row["label"], row["sha256"], row["group"], row["split"]) for row in items
    ]
    manifest = Manifest.from_items(rows, broader=broader_of(items))
    return Snapshot.objects.create(
        vocabulary=vocabulary,
        digest=manifest.digest,
        items=items,
        n_train=len(manifest.train),
        n_test=len(manifest.test),
        left_out=left_out,
        unreadable=unreadable,
    )
