"""What the gallery can be narrowed by, in the address."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django_filters import rest_framework as filters

from djangoapp.catalogue import selectors
from djangoapp.catalogue.models import Artwork
from djangoapp.catalogue.text import search_words

ORDERINGS = ("created_at", "title", "date", "place")


class ArtworkFilter(filters.FilterSet):
    """Filters of `GET /api/artworks/`; they narrow together."""

    vocabulary = django_filters.CharFilter(
        method="by_vocabulary", help_text="Slug; artworks with a settled term of this vocabulary."
    )
    term = django_filters.CharFilter(
        method="by_term", help_text="Slug of the settled term, or several separated by commas."
    )
    status = django_filters.ChoiceFilter(choices=Artwork.Status.choices, help_text="Drafts are for staff.")
    q = django_filters.CharFilter(method="by_words", help_text="Words that all occur in the record.")
    place = django_filters.CharFilter()
    technique = django_filters.CharFilter()
    is_drawn = django_filters.BooleanFilter(help_text="Drawn specimens only, or none.")
    hide_specimens = django_filters.BooleanFilter(
        method="by_need_of_specimens",
        help_text="Without drawn specimens, once an artwork that is not drawn is published.",
    )
    mine = django_filters.BooleanFilter(method="by_maker", help_text="Only what the caller added.")
    ordering = django_filters.OrderingFilter(fields=[(name, name) for name in ORDERINGS])

    class Meta:
        model = Artwork
        fields: list[str] = []

    def by_vocabulary(self, queryset: QuerySet[Artwork], name: str, value: str) -> QuerySet[Artwork]:
        return queryset.filter(_labelled(Q(vocabulary__slug=value, term__isnull=False)))

    def by_term(self, queryset: QuerySet[Artwork], name: str, value: str) -> QuerySet[Artwork]:
        wanted = Q(term__slug__in=[slug for slug in value.split(",") if slug])
        vocabulary = self.data.get("vocabulary")
        if vocabulary:
            wanted &= Q(vocabulary__slug=vocabulary)
        return queryset.filter(_labelled(wanted))

    def by_words(self, queryset: QuerySet[Artwork], name: str, value: str) -> QuerySet[Artwork]:
        for word in search_words(value):
            queryset = queryset.filter(
                Q(search_text__contains=word) | _labelled(Q(term__search_text__contains=word))
            )
        return queryset

    def by_maker(self, queryset: QuerySet[Artwork], name: str, value: bool) -> QuerySet[Artwork]:
        if not value:
            return queryset
        user = self.request.user
        return queryset.filter(created_by=user) if user.is_authenticated else queryset.none()

    def by_need_of_specimens(self, queryset: QuerySet[Artwork], name: str, value: bool) -> QuerySet[Artwork]:
        return selectors.artworks_without_specimens(queryset) if value else queryset

    @property
    def qs(self) -> QuerySet[Artwork]:
        """The filtered artworks, in an order that never leaves two rows to chance."""
        queryset: QuerySet[Artwork] = super().qs
        return queryset.order_by(*(queryset.query.order_by or ("-created_at",)), "-id")

    def without(self, *names: str) -> QuerySet[Artwork]:
        """What the other filters leave when `names` are not set: the ground for a facet."""
        data = self.data.copy()
        for name in names:
            data.pop(name, None)
        return type(self)(data=data, queryset=self.queryset, request=self.request).qs


OWN_FILTERS = {
    "vocabulary": ("vocabulary", "term"),  # A term is one of its vocabulary: another one drops it.
    "term": ("term",),
    "place": ("place",),
    "technique": ("technique",),
    "is_drawn": ("is_drawn", "hide_specimens"),
}
"""The filters that choose among the values of a facet; a facet is counted without its own."""


def facets_of(filterset: ArtworkFilter, *, staff: bool) -> dict[str, Any]:
    """The facets beside the list."""
    own = OWN_FILTERS | ({"status": ("status",)} if staff else {})
    return selectors.artwork_facets({facet: filterset.without(*names) for facet, names in own.items()})


def _labelled(condition: Q) -> Q:
    """Artworks with a current label that meets the condition.

    As a list that the database makes once: asked anew for each artwork, it took minutes at 20,000 of them.
    """
    return Q(id__in=selectors.labels_current().filter(condition).order_by().values("artwork"))
