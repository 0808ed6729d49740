"""What is settled: the labels that hold now, and counts of them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet

from djangoapp.catalogue.models import Artwork, Label, Vocabulary


def labels_current() -> QuerySet[Label]:
    """The settled answers that hold now: per artwork and vocabulary the label with the highest number."""
    newer = Label.objects.filter(
        artwork=OuterRef("artwork"), vocabulary=OuterRef("vocabulary"), number__gt=OuterRef("number")
    )
    return Label.objects.filter(~Exists(newer))


def label_current(artwork: Artwork, vocabulary: Vocabulary) -> Label | None:
    """The settled answer for one artwork in one vocabulary, or None."""
    return (
        Label.objects.filter(artwork=artwork, vocabulary=vocabulary)
        .select_related("term")
        .order_by("-number")
        .first()
    )


def published_counts(labels: QuerySet[Label], by: str) -> dict[UUID, int]:
    """How many labels of published artworks there are for each value of the column `by`."""
    published = labels.filter(artwork__status=Artwork.Status.PUBLISHED).order_by()
    return dict(published.values_list(by).annotate(count=Count("id")))
