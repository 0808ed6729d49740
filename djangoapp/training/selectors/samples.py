"""Cloths to try a model on: published pictures that the serving version has not learned from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain, zip_longest
from typing import TypeVar
from uuid import UUID

from djangoapp.catalogue.models import Artwork, Image, Vocabulary
from djangoapp.catalogue.selectors import labels_current
from djangoapp.training.models import LockedSide, ModelVersion, Snapshot
from djangoapp.training.selectors.champions import champion_get
from djangoapp.training.selectors.labelled import LEARNED_ROLES
from djangoapp.training.selectors.snapshots import trained_on
from ml.errors import MlError

READ = 400
"""Among so many pictures the samples are looked for; a bound on what one request reads."""

Thing = TypeVar("Thing")


def samples(vocabulary: Vocabulary, count: int) -> list[Image]:
    """Up to `count` published pictures, of as many terms as there are; none where nothing serves.

    They are of the locked test part of the champion's snapshot; where it has none, of what it never learned.
    """
    version = champion_get(vocabulary)
    if version is None:
        return []
    locked = _locked(version.snapshot_id) if version.snapshot_id else ()
    of_terms = _published(dict(locked)) if locked else _unlearned(version)
    return _spread(of_terms, count)


@lru_cache(maxsize=8)
def _locked(snapshot: UUID) -> tuple[tuple[str, str], ...]:
    """(id of the picture, label) of the test part, a few of each label; a snapshot never changes."""
    items = Snapshot.objects.values_list("items", flat=True).get(id=snapshot)
    rows = sorted(
        (row["sha256"], row["image"], row["label"]) for row in items if row["split"] == LockedSide.Side.TEST
    )
    return tuple(_in_turn(_by_label((label, (image, label)) for _, image, label in rows), READ))


def _published(labels: dict[str, str]) -> dict[str, list[Image]]:
    """Those of these pictures, given as {id: label}, that everybody may see, by label."""
    rows = Image.objects.filter(id__in=list(labels), artwork__status=Artwork.Status.PUBLISHED)
    found = {str(image.id): image for image in rows.select_related("artwork")}
    return _by_label((label, found[image]) for image, label in labels.items() if image in found)


def _unlearned(version: ModelVersion) -> dict[str, list[Image]]:
    """The newest published and settled pictures whose artwork the version has learned nothing of."""
    try:
        learned = _learned(version.id)
    except (OSError, MlError):
        return {}  # A damaged bundle does not say what it learned from.
    settled = labels_current().filter(
        vocabulary=version.vocabulary_id,
        term__isnull=False,
        image=None,
        artwork__status=Artwork.Status.PUBLISHED,
    )
    images = Image.objects.filter(artwork__in=settled.values("artwork"), role__in=LEARNED_ROLES)
    newest = list(images.select_related("artwork").order_by("-created_at", "id")[:READ])
    artworks = {image.artwork_id for image in newest}
    shown = Image.objects.filter(artwork__in=artworks).values_list("artwork", "sha256")
    known = {artwork for artwork, sha256 in shown if sha256 in learned}
    labels = dict(
        settled.filter(artwork__in=artworks - known).order_by().values_list("artwork", "term__code")
    )
    return _by_label((labels[image.artwork_id], image) for image in newest if image.artwork_id in labels)


@lru_cache(maxsize=8)
def _learned(version: UUID) -> frozenset[str]:
    return trained_on(ModelVersion.objects.select_related("snapshot").get(id=version))


def _by_label(pairs: Iterable[tuple[str, Thing]]) -> dict[str, list[Thing]]:
    found: dict[str, list[Thing]] = defaultdict(list)
    for label, thing in pairs:
        found[label].append(thing)
    return found


def _spread(groups: dict[str, list[Thing]], count: int) -> list[Thing]:
    """One of each label before a second one of any; of more labels than wanted, evenly chosen ones."""
    labels = sorted(groups)
    if len(labels) > count:
        labels = [labels[index * len(labels) // count] for index in range(count)]
    return _in_turn({label: groups[label] for label in labels}, count)


def _in_turn(groups: dict[str, list[Thing]], count: int) -> list[Thing]:
    turns = chain.from_iterable(zip_longest(*groups.values()))
    return [thing for thing in turns if thing is not None][:count]
