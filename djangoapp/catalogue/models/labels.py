"""The tables of labels: their append-only history, which were taken back, and which hold now."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from djangoapp.catalogue.models.artworks import Artwork, Image
from djangoapp.catalogue.models.vocabularies import Term, Vocabulary
from djangoapp.core.models import UUIDModel


class NamedBy(models.TextChoices):
    """Who says the name of an artwork, from the one that counts least to the one that counts most."""

    MACHINE = "machine"
    DRAWN = "drawn"
    IMPORTED = "imported"
    PERSON = "person"
    AGREED = "agreed"
    EXPERT = "expert"


class Label(UUIDModel):
    """A settled answer for an artwork in a vocabulary, or for the one picture or region that it speaks of.

    Rows are only ever added. A `term` of None settles that the vocabulary has no term for it. `region` is
    `pct:x,y,w,h` of `image`, "" for the whole. `number` counts the labels of one artwork in one vocabulary
    from 1 and is unique. `restores` is the earlier label that this one brought back. Which labels hold now
    stands in CurrentLabel.
    """

    class Source(models.TextChoices):
        IMPORT = "import"
        REVIEW = "review"
        DEMO = "demo"

    artwork = models.ForeignKey(Artwork, on_delete=models.CASCADE, related_name="labels")
    vocabulary = models.ForeignKey(Vocabulary, on_delete=models.PROTECT, related_name="labels")
    term = models.ForeignKey(Term, null=True, blank=True, on_delete=models.PROTECT, related_name="labels")
    # What speaks of one picture goes with it.
    image = models.ForeignKey(Image, null=True, blank=True, on_delete=models.CASCADE, related_name="labels")
    region = models.CharField(max_length=60, blank=True)
    number = models.PositiveIntegerField(default=1, editable=False)
    source = models.CharField(max_length=10, choices=Source.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    restores = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="restored"
    )
    note = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["artwork", "vocabulary", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["artwork", "vocabulary", "number"], name="label_numbers_once"),
            models.CheckConstraint(
                condition=Q(region="") | Q(image__isnull=False), name="label_region_of_an_image"
            ),
        ]
        indexes = [models.Index(fields=["vocabulary", "term"], name="label_by_term")]

    def __str__(self) -> str:
        return f"{self.artwork_id} {self.vocabulary_id} #{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the label under the next number; a label that exists already is never changed (ValueError)."""
        if not self._state.adding:
            raise ValueError(f"label {self.id} is settled history; add a new label instead of changing it")
        newest = Label.objects.filter(artwork=self.artwork_id, vocabulary=self.vocabulary_id).aggregate(
            newest=models.Max("number")
        )["newest"]
        self.number = (newest or 0) + 1
        super().save(*args, **kwargs)

    @property
    def origin(self) -> Label:
        """The label that said it first, where this one only brought it back."""
        return self if self.restores is None else self.restores.origin

    @property
    def said_by(self) -> str:
        """Who said it, by its source; "" where it only says that what was said was taken back."""
        origin = self.origin
        if origin.source != Label.Source.REVIEW:
            return NamedBy.DRAWN if origin.source == Label.Source.DEMO else NamedBy.IMPORTED
        return "" if hasattr(origin, "took_back") else NamedBy.PERSON

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse (ValueError): labels go only with their artwork."""
        raise ValueError(f"label {self.id} is settled history; add a new label instead of deleting it")


class LabelRetraction(models.Model):
    """That a label was taken back by who settled it, and the label that took its place, if it held then."""

    label = models.OneToOneField(Label, on_delete=models.CASCADE, primary_key=True, related_name="retraction")
    replacement = models.OneToOneField(
        Label, null=True, blank=True, on_delete=models.CASCADE, related_name="took_back"
    )
    at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"{self.label_id} taken back"


class CurrentLabel(models.Model):
    """That a label holds now: at most one per artwork, vocabulary, picture or none, and region or "".

    Kept by the services that add labels and take them back, never written elsewhere; the newest label of a
    place holds. Artwork, vocabulary and term are the label's own, so that lists and counts read one table.
    """

    label = models.OneToOneField(Label, on_delete=models.CASCADE, primary_key=True, related_name="current")
    artwork = models.ForeignKey(
        Artwork, on_delete=models.CASCADE, related_name="current_labels", db_index=False
    )
    vocabulary = models.ForeignKey(Vocabulary, on_delete=models.PROTECT, related_name="+", db_index=False)
    term = models.ForeignKey(
        Term, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    image = models.ForeignKey(Image, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    region = models.CharField(max_length=60, blank=True)
    named_by = models.CharField(max_length=10, choices=NamedBy.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["artwork", "vocabulary"],
                condition=Q(image__isnull=True),
                name="one_current_label_of_an_artwork",
            ),
            models.UniqueConstraint(
                fields=["artwork", "vocabulary", "image", "region"],
                condition=Q(image__isnull=False),
                name="one_current_label_of_a_region",
            ),
            models.CheckConstraint(
                condition=Q(region="") | Q(image__isnull=False), name="current_region_of_an_image"
            ),
        ]
        indexes = [
            models.Index(fields=["artwork", "vocabulary", "term"], name="current_by_artwork"),
            models.Index(fields=["vocabulary", "term", "artwork"], name="current_by_vocabulary"),
            models.Index(fields=["term", "artwork"], name="current_by_term"),
        ]

    def __str__(self) -> str:
        return f"{self.label_id} holds"
