"""Cloths to try a model on, as JSON."""

from __future__ import annotations

from rest_framework import serializers

from djangoapp.catalogue.serializers.refs import ImageRefSerializer


class SamplesSerializer(serializers.Serializer):
    """Pictures, without a word of what they show."""

    results = ImageRefSerializer(many=True)
