"""/api/model-versions/{id}/judged/, versus/ and cards/: the evidence behind a version's figures."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import generics, serializers
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from djangoapp.catalogue.serializers.refs import ImageRefSerializer
from djangoapp.core.web.permissions import UPLOAD, allows
from djangoapp.training import selectors
from djangoapp.training.figures import VersusSerializer
from djangoapp.training.judged import judged_completed, judged_listed, versus
from djangoapp.training.models import JudgedPicture, ModelVersion

ForStaff: type[BasePermission] = allows(UPLOAD)


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


class ByAnswer(filters.FilterSet):
    """One cell, row or column of the confusion matrix."""

    truth = filters.CharFilter(field_name="truth", help_text="Code of the settled term.")
    named = filters.CharFilter(field_name="named", help_text="Code of the first answer.")


class JudgedPicturesView(generics.ListAPIView):
    """The pictures behind the confusion matrix."""

    serializer_class = JudgedPictureSerializer
    permission_classes = [ForStaff]
    filterset_class = ByAnswer
    queryset = JudgedPicture.objects.none()

    def get_queryset(self) -> Any:
        """Those of one version."""
        if getattr(self, "swagger_fake_view", False):
            return JudgedPicture.objects.none()
        return judged_listed(selectors.model_version_get(self.kwargs["version_id"]))

    @extend_schema(summary="Locked pictures and what the version called them")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The locked pictures that the version was judged on here, as far as the catalogue still has them."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response(JudgedPictureSerializer(judged_completed(page), many=True).data)


class VersusView(APIView):
    """Two versions, picture by picture."""

    permission_classes = [ForStaff]

    @extend_schema(
        responses={200: VersusSerializer},
        parameters=[
            OpenApiParameter("other", UUID, description="Compared with; the serving version without it.")
        ],
    )
    def get(self, request: Request, version_id: UUID) -> Response:
        """What changes when this version takes over from the other: on the locked pictures of both."""
        second = selectors.model_version_get(version_id)
        first = _other(second, request.query_params.get("other"))
        return Response(VersusSerializer(versus(first, second)).data)


def _other(version: ModelVersion, asked: str | None) -> ModelVersion:
    if asked:
        return selectors.model_version_get(serializers.UUIDField().run_validation(asked))
    return selectors.champion_of(version)


class CardView(APIView):
    """A card."""

    permission_classes = [ForStaff]

    @extend_schema(
        responses={(200, "text/markdown"): OpenApiTypes.STR},
        parameters=[OpenApiParameter("card", str, "path", enum=list(selectors.CARDS))],
    )
    def get(self, request: Request, version_id: UUID, card: str) -> HttpResponse:
        """The model card or the data card of a version, written by its training, as a Markdown file."""
        version = selectors.model_version_get(version_id)
        response = HttpResponse(selectors.card_of(version, card), content_type="text/markdown; charset=utf-8")
        name = f"{version.vocabulary.slug}-{version.number}-{card}-card.md"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["Cache-Control"] = "private, max-age=3600"
        return response
