"""What is settled: the labels that hold now, and counts of them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, QuerySet

from djangoapp.catalogue.models import Artwork, CurrentLabel, Image, Label, Vocabulary


def labels_current() -> QuerySet[CurrentLabel]:
    """The settled answers that hold now, of artworks, of single pictures and of regions."""
    return CurrentLabel.objects.all()


def label_current(
    artwork: Artwork, vocabulary: Vocabulary, image: Image | None = None, region: str = ""
) -> Label | None:
    """The settled answer for an artwork in one vocabulary, or for a picture or region of it; or None."""
    held = labels_current().filter(artwork=artwork, vocabulary=vocabulary, image=image, region=region)
    found = held.select_related("label__term").first()
    return found.label if found else None


def published_counts(labels: QuerySet[CurrentLabel], by: str) -> dict[UUID, int]:
    """How many published artworks the labels are of, for each value of the column `by`."""
    published = labels.filter(artwork__status=Artwork.Status.PUBLISHED).order_by()
    return dict(published.values_list(by).annotate(count=Count("artwork", distinct=True)))
