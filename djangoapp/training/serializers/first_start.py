"""What a new house is still busy with, as JSON."""

from __future__ import annotations

from rest_framework import serializers

from djangoapp.jobs.phases import PHASES


class DrawingSerializer(serializers.Serializer):
    """The job that draws the demo collection."""

    phase = serializers.ChoiceField(
        PHASES, help_text="Of the job; `failed` when the next start has to go on with it."
    )
    done = serializers.IntegerField(help_text="Cloths in the gallery.")
    total = serializers.IntegerField(help_text="Cloths that there will be.")


class FirstModelSerializer(serializers.Serializer):
    """The run that trains the first model."""

    phase = serializers.ChoiceField(PHASES, help_text="Of the job; `failed` when the next start tries again.")
    progress = serializers.FloatField(help_text="From 0 to 1.")


class FirstStartSerializer(serializers.Serializer):
    """What is going on; null what is over, or was never wanted."""

    drawing = DrawingSerializer(allow_null=True)
    model = FirstModelSerializer(allow_null=True)
