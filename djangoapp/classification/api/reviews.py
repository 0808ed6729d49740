"""/api/predictions/{id}/reviews/: saying what one thinks of an answer, and taking that back."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from djangoapp.accounts.models import signed_in
from djangoapp.catalogue.models import Term
from djangoapp.catalogue.selectors import terms_by_slug
from djangoapp.classification import selectors, services
from djangoapp.classification.models import Prediction
from djangoapp.classification.serializers.reviews import (
    ReviewAcceptedSerializer,
    ReviewRequestSerializer,
)
from djangoapp.core.web.permissions import REVIEW, allows


class ReviewsView(APIView):
    """Reviewing."""

    permission_classes = [allows(REVIEW)]

    @extend_schema(request=ReviewRequestSerializer, responses={201: ReviewAcceptedSerializer})
    def post(self, request: Request, prediction_id: UUID) -> Response:
        """Say what one thinks of an answer; a later review takes the place of an earlier one."""
        prediction = selectors.prediction_get(prediction_id, request.user)
        body = ReviewRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        sent = body.validated_data
        author = signed_in(request.user)
        assert author is not None  # Nobody else has passed the permission.
        review = services.review_add(
            prediction,
            sent["verdict"],
            user=author,
            term=_term(prediction, sent.get("term") or ""),
            comment=sent["comment"],
        )
        return Response(ReviewAcceptedSerializer(review).data, status=201)


def _term(prediction: Prediction, slug: str) -> Term | None:
    if not slug:
        return None
    found = terms_by_slug(prediction.vocabulary, [slug]).get(slug)
    if found is None:
        message = (
            f"The vocabulary {prediction.vocabulary.slug!r} has no term {slug!r}. Send one of its slugs."
        )
        raise serializers.ValidationError({"term": [ErrorDetail(message, code="unknown_term")]})
    return found


class ReviewView(APIView):
    """One review."""

    permission_classes = [allows(REVIEW)]

    @extend_schema(responses={204: None})
    def delete(self, request: Request, prediction_id: UUID, review_id: UUID) -> Response:
        """Take one's own review back; what it settled gives way to what was settled before."""
        prediction = selectors.prediction_get(prediction_id, request.user)
        services.review_withdraw(selectors.review_get(prediction, review_id), request.user)
        return Response(status=204)
