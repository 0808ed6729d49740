"""/api/model-versions/ and /api/promotions/: the models there are, and who serves when."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from djangoapp.core.web.permissions import PROMOTE, UPLOAD, allows
from djangoapp.training import selectors, services
from djangoapp.training.api.filters import ByVocabulary
from djangoapp.training.models import ModelVersion, Promotion
from djangoapp.training.serializers.versions import (
    ModelVersionSerializer,
    PromotionAnswerSerializer,
    PromotionRequestSerializer,
    PromotionSerializer,
)


class ModelVersionsView(generics.ListAPIView[ModelVersion]):
    """The versions."""

    serializer_class = ModelVersionSerializer
    permission_classes = [allows(UPLOAD)]
    filterset_class = ByVocabulary
    queryset = ModelVersion.objects.none()

    def get_queryset(self) -> Any:
        """All versions."""
        return selectors.model_versions_listed()

    @extend_schema(summary="Model versions, newest first")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Model versions, newest first."""
        return super().get(request, *args, **kwargs)


class ModelVersionView(APIView):
    """One version."""

    permission_classes = [allows(UPLOAD)]

    @extend_schema(responses={200: ModelVersionSerializer})
    def get(self, request: Request, version_id: UUID) -> Response:
        """One model version with what it stands on and its figures."""
        return Response(ModelVersionSerializer(selectors.model_version_get(version_id)).data)


class PromoteView(APIView):
    """Promoting."""

    permission_classes = [allows(PROMOTE)]

    @extend_schema(request=PromotionRequestSerializer, responses={200: PromotionAnswerSerializer})
    def post(self, request: Request, version_id: UUID) -> Response:
        """Let this version serve its vocabulary; rolling back is promoting the older one."""
        body = PromotionRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        version = selectors.model_version_get(version_id)
        previous = services.model_promote(version, user=request.user, reason=body.validated_data["reason"])
        answer = {"champion": version.id, "previous": previous.id if previous else None}
        return Response(PromotionAnswerSerializer(answer).data)


class PromotionsView(generics.ListAPIView[Promotion]):
    """The history."""

    serializer_class = PromotionSerializer
    permission_classes = [allows(UPLOAD)]
    filterset_class = ByVocabulary
    queryset = Promotion.objects.none()

    def get_queryset(self) -> Any:
        """All promotions."""
        return selectors.promotions_listed()

    @extend_schema(summary="Who served when, newest first")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Who served when, newest first."""
        return super().get(request, *args, **kwargs)


class CardView(APIView):
    """A card."""

    permission_classes = [allows(UPLOAD)]

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
