"""/api/model-versions/{id}/judged/ and versus/: the evidence behind a version's figures."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from djangoapp.core.web.permissions import UPLOAD, allows
from djangoapp.training import selectors
from djangoapp.training.api.filters import ByAnswer
from djangoapp.training.models import JudgedPicture, ModelVersion
from djangoapp.training.serializers.figures import VersusSerializer
from djangoapp.training.serializers.judged import JudgedPictureSerializer


class JudgedPicturesView(generics.ListAPIView[JudgedPicture]):
    """The pictures behind the confusion matrix."""

    serializer_class = JudgedPictureSerializer
    permission_classes = [allows(UPLOAD)]
    filterset_class = ByAnswer
    queryset = JudgedPicture.objects.none()

    def get_queryset(self) -> Any:
        """Those of one version."""
        if getattr(self, "swagger_fake_view", False):
            return JudgedPicture.objects.none()
        return selectors.judged_listed(selectors.model_version_get(self.kwargs["version_id"]))

    @extend_schema(summary="Locked pictures and what the version called them")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The locked pictures that the version was judged on here, as far as the catalogue still has them."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response(
            JudgedPictureSerializer(selectors.judged_completed(page), many=True).data
        )


class VersusView(APIView):
    """Two versions, picture by picture."""

    permission_classes = [allows(UPLOAD)]

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
        return Response(VersusSerializer(selectors.versus(first, second)).data)


def _other(version: ModelVersion, asked: str | None) -> ModelVersion:
    if asked:
        return selectors.model_version_get(serializers.UUIDField().run_validation(asked))
    return selectors.champion_of(version)
