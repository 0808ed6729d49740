"""GET /api/health/: what the parts say of themselves."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from djangoapp.core.processes import health


class HealthFindingSerializer(serializers.Serializer):
    """One health check's answer."""

    name = serializers.CharField()
    ok = serializers.BooleanField()
    detail = serializers.CharField()


Health = inline_serializer(
    "Health",
    {
        "status": serializers.ChoiceField(["ok", "degraded", "down"]),
        "checks": HealthFindingSerializer(many=True),
    },
)


class HealthView(APIView):
    """How the parts are: 200 when the site can be used, 503 when the database does not answer."""

    permission_classes = [AllowAny]
    authentication_classes = []

    @extend_schema(responses={200: Health, 503: OpenApiResponse(Health, description="The database is down.")})
    def get(self, request: Request) -> Response:
        """How the parts are: 200 when the site can be used, 503 when the database does not answer."""
        report = health.examine()
        return Response(report, status=503 if report["status"] == "down" else 200)
