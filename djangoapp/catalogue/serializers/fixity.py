"""The state of the stored files as the API tells it."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from djangoapp.catalogue.models import FixityFinding, FixityPass


class FindingArtworkSerializer(serializers.Serializer):
    """The artwork that a lost file belongs to."""

    id = serializers.UUIDField()
    title = serializers.CharField()


class FixityFindingSerializer(serializers.ModelSerializer[FixityFinding]):
    """A stored file that is not as it was written."""

    part = serializers.SerializerMethodField()
    artwork = serializers.SerializerMethodField()
    filename = serializers.CharField(source="image.filename", default="", read_only=True)

    class Meta:
        model = FixityFinding
        fields = (
            "id", "kind", "part", "name", "detail", "image", "filename", "artwork", "found_at", "seen_at",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(choices=FixityFinding.Part.choices, allow_null=True))
    def get_part(self, finding: FixityFinding) -> str | None:
        """Which file of its picture; None for a file of no picture."""
        return finding.part or None

    @extend_schema_field(FindingArtworkSerializer(allow_null=True))
    def get_artwork(self, finding: FixityFinding) -> dict[str, Any] | None:
        """None for a picture of no artwork, and for a file of no picture."""
        artwork = finding.image.artwork if finding.image else None
        return {"id": str(artwork.id), "title": artwork.title} if artwork else None


class FixityPassSerializer(serializers.ModelSerializer[FixityPass]):
    """One reading of all stored files."""

    left = serializers.IntegerField(default=0, read_only=True, help_text="Images still to be read.")

    class Meta:
        model = FixityPass
        fields = ("began_at", "ended_at", "images", "bytes", "remade", "left")
        read_only_fields = fields


class FixityCountsSerializer(serializers.Serializer):
    """How many files there are of each kind of finding."""

    altered = serializers.IntegerField()
    missing = serializers.IntegerField()
    unreadable = serializers.IntegerField()
    orphaned = serializers.IntegerField()


class FixitySerializer(serializers.Serializer):
    """How the stored files are, in figures."""

    last = FixityPassSerializer(allow_null=True, help_text="The newest pass that came to its end.")
    current = FixityPassSerializer(allow_null=True, help_text="The pass that is under way.")
    counts = FixityCountsSerializer()
