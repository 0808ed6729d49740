"""Settling what an artwork shows: one more label, never a changed one."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from djangoapp.accounts.models import Account, signed_in
from djangoapp.catalogue.models import Artwork, Label, Term, Vocabulary
from djangoapp.core.errors import Conflict, DomainError


def label_add(
    artwork: Artwork,
    vocabulary: Vocabulary,
    term: Term | None,
    *,
    source: str,
    actor: Account | None = None,
    note: str = "",
) -> Label:
    """Settle `term` (None: the vocabulary has no term for it) as the current answer; older labels stay.

    Raises DomainError `term_of_other_vocabulary`, and Conflict when somebody settled it at the same moment.
    """
    if term is not None and term.vocabulary_id != vocabulary.id:
        raise DomainError(
            "term_of_other_vocabulary",
            f"The term {term.slug!r} is not in the vocabulary {vocabulary.slug!r}. Choose one of its terms.",
        )
    try:
        with transaction.atomic():
            return Label.objects.create(
                artwork=artwork,
                vocabulary=vocabulary,
                term=term,
                source=source,
                actor=signed_in(actor),
                note=note,
            )
    except IntegrityError as error:
        raise Conflict(
            "Somebody settled this artwork at the same moment. Reload it and look at the new label."
        ) from error
