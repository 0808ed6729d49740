"""Settling what an artwork shows: one more label, never a changed one, and which of them holds."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from djangoapp.accounts.models import Account, signed_in
from djangoapp.catalogue.models import Artwork, CurrentLabel, Image, Label, LabelRetraction, Term, Vocabulary
from djangoapp.catalogue.regions import region_normal
from djangoapp.catalogue.services.current_labels import current_keep, named_by, same_place
from djangoapp.core.errors import Conflict, DomainError


def label_add(
    artwork: Artwork,
    vocabulary: Vocabulary,
    term: Term | None,
    *,
    source: str,
    actor: Account | None = None,
    note: str = "",
    image: Image | None = None,
    region: str = "",
) -> Label:
    """Settle `term` (None: the vocabulary has no term for it) as the current answer; older labels stay.

    It holds for the whole artwork, or for one picture of it, or for a `region` of that picture.
    Raises DomainError `term_of_other_vocabulary`, `image_of_other_artwork` or `region_invalid`, and Conflict
    when somebody settled it at the same moment.
    """
    _check(artwork, vocabulary, term, image)
    label = Label(
        artwork=artwork,
        vocabulary=vocabulary,
        term=term,
        source=source,
        actor=signed_in(actor),
        note=note,
        image=image,
        region=_region(image, region),
    )
    return _settle(label)


def label_retract(label: Label, *, actor: Account, note: str) -> Label | None:
    """Note that a label was taken back; where it held, the one before it holds again, by one more label.

    What was itself taken back does not come back; where nothing stood before, the new label has no term.
    Answers that new label, or None where another label held.
    """
    with transaction.atomic():
        _lock(label.artwork_id)
        retraction, is_new = LabelRetraction.objects.get_or_create(label=label)
        if not is_new:
            return retraction.replacement
        held = same_place(label).select_related("restores").order_by("-number")[0]
        if held.origin != label:
            _count_voices_again(held)
            return None
        before = _before(label)
        retraction.replacement = Label(
            artwork_id=label.artwork_id,
            vocabulary_id=label.vocabulary_id,
            term_id=before.term_id if before else None,
            image_id=label.image_id,
            region=label.region,
            source=Label.Source.REVIEW,
            actor=signed_in(actor),
            restores=before,
            note=note,
        )
        _settle(retraction.replacement)
        retraction.save(update_fields=["replacement"])
        _count_voices_again(retraction.replacement)
        return retraction.replacement


def _check(artwork: Artwork, vocabulary: Vocabulary, term: Term | None, image: Image | None) -> None:
    if term is not None and term.vocabulary_id != vocabulary.id:
        raise DomainError(
            "term_of_other_vocabulary",
            f"The term {term.slug!r} is not in the vocabulary {vocabulary.slug!r}. Choose one of its terms.",
        )
    if image is not None and image.artwork_id != artwork.id:
        raise DomainError(
            "image_of_other_artwork",
            f"The picture {image.id} is not one of artwork {artwork.id}. Choose one of its pictures.",
        )


def _region(image: Image | None, region: str) -> str:
    """The region in its one way of writing, "" for the whole."""
    if not region:
        return ""
    try:
        if image is None:
            raise ValueError("no picture is named that it is part of")
        return region_normal(region)
    except ValueError as error:
        raise DomainError(
            "region_invalid",
            f"The region {region[:80]!r} cannot be used: {error}. Name a picture, and a part of it as "
            "pct:x,y,w,h in percent.",
        ) from error


def _settle(label: Label) -> Label:
    """Add the label and let it hold; those who settle one artwork at a time come after each other."""
    try:
        with transaction.atomic():
            _lock(label.artwork_id)
            label.save()
            current_keep(label)
    except IntegrityError as error:
        raise Conflict(
            "Somebody settled this artwork at the same moment. Reload it and look at the new label."
        ) from error
    return label


def _lock(artwork_id: UUID) -> None:
    Artwork.objects.select_for_update().filter(id=artwork_id).first()


def _before(label: Label) -> Label | None:
    """The newest label before this one whose first saying was not taken back."""
    earlier = same_place(label).filter(number__lt=label.number, took_back__isnull=True)
    gone = set(
        LabelRetraction.objects.filter(label__artwork=label.artwork_id).values_list("label", flat=True)
    )
    rows = earlier.select_related("restores").order_by("-number")
    return next((row for row in rows if row.origin.id not in gone), None)


def _count_voices_again(held: Label) -> None:
    """One who agreed may be who took it back."""
    CurrentLabel.objects.filter(label=held).update(named_by=named_by(held))
