"""/api/recipes/, /api/training-runs/, /api/model-versions/ and /api/promotions/."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from djangoapp.catalogue.selectors import vocabulary_get
from djangoapp.core.web.permissions import PROMOTE, TRAIN, UPLOAD, allows
from djangoapp.training import selectors, services
from djangoapp.training.execution import recipes_offered
from djangoapp.training.models import ModelVersion, Promotion, TrainingRun
from djangoapp.training.serializers import (
    ModelVersionSerializer,
    PromotionAnswerSerializer,
    PromotionRequestSerializer,
    PromotionSerializer,
    RecipeSerializer,
    TrainingRunAcceptedSerializer,
    TrainingRunRequestSerializer,
    TrainingRunSerializer,
)

ForStaff: type[BasePermission] = allows(UPLOAD)


class ByVocabulary(filters.FilterSet):
    """The one filter of these lists."""

    vocabulary = filters.CharFilter(field_name="vocabulary__slug", help_text="Slug of the vocabulary.")


class RecipesView(APIView):
    """The recipes."""

    permission_classes = [ForStaff]

    @extend_schema(
        parameters=[
            OpenApiParameter("vocabulary", str, description="Slug of the vocabulary that is to be learned.")
        ],
        responses={200: RecipeSerializer(many=True)},
    )
    def get(self, request: Request) -> Response:
        """The recipes, with their options and defaults and what a model trained now would stand on."""
        slug = request.query_params.get("vocabulary")
        offered = recipes_offered(vocabulary_get(slug) if slug else None)
        return Response(RecipeSerializer(offered, many=True).data)


class TrainingRunsView(generics.ListAPIView):
    """Starting and listing runs."""

    serializer_class = TrainingRunSerializer
    filterset_class = ByVocabulary
    queryset = TrainingRun.objects.none()

    def get_permissions(self) -> list[BasePermission]:
        """Reading is for staff, starting for who may train."""
        return [allows(TRAIN)() if self.request.method == "POST" else ForStaff()]

    def get_queryset(self) -> Any:
        """All runs."""
        return selectors.runs_listed()

    @extend_schema(summary="Training runs, newest first")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Training runs, newest first."""
        return super().get(request, *args, **kwargs)

    @extend_schema(request=TrainingRunRequestSerializer, responses={202: TrainingRunAcceptedSerializer})
    def post(self, request: Request) -> Response:
        """Start a run; it makes a candidate, which serves only when someone promotes it."""
        body = TrainingRunRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        wanted = body.validated_data
        vocabulary = vocabulary_get(wanted["vocabulary"])
        run = services.training_run_start(vocabulary, wanted["recipe"], wanted["options"], user=request.user)
        return Response(TrainingRunAcceptedSerializer(run).data, status=202)


class TrainingRunView(APIView):
    """One run."""

    permission_classes = [ForStaff]

    @extend_schema(responses={200: TrainingRunSerializer})
    def get(self, request: Request, run_id: UUID) -> Response:
        """One run: how far it is, and in the end its figures beside the champion's."""
        return Response(TrainingRunSerializer(selectors.run_get(run_id)).data)


class ModelVersionsView(generics.ListAPIView):
    """The versions."""

    serializer_class = ModelVersionSerializer
    permission_classes = [ForStaff]
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

    permission_classes = [ForStaff]

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


class PromotionsView(generics.ListAPIView):
    """The history."""

    serializer_class = PromotionSerializer
    permission_classes = [ForStaff]
    filterset_class = ByVocabulary
    queryset = Promotion.objects.none()

    def get_queryset(self) -> Any:
        """All promotions."""
        return selectors.promotions_listed()

    @extend_schema(summary="Who served when, newest first")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Who served when, newest first."""
        return super().get(request, *args, **kwargs)
