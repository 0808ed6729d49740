"""/api/predictions/{id}/: reading an answer, and the reason of it drawn."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from djangoapp.classification import selectors
from djangoapp.classification.selectors import TermBook
from djangoapp.classification.serializers.predictions import PredictionSerializer

LEAST, MOST = 16, 4096
"""Pixels that the longer side of a drawn reason may be asked to have."""


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
            OpenApiParameter(
                "side", int, description=f"At most so many pixels on the longer side, {LEAST} to {MOST}."
            ),
        ],
    )
    def get(self, request: Request, prediction_id: UUID) -> HttpResponseBase:
        """Which places of the picture speak for a term: an RGBA PNG of the picture's shape to lay over it."""
        prediction = selectors.prediction_get(prediction_id, request.user)
        index = selectors.explanation_index(prediction, request.query_params.get("term", ""))
        other = request.query_params.get("against")
        against = selectors.explanation_index(prediction, other) if other else None
        side = _side(request.query_params.get("side"))
        etag = f'"{prediction.id}-{index}-{against}-{side}"'
        response = get_conditional_response(request._request, etag=etag)
        if response is None:
            response = HttpResponse(
                selectors.explanation_draw(prediction, index, against, side), content_type="image/png"
            )
        response["ETag"] = etag
        # A prediction never changes, but who may see it does: kept by the browser, asked for again later.
        response["Cache-Control"] = "private, max-age=3600"
        return response


def _side(asked: str | None) -> int | None:
    if not asked:
        return None
    if not asked.isascii() or not asked.isdigit() or not LEAST <= int(asked[:6]) <= MOST:
        message = f"Received {asked[:40]!r}. Send a number of pixels from {LEAST} to {MOST}, or no `side`."
        raise serializers.ValidationError({"side": [message]})
    return int(asked)
