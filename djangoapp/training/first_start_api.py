"""GET /api/first-start/: what a new house is still busy with."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from djangoapp.training.first_start import first_start


class DrawingSerializer(serializers.Serializer):
    """The job that draws the demo collection."""

    phase = serializers.CharField(help_text="Of the job; `failed` when the next start has to go on with it.")
    done = serializers.IntegerField(help_text="Cloths in the gallery.")
    total = serializers.IntegerField(help_text="Cloths that there will be.")


class FirstModelSerializer(serializers.Serializer):
    """The run that trains the first model."""

    phase = serializers.CharField(help_text="Of the job; `failed` when the next start tries again.")
    progress = serializers.FloatField(help_text="From 0 to 1.")


class FirstStartSerializer(serializers.Serializer):
    """What is going on; null what is over, or was never wanted."""

    drawing = DrawingSerializer(allow_null=True)
    model = FirstModelSerializer(allow_null=True)


class FirstStartView(APIView):
    """How far a first start is."""

    permission_classes = [AllowAny]
    authentication_classes = []

    @extend_schema(responses=FirstStartSerializer)
    def get(self, request: Request) -> Response:
        """How far the demo collection and its first model are. Uploads wait for that model by themselves."""
        return Response(FirstStartSerializer(first_start()).data)
