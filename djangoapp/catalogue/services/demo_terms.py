"""The terms of the demo collection: made with what is told of them, and renewed where nobody wrote."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from djangoapp.catalogue.models import Term, Vocabulary
from djangoapp.catalogue.services.statements import alt_names_replace, said, statements_replace

# A record saved later than this after it was made was saved by a person.
UNTOUCHED = timedelta(seconds=1)


def demo_terms_ensure(vocabulary: Vocabulary, entries: list[dict[str, Any]]) -> dict[str, Term]:
    """The terms of the demo by slug; those that are there already keep what people wrote."""
    from ml import drawings

    terms = {term.slug: term for term in vocabulary.terms.filter(code__in=[e["slug"] for e in entries])}
    with transaction.atomic():
        for entry in entries:
            slug = entry["slug"]
            if slug not in terms:
                drawing = drawings.specimen(slug)
                terms[slug] = Term.objects.create(
                    vocabulary=vocabulary, code=slug, slug=slug, specimen_svg=drawing, **_columns(entry)
                )
                _tell(terms[slug], entry)
    demo_terms_renew(vocabulary, entries)
    return terms


@transaction.atomic
def demo_terms_renew(vocabulary: Vocabulary, entries: list[dict[str, Any]]) -> int:
    """Tell what `entries` tell of the drawn terms that no person has written of; how many that changed."""
    by_slug = {entry["slug"]: entry for entry in entries}
    changed = 0
    for term in _untouched(vocabulary).filter(code__in=by_slug).prefetch_related("statements", "alt_names"):
        entry = by_slug[term.code]
        if not _tells(term, entry):
            _tell(term, entry)
            changed += 1
    return changed


def _untouched(vocabulary: Vocabulary) -> QuerySet[Term]:
    """Drawn terms that were never saved again."""
    return vocabulary.terms.exclude(specimen_svg="").filter(updated_at__lte=F("created_at") + UNTOUCHED)


def _tells(term: Term, entry: dict[str, Any]) -> bool:
    names = [{"text": name.text, "lang": name.lang} for name in term.alt_names.all()]
    columns = _columns(entry)
    return (
        [said(row) for row in term.statements.all()] == _statements(entry)
        and names == entry["alt_names"]
        and {name: getattr(term, name) for name in columns} == columns
    )


def _tell(term: Term, entry: dict[str, Any]) -> None:
    """Written past `save`, so that the term still counts as one that nobody has touched."""
    statements_replace(term, _statements(entry))
    alt_names_replace(term, entry["alt_names"])
    for name, value in _columns(entry).items():
        setattr(term, name, value)
    Term.objects.filter(id=term.id).update(**_columns(entry), search_text=term.searched())


def _statements(entry: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "aspect": row["aspect"],
            "text_id": row["text"]["id"],
            "text_en": row["text"]["en"],
            "source": row["source"],
            "source_url": row["source_url"],
        }
        for row in entry["statements"]
    ]


def _columns(entry: dict[str, Any]) -> dict[str, Any]:
    """One entry of `ml.drawings.metadata()` as columns of a term."""
    origin = entry["origin"]
    return {
        "name_id": entry["name"]["id"],
        "name_en": entry["name"]["en"],
        "origin_place": origin["place"],
        "origin_province": origin["province"],
        "latitude": origin["latitude"],
        "longitude": origin["longitude"],
        **{name: entry[name] for name in ("elements", "colours", "look_alikes")},
    }
