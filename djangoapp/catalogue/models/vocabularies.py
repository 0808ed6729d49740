"""The tables of words: vocabulary and term, a term's other names, and what is said of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from djangoapp.catalogue.models.searched import and_search
from djangoapp.catalogue.text import folded
from djangoapp.core.models import UUIDModel

if TYPE_CHECKING:
    from djangoapp.catalogue.models.artworks import Image


class Vocabulary(UUIDModel):
    """A closed set of terms that one model chooses among, such as batik motifs or painters."""

    slug = models.SlugField(max_length=80, unique=True)
    name_id = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    noun_id = models.CharField(max_length=80, default="istilah")
    noun_en = models.CharField(max_length=80, default="term")
    description_id = models.TextField(blank=True)
    description_en = models.TextField(blank=True)
    is_default = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    # Filled in by `selectors.vocabularies_completed`.
    term_count: int
    artwork_count: int
    champion_id: uuid.UUID | None

    class Meta:
        ordering = ["-is_default", "slug"]
        verbose_name_plural = "vocabularies"
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=models.Q(is_default=True), name="one_default_vocabulary"
            )
        ]

    def __str__(self) -> str:
        return self.slug


class Term(UUIDModel):
    """One entry of a vocabulary; `code` is what a model's label says, `slug` is what an address says.

    What is told of it stands in its statements; the columns here are what machines compare and draw.
    """

    class Status(models.TextChoices):
        """How far the entry is, in the words of ISO 25964 and of `owl:deprecated`."""

        CANDIDATE = "candidate"
        APPROVED = "approved"
        DEPRECATED = "deprecated"

    vocabulary = models.ForeignKey(Vocabulary, on_delete=models.CASCADE, related_name="terms")
    code = models.CharField(max_length=200)
    slug = models.SlugField(max_length=120)
    name_id = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.APPROVED)
    origin_place = models.CharField(max_length=200, blank=True)
    origin_province = models.CharField(max_length=200, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    elements = models.JSONField(default=list, blank=True)  # [{id, en}]
    colours = models.JSONField(default=list, blank=True)  # [{id, en}]
    look_alikes = models.JSONField(default=list, blank=True)  # [{slug, how: {id, en}}]
    broader = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="narrower"
    )
    related = models.ManyToManyField("self", blank=True)
    specimen_svg = models.TextField(blank=True)  # only ever drawn by our own code
    search_text = models.TextField(blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    # Filled in by `selectors.terms_completed`.
    artwork_count: int
    cover: Image | None

    class Meta:
        ordering = ["name_id", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["vocabulary", "code"], name="term_code_once_per_vocabulary"),
            models.UniqueConstraint(fields=["vocabulary", "slug"], name="term_slug_once_per_vocabulary"),
        ]

    def __str__(self) -> str:
        return f"{self.vocabulary_id}/{self.slug}"

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Save, with what a search compares."""
        self.search_text = self.searched()
        super().save(*args, update_fields=and_search(update_fields), **kwargs)

    def searched(self) -> str:
        """Names first, so that who looks for a name finds it first; then code, origin and meaning."""
        columns = [self.code, self.origin_place, self.origin_province]
        if self._state.adding:
            return folded(self.name_id, self.name_en, *columns)
        others = self.alt_names.values_list("text", flat=True)
        told = self.statements.filter(aspect=Statement.Aspect.MEANING).values_list("text_id", "text_en")
        return folded(
            self.name_id, self.name_en, *others, *columns, *(text for pair in told for text in pair)
        )


class AltName(UUIDModel):
    """Another name or spelling of a term (SKOS `altLabel`), in one language."""

    class Language(models.TextChoices):
        """Languages by their BCP 47 tag; `und` where nobody says which it is."""

        INDONESIAN = "id"
        ENGLISH = "en"
        JAVANESE = "jv"
        SUNDANESE = "su"
        BALINESE = "ban"
        MADURESE = "mad"
        MINANGKABAU = "min"
        MALAY = "ms"
        DUTCH = "nl"
        FRENCH = "fr"
        GERMAN = "de"
        ITALIAN = "it"
        SPANISH = "es"
        PORTUGUESE = "pt"
        CHINESE = "zh"
        JAPANESE = "ja"
        ARABIC = "ar"
        UNDETERMINED = "und"

    term = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="alt_names")
    text = models.CharField(max_length=200)
    lang = models.CharField(max_length=3, choices=Language.choices, default=Language.INDONESIAN)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["term", "text", "lang"], name="alt_name_once_per_term")
        ]

    def __str__(self) -> str:
        return f"{self.text} ({self.lang})"


class Statement(UUIDModel):
    """One thing that is told of a term, with the source that tells it and who compared the two.

    `checked_at` None: nobody has. `checked_by` None beside it: somebody whose account is no more.
    """

    class Aspect(models.TextChoices):
        """What of a term a statement tells; `reference` names a work that tells more."""

        MEANING = "meaning"
        NAME = "name"
        ORIGIN = "origin"
        PERIOD = "period"
        USE = "use"
        TECHNIQUE = "technique"
        ELEMENTS = "elements"
        COLOURS = "colours"
        REFERENCE = "reference"

    term = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="statements")
    aspect = models.CharField(max_length=10, choices=Aspect.choices)
    text_id = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    source = models.TextField(blank=True)
    source_url = models.URLField(max_length=500, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.aspect}: {self.text_en or self.text_id}"
