"""The tables of fixity: the passes over all stored files, and what they found."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from djangoapp.catalogue.models.artworks import Image
from djangoapp.core.models import UUIDModel


class FixityPass(UUIDModel):
    """One reading of every stored file, done in slices; at most one is open, and one process works on it."""

    began_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    is_open = models.BooleanField(default=True)
    at_once = models.BooleanField(default=False)  # Asked for by a person, who waits for its end.
    images = models.PositiveIntegerField(default=0)
    bytes = models.PositiveBigIntegerField(default=0)
    remade = models.PositiveIntegerField(default=0)
    lease_owner = models.CharField(max_length=120, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)

    left: int  # Images still to be read; set by who tells of it.

    class Meta:
        ordering = ["-began_at"]
        verbose_name_plural = "fixity passes"
        constraints = [
            models.UniqueConstraint(
                fields=["is_open"], condition=models.Q(is_open=True), name="one_open_fixity_pass"
            )
        ]

    def __str__(self) -> str:
        return f"fixity pass of {self.began_at:%Y-%m-%d}"


class FixityFinding(models.Model):
    """A stored file that is not as it was written, by its name in the store; gone once it is whole again."""

    class Kind(models.TextChoices):
        ALTERED = "altered"
        MISSING = "missing"
        UNREADABLE = "unreadable"
        ORPHANED = "orphaned"

    class Part(models.TextChoices):
        """Which file of an image; an orphan is none."""

        ORIGINAL = "original"
        THUMB = "thumb"
        VIEW = "view"

    name = models.CharField(max_length=500, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    part = models.CharField(max_length=10, choices=Part.choices, blank=True)
    # Hidden from the image: a finding is no use that somebody made of it.
    image = models.ForeignKey(Image, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    detail = models.CharField(max_length=300, blank=True)
    found_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["kind", "found_at", "name"]

    def __str__(self) -> str:
        return f"{self.name} is {self.kind}"
