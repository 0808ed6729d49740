"""Reading terms, with their counts and cover pictures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, Subquery, UUIDField, Value
from django.db.models.functions import StrIndex

from djangoapp.catalogue.models import Artwork, CurrentLabel, Image, Statement, Term, Vocabulary
from djangoapp.catalogue.selectors.labels import labels_current, published_counts
from djangoapp.catalogue.selectors.specimens import labels_without_specimens
from djangoapp.catalogue.selectors.vocabularies import vocabulary_get
from djangoapp.catalogue.text import search_words
from djangoapp.core.errors import NotFound
from djangoapp.core.web.preconditions import record_etag

EDITABLE = (
    "name_id", "name_en", "status", "origin_place", "origin_province", "latitude", "longitude", "elements",
    "colours", "look_alikes", "broader_id",
)  # fmt: skip
"""The columns that people write."""
STATEMENT_SAYS = ("aspect", "text_id", "text_en", "source", "source_url")
"""What a statement says; with any of it another, it is another statement."""


def term_etag(term: Term) -> str:
    """A value that changes with anything that people write of the term."""
    told = [
        [*(getattr(row, name) for name in STATEMENT_SAYS), row.checked_at] for row in term.statements.all()
    ]
    names = [[name.text, name.lang] for name in term.alt_names.all()]
    related = sorted(other.slug for other in term.related.all())
    return record_etag(term, EDITABLE, told, names, related)


def terms_listed(vocabulary: Vocabulary, query: str = "") -> QuerySet[Term]:
    """The terms by name, with what is told of them.

    `query` is looked for in names, other names, code, origin and meaning; those come first that have its
    first word there first.
    """
    words = search_words(query)
    terms = vocabulary.terms.annotate(has_specimen=~Q(specimen_svg="")).defer("specimen_svg")
    for word in words:
        terms = terms.filter(search_text__contains=word)
    told = Statement.objects.select_related("checked_by")
    terms = terms.select_related("vocabulary", "broader").prefetch_related(
        Prefetch("statements", queryset=told), "alt_names"
    )
    found_at = [StrIndex("search_text", Value(words[0]))] if words else []
    return terms.order_by(*found_at, "name_id", "slug")


def terms_completed(page: Sequence[Term], *, hide_specimens: bool = False) -> Sequence[Term]:
    """The same rows with `artwork_count` (published ones) and `cover` (an Image or None); three queries.

    `hide_specimens`: neither counts nor shows drawn artworks, once one that is not drawn is published.
    """
    ids = [term.id for term in page]
    labels = labels_without_specimens(labels_current()) if hide_specimens else labels_current()
    counts = published_counts(labels.filter(term__in=ids), "term")
    covers = _covers(ids, labels)
    for term in page:
        term.artwork_count = counts.get(term.id, 0)
        term.cover = covers.get(term.id)
    return page


def term_get(vocabulary: str, slug: str) -> Term:
    """One term with its counts and `look_alike_terms`; NotFound."""
    term = terms_listed(vocabulary_get(vocabulary)).filter(slug=slug).first()
    if term is None:
        raise NotFound(f"The vocabulary {vocabulary!r} has no term {slug!r}. See the list of its terms.")
    terms_completed([term])
    return term


def terms_by_slug(vocabulary: Vocabulary, slugs: Iterable[str]) -> dict[str, Term]:
    """Terms of a vocabulary by slug; unknown slugs are left out."""
    return {term.slug: term for term in terms_listed(vocabulary).filter(slug__in=list(slugs))}


def _covers(terms: list[UUID], labels: QuerySet[CurrentLabel]) -> dict[UUID, Image]:
    """The first picture of the oldest published artwork of each term, of a drawn one only without others.

    Where the label speaks of one picture it is that one; a region is no cover.
    """
    labelled = labels.filter(
        term=OuterRef("pk"),
        region="",
        artwork__status=Artwork.Status.PUBLISHED,
        artwork__images__isnull=False,
    )
    oldest = labelled.order_by(
        "artwork__is_drawn", "artwork__created_at", "artwork__id", F("image__position").asc(nulls_first=True)
    )
    chosen = (
        Term.objects.filter(id__in=terms)
        .annotate(cover_label=Subquery(oldest.values("label")[:1], output_field=UUIDField()))
        .values_list("cover_label", flat=True)
    )
    shown = Image.objects.filter(artwork__current_labels__in=[label for label in chosen if label])
    images: QuerySet[Any] = shown.annotate(
        of_term=F("artwork__current_labels__term"), spoken_of=F("artwork__current_labels__image")
    )
    covers: dict[UUID, Image] = {}
    for image in images.select_related("artwork").order_by("position", "created_at", "id"):
        if image.spoken_of in (None, image.id):
            covers.setdefault(image.of_term, image)
    return covers
