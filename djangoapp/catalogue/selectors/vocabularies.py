"""Reading vocabularies, with their counts and the model that serves each."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Count, QuerySet

from djangoapp.catalogue import extensions
from djangoapp.catalogue.models import Term, Vocabulary
from djangoapp.catalogue.selectors.labels import labels_current, published_counts
from djangoapp.core.errors import DomainError


def vocabulary_get(slug: str | None = None) -> Vocabulary:
    """The vocabulary of that slug, the default one without; DomainError `unknown_vocabulary` (404)."""
    found = Vocabulary.objects.filter(**({"slug": slug} if slug else {"is_default": True})).first()
    if found is None:
        known = ", ".join(Vocabulary.objects.values_list("slug", flat=True)) or "none yet"
        wanted = f"no vocabulary {slug!r}" if slug else "no default vocabulary"
        raise DomainError(
            "unknown_vocabulary",
            f"There is {wanted}. Known are: {known}. Use one of these slugs.",
            404,
            known=known,
        )
    return found


def vocabularies_listed() -> QuerySet[Vocabulary]:
    """All vocabularies, the default one first."""
    return Vocabulary.objects.order_by("-is_default", "slug")


def vocabularies_completed(page: Sequence[Vocabulary]) -> Sequence[Vocabulary]:
    """The same rows with `term_count`, `artwork_count` (published ones) and `champion`; three queries."""
    ids = [vocabulary.id for vocabulary in page]
    terms = dict(
        Term.objects.filter(vocabulary__in=ids)
        .order_by()
        .values_list("vocabulary")
        .annotate(count=Count("id"))
    )
    labelled = labels_current().filter(vocabulary__in=ids, term__isnull=False)
    artworks = published_counts(labelled, "vocabulary")
    extras = extensions.vocabulary_extras(page)
    for vocabulary in page:
        vocabulary.term_count = terms.get(vocabulary.id, 0)
        vocabulary.artwork_count = artworks.get(vocabulary.id, 0)
        vocabulary.champion_id = extras[vocabulary.id]["champion"]
    return page
