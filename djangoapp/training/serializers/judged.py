"""Locked pictures and what a version called them, as the API shows them."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from djangoapp.catalogue.serializers.refs import ImageRefSerializer
from djangoapp.training.models import JudgedPicture


class JudgedPictureSerializer(serializers.Serializer):
    """A locked picture, what it shows, and what the version called it."""

    image = ImageRefSerializer()
    artwork = serializers.UUIDField(source="image.artwork_id")
    truth = serializers.CharField(help_text="Code of the settled term.")
    named = serializers.CharField(help_text="Code of the first answer.")
    probability = serializers.SerializerMethodField()

    @extend_schema_field(serializers.FloatField())
    def get_probability(self, row: JudgedPicture) -> float:
        """How surely it said so."""
        return float(row.top[0][1])
