"""GET /api/first-start/: what a new house is still busy with."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from djangoapp.training.selectors import first_start
from djangoapp.training.serializers.first_start import FirstStartSerializer


class FirstStartView(APIView):
    """How far a first start is."""

    permission_classes = [AllowAny]
    authentication_classes = []

    @extend_schema(responses=FirstStartSerializer)
    def get(self, request: Request) -> Response:
        """How far the demo collection and its first model are. Uploads wait for that model by themselves."""
        return Response(FirstStartSerializer(first_start()).data)
