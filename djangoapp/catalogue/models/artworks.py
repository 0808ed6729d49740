"""The tables of works: artwork, image, and what happened once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils import timezone

from djangoapp.catalogue.models.searched import and_search
from djangoapp.catalogue.text import folded
from djangoapp.core.models import UUIDModel

ARTWORK_SEARCHED = (
    "title", "title_en", "accession_number", "maker", "place", "technique", "description_id",
    "description_en",
)  # fmt: skip
"""The columns that a search looks into, by way of `search_text`."""


class Artwork(UUIDModel):
    """A catalogued object with its museum record."""

    class Status(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"

    title = models.CharField(max_length=300, blank=True)
    title_en = models.CharField(max_length=300, blank=True)
    accession_number = models.CharField(max_length=100, blank=True)
    maker = models.CharField(max_length=200, blank=True)
    date = models.CharField(max_length=100, blank=True)
    technique = models.CharField(max_length=200, blank=True)
    material = models.CharField(max_length=200, blank=True)
    dimensions = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=200, blank=True)
    rights = models.CharField(max_length=500, blank=True)
    description_id = models.TextField(blank=True)
    description_en = models.TextField(blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    is_drawn = models.BooleanField(default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Names the record that an import or the demo made, so that running it again finds the record.
    collection_key = models.CharField(max_length=200, null=True, blank=True, unique=True)
    search_text = models.TextField(blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    # Filled in by `selectors.artworks_completed`.
    named_by: str | None

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["status", "-created_at", "-id"], name="artwork_by_status"),
            models.Index(fields=["-created_at", "-id"], name="artwork_by_age"),
        ]

    def __str__(self) -> str:
        return self.title or str(self.id)

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Save, with what a search compares."""
        self.search_text = folded(*(getattr(self, name) for name in ARTWORK_SEARCHED))
        super().save(*args, update_fields=and_search(update_fields), **kwargs)


class ImageQuerySet(models.QuerySet["Image"]):
    """Images whose bulk removal takes the files along."""

    def delete(self) -> tuple[int, dict[str, int]]:
        """Remove one by one, because each row has files to take along."""
        with transaction.atomic():
            counts = [image.delete()[0] for image in self]
        return sum(counts), {"catalogue.Image": len(counts)}


class Image(UUIDModel):
    """One picture: the original kept byte for byte, and two public copies that are always re-encoded.

    `width` and `height` are those of the picture as seen, after EXIF rotation. An image without artwork
    belongs to a submission. The files go with the row, once its removal is committed.
    """

    class Role(models.TextChoices):
        FRONT = "front"
        DETAIL = "detail"
        SELVEDGE = "selvedge"

    # PROTECT: a cascade would forget the files, so images are deleted before their artwork.
    artwork = models.ForeignKey(
        Artwork, null=True, blank=True, on_delete=models.PROTECT, related_name="images"
    )
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.FRONT)
    sha256 = models.CharField(max_length=64, db_index=True)
    bytes = models.PositiveBigIntegerField()
    mime = models.CharField(max_length=60)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    filename = models.CharField(max_length=255, blank=True)  # for people to read; never a path
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    original = models.FileField(max_length=200)
    thumb = models.FileField(max_length=200)
    view = models.FileField(max_length=200)
    # Of the copies as they were written; empty for those from before it was kept, until they are read.
    thumb_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    view_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    files_read_at = models.DateTimeField(null=True, blank=True, editable=False, db_index=True)
    position = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ImageQuerySet.as_manager()

    class Meta:
        ordering = ["position", "created_at", "id"]

    def __str__(self) -> str:
        return f"{self.filename or self.id} ({self.width} x {self.height})"

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Remove the row now and the three files after the commit."""
        names = [file.name for file in (self.original, self.thumb, self.view) if file.name]
        outcome = super().delete(*args, **kwargs)
        for name in names:
            transaction.on_commit(partial(default_storage.delete, name), robust=True)
        return outcome


class Milestone(models.Model):
    """Something that happened once in this house and must not happen again by itself, by name."""

    name = models.CharField(max_length=60, primary_key=True)
    at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%Y-%m-%d}"
