"""/api/predictions/{id}/: reading an answer, and the reason of it drawn."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from djangoapp.classification import selectors
from djangoapp.classification.selectors import TermBook
from djangoapp.classification.serializers.predictions import (
    PredictionSerializer,
)


class PredictionView(APIView):
    """One answer."""

    permission_classes = [AllowAny]

    @extend_schema(responses={200: PredictionSerializer})
    def get(self, request: Request, prediction_id: UUID) -> Response:
        """What a model version said of a picture, what it rests on, and what people said of that."""
        prediction = selectors.prediction_get(prediction_id, request.user)
        context = {"book": TermBook([prediction]), "request": request}
        return Response(PredictionSerializer(prediction, context=context).data)


class ExplanationView(APIView):
    """The reason of an answer, drawn."""

    permission_classes = [AllowAny]

    @extend_schema(
        responses={(200, "image/png"): OpenApiTypes.BINARY, 304: OpenApiResponse(description="Unchanged.")},
        parameters=[
            OpenApiParameter("term", str, description="Slug of one of the top terms; the first without it."),
            OpenApiParameter(
                "against",
                str,
                description="Slug of another top term: why `term` (brown), and not this one (blue).",
            ),
        ],
    )
    def get(self, request: Request, prediction_id: UUID) -> HttpResponseBase:
        """Which places of the picture speak for a term: an RGBA PNG of the picture's shape to lay over it."""
        prediction = selectors.prediction_get(prediction_id, request.user)
        index = selectors.explanation_index(prediction, request.query_params.get("term", ""))
        other = request.query_params.get("against")
        against = selectors.explanation_index(prediction, other) if other else None
        etag = f'"{prediction.id}-{index}-{against}"'
        response = get_conditional_response(request._request, etag=etag)
        if response is None:
            response = HttpResponse(
                selectors.explanation_draw(prediction, index, against), content_type="image/png"
            )
        response["ETag"] = etag
        # A prediction never changes, but who may see it does: kept by the browser, asked for again later.
        response["Cache-Control"] = "private, max-age=3600"
        return response
