"""What the gallery can be narrowed by, and how many artworks each choice leaves."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.models import Count, QuerySet

from djangoapp.catalogue.models import Artwork, CurrentLabel
from djangoapp.catalogue.selectors.labels import labels_current

FACET_LIMIT = 100


def artwork_facets(queries: dict[str, QuerySet[Artwork]]) -> dict[str, list[dict[str, Any]]]:
    """Counts to filter by, one query each; `queries` holds what the other filters leave, by facet."""
    return {facet: COUNTED[facet](queries[facet]) for facet in queries}


def _vocabulary_facet(artworks: QuerySet[Artwork]) -> list[dict[str, Any]]:
    rows = (
        _labels_of(artworks).values_list("vocabulary__slug").annotate(count=Count("artwork", distinct=True))
    )
    return [{"value": value, "count": count} for value, count in rows.order_by("-count", "vocabulary__slug")]


def _term_facet(artworks: QuerySet[Artwork]) -> list[dict[str, Any]]:
    rows = (
        _labels_of(artworks)
        .values("vocabulary__slug", "term__slug", "term__name_id", "term__name_en")
        .annotate(count=Count("artwork", distinct=True))
        .order_by("-count", "term__name_id")
    )
    return [
        {
            "vocabulary": row["vocabulary__slug"],
            "value": row["term__slug"],
            "name": {"id": row["term__name_id"], "en": row["term__name_en"]},
            "count": row["count"],
        }
        for row in rows
    ]


def _labels_of(artworks: QuerySet[Artwork]) -> QuerySet[CurrentLabel]:
    shown = artworks.order_by().values("id")
    return labels_current().filter(artwork__in=shown, term__isnull=False).order_by()


def _drawn_facet(artworks: QuerySet[Artwork]) -> list[dict[str, Any]]:
    counted = artworks.order_by().values_list("is_drawn").annotate(count=Count("id")).order_by("is_drawn")
    return [{"value": "true" if drawn else "false", "count": count} for drawn, count in counted]


def _value_facet(field: str, artworks: QuerySet[Artwork]) -> list[dict[str, Any]]:
    rows = (
        artworks.exclude(**{field: ""})
        .order_by()
        .values_list(field)
        .annotate(count=Count("id"))
        .order_by("-count", field)[:FACET_LIMIT]
    )
    return [{"value": value, "count": count} for value, count in rows]


COUNTED: dict[str, Callable[[QuerySet[Artwork]], list[dict[str, Any]]]] = {
    "vocabulary": _vocabulary_facet,
    "term": _term_facet,
    "place": partial(_value_facet, "place"),
    "technique": partial(_value_facet, "technique"),
    "status": partial(_value_facet, "status"),
    "is_drawn": _drawn_facet,
}
