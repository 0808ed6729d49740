"""/api/jobs/: how far background work is, and asking it to end."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from django.utils.cache import get_conditional_response
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
)
from rest_framework import generics
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from djangoapp.core.errors import Forbidden
from djangoapp.core.web import permissions
from djangoapp.jobs import selectors, services
from djangoapp.jobs.models import Job
from djangoapp.jobs.serializers import JobSerializer


class JobView(APIView):
    """One job."""

    permission_classes = [AllowAny]

    @extend_schema(
        responses={200: JobSerializer, 304: OpenApiResponse(description="Unchanged since the ETag sent.")},
        parameters=[
            OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER, description="The last ETag.")
        ],
    )
    def get(self, request: Request, job_id: UUID) -> HttpResponseBase:
        """How far the job is. Poll with `If-None-Match`: an unchanged job costs an empty 304."""
        job = selectors.job_get_visible(job_id, request.user)
        etag = selectors.job_etag(job)
        unchanged = get_conditional_response(request._request, etag=etag)
        response = unchanged if unchanged is not None else Response(JobSerializer(job).data)
        response["ETag"] = etag
        return response


class JobCancelView(APIView):
    """Cancelling."""

    permission_classes = [AllowAny]

    @extend_schema(request=None, responses={200: JobSerializer})
    def post(self, request: Request, job_id: UUID) -> Response:
        """Ask for the job to end; one that has ended stays as it is."""
        job = selectors.job_get_visible(job_id, request.user)
        if not selectors.job_may_cancel(job, request.user):
            raise Forbidden("Only who asked for this job, or a model manager, may cancel it.")
        return Response(JobSerializer(services.job_cancel(job)).data)


class JobListView(generics.ListAPIView[Job]):
    """All jobs, for staff."""

    serializer_class = JobSerializer
    permission_classes = [permissions.allows(permissions.UPLOAD)]
    filter_backends = [DjangoFilterBackend]
    filterset_fields = ["kind", "status"]
    queryset = Job.objects.none()

    @extend_schema(parameters=[OpenApiParameter("mine", OpenApiTypes.BOOL, description="Only one's own.")])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The jobs, newest first (staff)."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        selectors.jobs_note_seen(page, request.user)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def get_queryset(self) -> Any:
        """All, or with `?mine=1` one's own."""
        mine = self.request.query_params.get("mine", "").lower() in {"1", "true"}
        return selectors.job_list(self.request.user, mine=mine)
