"""/api/submissions/: asking about a picture, reading one's uploads, removing one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import generics
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from djangoapp.catalogue.models import Artwork
from djangoapp.catalogue.selectors import artwork_get, vocabulary_get
from djangoapp.classification import selectors, services
from djangoapp.classification.models import Submission
from djangoapp.classification.selectors import TermBook
from djangoapp.classification.serializers.submissions import (
    RECORD_FIELDS,
    SubmissionAcceptedSerializer,
    SubmissionRequestSerializer,
    SubmissionSerializer,
)
from djangoapp.core.errors import Forbidden
from djangoapp.core.web.permissions import is_staff
from djangoapp.core.web.visitors import new_visitor_key, visitor_key, visitor_remember


class VisitorThrottle(SimpleRateThrottle):
    """Counts the uploads of one address; staff are not counted."""

    scope = "visitor"

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        """None: not counted."""
        if is_staff(request.user):
            return None
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}


class SubmissionsView(generics.ListAPIView[Submission]):
    """Uploading, and what one has uploaded."""

    permission_classes = [AllowAny]
    parser_classes = [MultiPartParser]
    serializer_class = SubmissionSerializer
    filter_backends: list[Any] = []
    queryset = Submission.objects.none()

    def get_throttles(self) -> list[Any]:
        """Only uploading is counted."""
        return [VisitorThrottle()] if self.request.method == "POST" else []

    def get_queryset(self) -> Any:
        """The caller's own."""
        return selectors.submissions_mine(self.request.user, visitor_key(self.request._request))

    @extend_schema(summary="My uploads, newest first")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What this account, or this browser of a visitor, has uploaded, newest first."""
        page = self.paginate_queryset(self.get_queryset()) or []
        book = TermBook(found for row in page for found in row.predictions.all())
        context = {"book": book, "request": request}
        return self.get_paginated_response(SubmissionSerializer(page, many=True, context=context).data)

    @extend_schema(
        request=SubmissionRequestSerializer,
        responses={
            202: SubmissionAcceptedSerializer,
            200: OpenApiResponse(SubmissionAcceptedSerializer, description="These bytes were sent before."),
        },
    )
    def post(self, request: Request) -> Response:
        """Send a picture and have it named; the answer comes by the job.

        Nobody needs to sign in. A visitor's picture never appears in the gallery and is removed after a time.
        """
        body = SubmissionRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        if is_staff(request.user):
            return _accepted(*services.submission_create(_upload(request, body.validated_data)))
        key = visitor_key(request._request) or new_visitor_key()
        upload = _upload(request, body.validated_data, key)
        with services.visitor_upload(VisitorThrottle().get_ident(request), upload.file.size or 0):
            response = _accepted(*services.submission_create(upload))
        visitor_remember(response, key)
        return response


def _accepted(submission: Submission, made: bool) -> Response:
    return Response(SubmissionAcceptedSerializer(submission).data, status=202 if made else 200)


def _upload(request: Request, sent: dict[str, Any], visitor: str = "") -> services.Upload:
    staff = is_staff(request.user)
    return services.Upload(
        file=sent["image"],
        vocabulary=vocabulary_get(sent.get("vocabulary") or None),
        user=request.user,
        visitor_key=visitor,
        artwork=_artwork(request, sent.get("artwork")),
        record={name: sent[name] for name in RECORD_FIELDS if name in sent} if staff else {},
    )


def _artwork(request: Request, artwork_id: UUID | None) -> Artwork | None:
    if artwork_id is None:
        return None
    if not is_staff(request.user):
        raise Forbidden("Only staff may add a picture to an artwork. Send it without `artwork`.")
    return artwork_get(artwork_id, request.user)


class SubmissionView(APIView):
    """One upload."""

    permission_classes = [AllowAny]

    @extend_schema(responses={200: SubmissionSerializer})
    def get(self, request: Request, submission_id: UUID) -> Response:
        """An upload with its job and, once it is there, the answer."""
        submission = selectors.submission_get(submission_id, request.user)
        context = {"book": TermBook(submission.predictions.all()), "request": request}
        return Response(SubmissionSerializer(submission, context=context).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, submission_id: UUID) -> Response:
        """Remove an upload with its picture and answer, unless it has become part of the catalogue (409)."""
        submission = selectors.submission_get(submission_id, request.user)
        if not selectors.submission_may_delete(submission, request.user):
            raise Forbidden("Only staff may remove this upload.")
        services.submission_delete(submission)
        return Response(status=204)
