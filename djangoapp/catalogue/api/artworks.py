"""GET /api/artworks/, GET and PATCH /api/artworks/{id}/."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from djangoapp.accounts.models import Account
from djangoapp.catalogue import selectors, services
from djangoapp.catalogue.api.filters import ArtworkFilter, facets_of
from djangoapp.catalogue.models import Artwork
from djangoapp.catalogue.serializers.artworks import (
    ArtworkCardSerializer,
    ArtworkChangeSerializer,
    ArtworkPageSerializer,
    ArtworkSerializer,
)
from djangoapp.core.errors import ChangedMeanwhile
from djangoapp.core.web.permissions import EDIT_CATALOGUE, allows, is_staff, may
from djangoapp.core.web.preconditions import IF_MATCH, changed_to, if_match, with_etag


class ArtworkListView(generics.ListAPIView[Artwork]):
    """The gallery."""

    permission_classes = [AllowAny]
    serializer_class = ArtworkCardSerializer
    filterset_class = ArtworkFilter
    queryset = Artwork.objects.none()

    def get_queryset(self) -> Any:
        """What the caller may see."""
        return selectors.artworks_visible(self.request.user)

    def filter_queryset(self, queryset: Any) -> Any:
        """Filter, and keep the filter for the facets."""
        self.filterset = ArtworkFilter(self.request.query_params, queryset=queryset, request=self.request)
        ordered = super().filter_queryset(queryset)  # Answers 400 for a filter that makes no sense.
        return selectors.artworks_with_cards(ordered)

    def paginate_queryset(self, queryset: Any) -> Any:
        """One page, with who names each."""
        return selectors.artworks_completed(super().paginate_queryset(queryset) or [])

    @extend_schema(operation_id="artworks_list", responses={200: ArtworkPageSerializer})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Artworks that the caller may see, newest first, with facets; visitors see the published ones."""
        response = self.list(request, *args, **kwargs)
        response.data["facets"] = facets_of(self.filterset, staff=is_staff(request.user))
        return response


class ArtworkView(APIView):
    """One artwork."""

    permission_classes = [allows(EDIT_CATALOGUE, read_public=True)]

    @extend_schema(operation_id="artworks_retrieve", responses={200: ArtworkSerializer})
    def get(self, request: Request, artwork_id: UUID) -> Response:
        """An artwork with its record, pictures, predictions, history of labels and similar artworks."""
        return _described(artwork_id, request.user)

    @extend_schema(
        operation_id="artworks_partial_update",
        request=ArtworkChangeSerializer,
        responses={200: ArtworkSerializer},
        parameters=[IF_MATCH],
    )
    def patch(self, request: Request, artwork_id: UUID) -> Response:
        """Change the record, publish or withdraw; publishing needs at least one picture (409)."""
        artwork = selectors.artwork_get(artwork_id, request.user)
        body = ArtworkChangeSerializer(artwork, data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        try:
            services.artwork_update(artwork, body.validated_data, if_match=if_match(request))
        except ChangedMeanwhile as error:
            raise changed_to(_described(artwork_id, request.user)) from error
        return _described(artwork_id, request.user)


def _described(artwork_id: UUID, user: Account) -> Response:
    artwork = selectors.artwork_get(artwork_id, user)
    context = {
        "similar": selectors.artworks_similar(artwork, user),
        "can_edit": may(user, EDIT_CATALOGUE),
        "staff": is_staff(user),
    }
    return with_etag(ArtworkSerializer(artwork, context=context).data, selectors.artwork_etag(artwork))
