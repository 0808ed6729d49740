"""Where drawn specimens stand back: once an artwork that is not drawn is published."""

from __future__ import annotations

from django.db.models import Exists, Q, QuerySet

from djangoapp.catalogue.models import Artwork, CurrentLabel


def artworks_without_specimens(artworks: QuerySet[Artwork]) -> QuerySet[Artwork]:
    """Without the drawn ones, unless nothing else is published yet."""
    return artworks.filter(Q(is_drawn=False) | _only_specimens())


def labels_without_specimens(labels: QuerySet[CurrentLabel]) -> QuerySet[CurrentLabel]:
    """Without those of drawn artworks, unless nothing else is published yet."""
    return labels.filter(Q(artwork__is_drawn=False) | _only_specimens())


def _only_specimens() -> Q:
    real = Artwork.objects.filter(status=Artwork.Status.PUBLISHED, is_drawn=False)
    return Q(~Exists(real))
