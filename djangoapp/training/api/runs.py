"""/api/recipes/ and /api/training-runs/: how models can be trained, starting a run, following it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from djangoapp.catalogue.selectors import vocabulary_get
from djangoapp.core.web.permissions import TRAIN, UPLOAD, allows
from djangoapp.training import selectors, services
from djangoapp.training.api.filters import ByVocabulary
from djangoapp.training.models import TrainingRun
from djangoapp.training.serializers.runs import (
    RecipeSerializer,
    TrainingRunAcceptedSerializer,
    TrainingRunRequestSerializer,
    TrainingRunSerializer,
)


class RecipesView(APIView):
    """The recipes."""

    permission_classes = [allows(UPLOAD)]

    @extend_schema(
        parameters=[
            OpenApiParameter("vocabulary", str, description="Slug of the vocabulary that is to be learned.")
        ],
        responses={200: RecipeSerializer(many=True)},
    )
    def get(self, request: Request) -> Response:
        """The recipes, with their options and defaults and what a model trained now would stand on."""
        slug = request.query_params.get("vocabulary")
        offered = selectors.recipes_offered(vocabulary_get(slug) if slug else None)
        return Response(RecipeSerializer(offered, many=True).data)


class TrainingRunsView(generics.ListAPIView[TrainingRun]):
    """Starting and listing runs."""

    serializer_class = TrainingRunSerializer
    filterset_class = ByVocabulary
    queryset = TrainingRun.objects.none()

    def get_permissions(self) -> list[BasePermission]:
        """Reading is for staff, starting for who may train."""
        return [allows(TRAIN)() if self.request.method == "POST" else allows(UPLOAD)()]

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

    permission_classes = [allows(UPLOAD)]

    @extend_schema(responses={200: TrainingRunSerializer})
    def get(self, request: Request, run_id: UUID) -> Response:
        """One run: how far it is, and in the end its figures beside the champion's."""
        return Response(TrainingRunSerializer(selectors.run_get(run_id)).data)
