"""What the gallery can be narrowed by, and how many artworks each choice leaves."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet

from djangoapp.catalogue.models import Artwork
from djangoapp.catalogue.selectors.labels import labels_current

FACET_LIMIT = 100


def artwork_facets(queries: dict[str, QuerySet[Artwork]], *, staff: bool) -> dict[str, list[dict[str, Any]]]:
    """Counts to filter by; `queries` holds for each facet the artworks that all the other filters leave."""
    found = {
        "term": _term_facet(queries["term"]),
        "place": _value_facet(queries["place"], "place"),
        "technique": _value_facet(queries["technique"], "technique"),
    }
    if staff:
        found["status"] = _value_facet(queries["status"], "status")
    return found


def _term_facet(artworks: QuerySet[Artwork]) -> list[dict[str, Any]]:
    labels = labels_current().filter(artwork__in=artworks.order_by().values("id"), term__isnull=False)
    rows = (
        labels.order_by()
        .values("vocabulary__slug", "term__slug", "term__name_id", "term__name_en")
        .annotate(count=Count("id"))
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


def _value_facet(artworks: QuerySet[Artwork], field: str) -> list[dict[str, Any]]:
    rows = (
        artworks.exclude(**{field: ""})
        .order_by()
        .values_list(field)
        .annotate(count=Count("id"))
        .order_by("-count", field)[:FACET_LIMIT]
    )
    return [{"value": value, "count": count} for value, count in rows]
