"""Keeping which labels hold now beside their history, and comparing what is kept with that history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from djangoapp.catalogue.models import Artwork, CurrentLabel, Label, NamedBy

PLACE = ("artwork_id", "vocabulary_id", "image_id", "region")
"""Where one label holds: in an artwork as a whole, in one of its pictures, or in a region of one."""


@dataclass(frozen=True)
class Difference:
    """An artwork's place where another label is kept than the history says; None: there is none."""

    artwork: UUID
    kept: UUID | None
    newest: UUID | None


def same_place(label: Label) -> QuerySet[Label]:
    """All labels that speak of what this one speaks of."""
    return Label.objects.filter(**{name: getattr(label, name) for name in PLACE})


def current_keep(label: Label) -> None:
    """Let this label hold in its place; inside the transaction that adds it."""
    place = {name: getattr(label, name) for name in PLACE}
    CurrentLabel.objects.filter(**place).delete()
    CurrentLabel.objects.create(label=label, term_id=label.term_id, named_by=named_by(label), **place)


def named_by(label: Label) -> str:
    """Who says what the label says; "" where it only says that what was said was taken back.

    `agreed`: another person settled the same in the same place, and has not taken it back.
    """
    if label.said_by != NamedBy.PERSON:
        return label.said_by
    origin = label.origin
    others = same_place(origin).filter(
        term=origin.term_id, source=Label.Source.REVIEW, actor__isnull=False,
        restores__isnull=True, took_back__isnull=True, retraction__isnull=True,
    )  # fmt: skip
    return NamedBy.AGREED if others.exclude(actor=origin.actor_id).exists() else NamedBy.PERSON


def current_differences() -> list[Difference]:
    """The places where what is kept is not the newest label of the history; reads both tables whole."""
    kept = _by_place(CurrentLabel.objects.values_list("label_id", "term_id", *PLACE))
    newest = _by_place(Label.objects.order_by("number").values_list("id", "term_id", *PLACE))
    return [
        Difference(place[0], kept.get(place, (None,))[0], newest.get(place, (None,))[0])
        for place in sorted(kept.keys() | newest.keys(), key=str)
        if kept.get(place) != newest.get(place)
    ]


def _by_place(
    rows: QuerySet[Label, Any] | QuerySet[CurrentLabel, Any],
) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """Label and term by place; of several labels the last one."""
    return {tuple(place): (label, term) for label, term, *place in rows.iterator()}


@transaction.atomic
def current_repair(artwork_id: UUID) -> None:
    """Keep for one artwork what its history says."""
    Artwork.objects.select_for_update().get(id=artwork_id)
    CurrentLabel.objects.filter(artwork=artwork_id).delete()
    rows = Label.objects.filter(artwork=artwork_id).order_by("number")
    for label in {tuple(getattr(row, name) for name in PLACE): row for row in rows}.values():
        current_keep(label)
