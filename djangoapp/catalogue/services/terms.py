"""Making and changing vocabularies and terms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from djangoapp.accounts.models import User
from djangoapp.catalogue.models import Term, Vocabulary
from djangoapp.catalogue.selectors import term_etag
from djangoapp.catalogue.services.statements import alt_names_replace, statements_replace, statements_taken
from djangoapp.catalogue.text import readable
from djangoapp.core.errors import Conflict, DomainError
from djangoapp.core.web.preconditions import require_match

SLUG_LENGTH = 120


def vocabulary_ensure(
    slug: str, *, default: bool = False, texts: dict[str, str] | None = None
) -> tuple[Vocabulary, bool]:
    """The vocabulary of that slug and whether it was made now; the first one of a house is its default.

    `texts` (name_id, noun_en ...) are for a new one only. Raises DomainError `invalid_slug`.
    """
    if not slug or slug != slugify(slug) or len(slug) > 80:
        raise DomainError(
            "invalid_slug",
            f"Received the vocabulary slug {slug!r}; use small letters, digits and hyphens, 80 at most.",
        )
    with transaction.atomic():
        names = {"name_id": readable(slug), "name_en": readable(slug)} | {
            key: value for key, value in (texts or {}).items() if value
        }
        vocabulary, made = Vocabulary.objects.get_or_create(slug=slug, defaults=names)
        if default or not Vocabulary.objects.filter(is_default=True).exists():
            vocabulary_make_default(vocabulary)
    return vocabulary, made


def vocabulary_make_default(vocabulary: Vocabulary) -> None:
    """Let this vocabulary answer where none is named."""
    with transaction.atomic():
        Vocabulary.objects.filter(is_default=True).exclude(id=vocabulary.id).update(is_default=False)
        vocabulary.is_default = True
        vocabulary.save(update_fields=["is_default"])


def term_ensure(vocabulary: Vocabulary, code: str) -> tuple[Term, bool]:
    """The term whose code is exactly `code` and whether it was made now, with a readable name."""
    with transaction.atomic():
        return Term.objects.get_or_create(
            vocabulary=vocabulary,
            code=code,
            defaults={
                "slug": free_slug(vocabulary, code),
                "name_id": readable(code),
                "name_en": readable(code),
            },
        )


def free_slug(vocabulary: Vocabulary, text: str) -> str:
    """Django's slug of `text`, with a number behind it where the vocabulary has that slug already."""
    base = slugify(text)[: SLUG_LENGTH - 6] or "term"
    taken = set(vocabulary.terms.filter(slug__startswith=base).values_list("slug", flat=True))
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


def term_create(vocabulary: Vocabulary, fields: dict[str, Any], *, actor: User | None = None) -> Term:
    """Add a term; code and slug are made from the English name where they are not given. Raises Conflict."""
    fields = dict(fields)
    code = fields.pop("code", "") or slugify(fields.get("name_en", "")) or "term"
    slug = fields.pop("slug", "") or free_slug(vocabulary, code)
    _check_look_alikes(vocabulary, fields)
    term = Term(vocabulary=vocabulary, code=code, slug=slug)
    try:
        with transaction.atomic():
            return _written(term, fields, actor)
    except IntegrityError as error:
        raise Conflict(
            f"The vocabulary {vocabulary.slug!r} already has a term with the code {code!r} or the slug "
            f"{slug!r}. Change that one, or choose another code."
        ) from error


@transaction.atomic
def term_update(
    term: Term,
    fields: dict[str, Any],
    *,
    if_match: Sequence[str] | None = None,
    actor: User | None = None,
) -> Term:
    """Change what is said of a term; its code and slug stay, because models and addresses name them.

    Raises ChangedMeanwhile unless its ETag is one of `if_match`.
    """
    term = Term.objects.select_for_update(of=("self",)).select_related("vocabulary").get(id=term.id)
    require_match(if_match, term_etag(term))
    for fixed in ("code", "slug"):
        if fields.get(fixed, getattr(term, fixed)) != getattr(term, fixed):
            raise Conflict(
                f"Received the {fixed} {fields[fixed]!r} for {getattr(term, fixed)!r}, but it cannot "
                "change, because models and addresses name it. Change its names instead."
            )
    _check_look_alikes(term.vocabulary, fields)
    return _written(term, dict(fields), actor)


def _written(term: Term, fields: dict[str, Any], actor: User | None) -> Term:
    """Write the columns, and the rows that belong to the term; the search knows both when it is saved."""
    related, alt_names = fields.pop("related", None), fields.pop("alt_names", None)
    is_new = term._state.adding
    statements = statements_taken(fields, [] if is_new else list(term.statements.all()))
    _check_broader(term, fields.get("broader"))
    for name, value in fields.items():
        setattr(term, name, value)
    if is_new:
        term.save()
    if related is not None:
        term.related.set(related)
    _check_related(term)
    if alt_names is not None:
        alt_names_replace(term, alt_names)
    if statements is not None:
        statements_replace(term, statements, actor)
    term.save(update_fields=[*fields, "updated_at"])
    return term


def _above(term: Term) -> Iterator[Term]:
    """The terms above a term, the nearest first."""
    broader = term.broader
    while broader is not None:
        yield broader
        broader = broader.broader


def _check_broader(term: Term, broader: Term | None) -> None:
    """A term may not stand above itself, however far up."""
    if broader is not None and any(one.id == term.id for one in (broader, *_above(broader))):
        raise DomainError(
            "circular_broader_term",
            f"{term.slug!r} cannot be narrower than {broader.slug!r}, which is itself below it. Choose "
            "another broader term.",
        )


def _check_related(term: Term) -> None:
    """Related terms stand beside one another; SKOS keeps them apart from those above and below."""
    for other in term.related.select_related("broader"):
        if term.id in (other.id, *(one.id for one in _above(other))) or other in _above(term):
            raise DomainError(
                "related_is_broader",
                f"{other.slug!r} cannot be related to {term.slug!r}: it is the term itself, or stands above "
                "or below it. Name terms beside it.",
            )


def _check_look_alikes(vocabulary: Vocabulary, fields: dict[str, Any]) -> None:
    wanted = {entry["slug"] for entry in fields.get("look_alikes", [])}
    known = set(vocabulary.terms.filter(slug__in=wanted).values_list("slug", flat=True))
    if wanted - known:
        raise DomainError(
            "unknown_term",
            f"The vocabulary {vocabulary.slug!r} has no term {sorted(wanted - known)[0]!r}, received as a "
            "look-alike. Name terms of the same vocabulary by their slug.",
            term=sorted(wanted - known)[0],
            vocabulary=vocabulary.slug,
        )
