"""What is told of a term: statements and other names put in the place of those there were."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from djangoapp.accounts.models import User
from djangoapp.catalogue.models import AltName, Statement, Term
from djangoapp.catalogue.selectors import STATEMENT_SAYS
from djangoapp.core.errors import DomainError

ASPECTS = ("meaning", "period", "use")
"""Those that may be written as one text each, in place of statements."""
LANGUAGES = ("id", "en")


def statements_taken(fields: dict[str, Any], present: Sequence[Statement]) -> list[dict[str, Any]] | None:
    """Take out of `fields` what they say of statements, as all that a term shall have; None for nothing.

    Raises DomainError for both a list of statements and single texts, and for sources without a text.
    """
    wanted: list[dict[str, Any]] | None = fields.pop("statements", None)
    sources = fields.pop("sources", None)
    texts = {
        aspect: {language: fields.pop(f"{aspect}_{language}", None) for language in LANGUAGES}
        for aspect in ASPECTS
        if any(f"{aspect}_{language}" in fields for language in LANGUAGES)
    }
    if wanted is not None and (texts or sources):
        raise DomainError(
            "said_twice",
            f"Received `statements` and with them {', '.join([*texts, *(['sources'] if sources else [])])}, "
            "which say the same in another way. Send `statements` alone.",
        )
    if sources and not texts:
        raise DomainError(
            "source_without_statement",
            "Received `sources` without a text that stands on them. Send `statements`, each with its source.",
        )
    if wanted is not None or not texts:
        return wanted
    wanted = [said(row) for row in present]
    for aspect, given in texts.items():
        wanted = _rewritten(wanted, aspect, given, sources)
    return wanted


def statements_replace(term: Term, wanted: Sequence[dict[str, Any]], actor: User | None = None) -> None:
    """Let a term have these statements in this order.

    One that says what one says already is that one, and keeps its check unless `checked` is given; `checked`
    True is the check of `actor`, now.
    """
    left = list(term.statements.all())
    rows = []
    for position, entry in enumerate(wanted):
        says = {name: entry.get(name, "") for name in STATEMENT_SAYS}
        row = next((row for row in left if said(row) == says), None)
        if row is None:
            row = Statement(term=term, **says)
        else:
            left.remove(row)
        row.position = position
        _check(row, entry, actor)
        rows.append(row)
    Statement.objects.filter(id__in=[row.id for row in left]).delete()
    for row in rows:
        row.save()


def alt_names_replace(term: Term, names: Sequence[dict[str, str]]) -> None:
    """Let a term have these other names, in this order."""
    term.alt_names.all().delete()
    AltName.objects.bulk_create(
        AltName(term=term, position=position, **name) for position, name in enumerate(names)
    )


def said(row: Statement) -> dict[str, Any]:
    """What a statement says, as it is compared with what is sent."""
    return {name: getattr(row, name) for name in STATEMENT_SAYS}


def _check(row: Statement, entry: dict[str, Any], actor: User | None) -> None:
    """Set or clear who compared a statement with its source, where the caller says so."""
    if "checked" not in entry:
        return
    if not entry["checked"]:
        row.checked_by, row.checked_at = None, None
    elif row.checked_at is None:
        row.checked_by, row.checked_at = actor, timezone.now()


def _rewritten(
    told: list[dict[str, Any]],
    aspect: str,
    given: dict[str, str | None],
    sources: list[dict[str, Any]] | None,
) -> list[dict[str, Any]]:
    """The statements with one in the place of all of an aspect; as they are where it would say the same."""
    before = [entry for entry in told if entry["aspect"] == aspect]
    joined = {
        language: " ".join(filter(None, (entry[f"text_{language}"] for entry in before)))
        for language in LANGUAGES
    }
    texts = joined | {language: text.strip() for language, text in given.items() if text is not None}
    if texts == joined and not sources:
        return told
    others = [entry for entry in told if entry["aspect"] != aspect]
    if not any(texts.values()):
        return others
    titles = [source["title"] for source in sources or []] or [entry["source"] for entry in before]
    urls = {entry["source_url"] for entry in before}
    entry = {
        "aspect": aspect,
        **{f"text_{language}": text for language, text in texts.items()},
        "source": "; ".join(dict.fromkeys(filter(None, titles))),
        "source_url": urls.pop() if len(urls) == 1 and not sources else "",
    }
    if sources:
        entry["checked"] = all(source["checked"] for source in sources)
    at = told.index(before[0]) if before else len(others)
    return [*others[:at], entry, *others[at:]]
