"""/api/fixity/: whether the stored files are as they were written, for admins."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from djangoapp.catalogue import selectors
from djangoapp.catalogue.models import FixityFinding
from djangoapp.catalogue.serializers.fixity import FixityFindingSerializer, FixitySerializer
from djangoapp.core.web.permissions import ADMINISTER, allows


class FixityView(APIView):
    """The figures."""

    permission_classes = [allows(ADMINISTER)]

    @extend_schema(operation_id="fixity_retrieve", responses={200: FixitySerializer})
    def get(self, request: Request) -> Response:
        """When all stored files were last read, how far the present pass is, and what was found."""
        current = selectors.fixity_open_pass()
        if current is not None:
            current.left = selectors.fixity_left(current)
        state = {
            "last": selectors.fixity_last_pass(),
            "current": current,
            "counts": selectors.fixity_counts(),
        }
        return Response(FixitySerializer(state).data)


class FixityFindingsView(generics.ListAPIView[FixityFinding]):
    """The files."""

    # A visitor's picture may be among them, and its id opens it.
    permission_classes = [allows(ADMINISTER)]
    serializer_class = FixityFindingSerializer
    queryset = FixityFinding.objects.none()

    def get_queryset(self) -> Any:
        """All findings."""
        return selectors.fixity_findings()

    @extend_schema(
        operation_id="fixity_findings_list", summary="Stored files that are not as they were written"
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Stored files that are altered, missing, unreadable or of no picture."""
        return super().get(request, *args, **kwargs)
