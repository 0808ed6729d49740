"""GET /api/vocabularies/{slug}/samples/: cloths to try the model on."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from djangoapp.catalogue.selectors import vocabulary_get
from djangoapp.training import selectors
from djangoapp.training.serializers.samples import SamplesSerializer

SHOWN = 6


class SamplesView(APIView):
    """Pictures that the model has not learned from."""

    permission_classes = [AllowAny]

    @extend_schema(operation_id="vocabularies_samples", responses=SamplesSerializer)
    def get(self, request: Request, vocabulary: str) -> Response:
        """Up to six published pictures to try the model on, none of which the serving version learned from.

        They are of the locked test part where its snapshot has one. Empty where nothing serves.
        """
        found = selectors.samples(vocabulary_get(vocabulary), SHOWN)
        return Response(SamplesSerializer({"results": found}).data)
