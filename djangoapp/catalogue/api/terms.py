"""GET /api/vocabularies/..., and their terms: list, read, add, change, specimen."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from djangoapp.accounts.models import signed_in
from djangoapp.catalogue import selectors, services
from djangoapp.catalogue.api.negotiation import AnyAccept
from djangoapp.catalogue.models import Term, Vocabulary
from djangoapp.catalogue.serializers.terms import (
    TermCardSerializer,
    TermChangeSerializer,
    TermSerializer,
    VocabularySerializer,
)
from djangoapp.core.errors import ChangedMeanwhile, NotFound
from djangoapp.core.web.permissions import EDIT_CATALOGUE, allows
from djangoapp.core.web.preconditions import IF_MATCH, changed_to, if_match, with_etag

HIDE_SPECIMENS = OpenApiParameter(
    "hide_specimens",
    bool,
    description="Counts and covers without drawn specimens, once an artwork that is not drawn is published.",
)


class VocabularyListView(generics.ListAPIView[Vocabulary]):
    """All vocabularies."""

    permission_classes = [AllowAny]
    serializer_class = VocabularySerializer
    queryset = Vocabulary.objects.none()
    filter_backends: list[Any] = []

    def get_queryset(self) -> Any:
        return selectors.vocabularies_listed()

    def paginate_queryset(self, queryset: Any) -> Any:
        return selectors.vocabularies_completed(super().paginate_queryset(queryset) or [])

    @extend_schema(operation_id="vocabularies_list")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """All vocabularies, the default one first."""
        return self.list(request, *args, **kwargs)


class VocabularyView(APIView):
    """One vocabulary."""

    permission_classes = [AllowAny]

    @extend_schema(operation_id="vocabularies_retrieve", responses={200: VocabularySerializer})
    def get(self, request: Request, vocabulary: str) -> Response:
        """A vocabulary with its counts and the model that serves it."""
        found = selectors.vocabularies_completed([selectors.vocabulary_get(vocabulary)])
        return Response(VocabularySerializer(found[0]).data)


class TermListView(generics.ListAPIView[Term]):
    """The terms of a vocabulary."""

    permission_classes = [allows(EDIT_CATALOGUE, read_public=True)]
    serializer_class = TermCardSerializer
    queryset = Term.objects.none()
    filter_backends: list[Any] = []

    def get_queryset(self) -> Any:
        vocabulary = selectors.vocabulary_get(self.kwargs["vocabulary"])
        return selectors.terms_listed(vocabulary, self.request.query_params.get("q", "").replace("\0", ""))

    def paginate_queryset(self, queryset: Any) -> Any:
        hide = self.request.query_params.get(HIDE_SPECIMENS.name) == "true"
        return selectors.terms_completed(super().paginate_queryset(queryset) or [], hide_specimens=hide)

    @extend_schema(
        operation_id="terms_list",
        parameters=[
            OpenApiParameter("q", str, description="Words in names, other names, code, origin or meaning."),
            HIDE_SPECIMENS,
        ],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The terms of a vocabulary by name, each with a cover picture and how many artworks show it."""
        return self.list(request, *args, **kwargs)

    @extend_schema(operation_id="terms_create", request=TermChangeSerializer, responses={201: TermSerializer})
    def post(self, request: Request, vocabulary: str) -> Response:
        """Add a term; without a code it is made from the English name."""
        found = selectors.vocabulary_get(vocabulary)
        term = services.term_create(
            found, _term_fields(found, request, partial=False), actor=signed_in(request.user)
        )
        response = _described(request, vocabulary, term.slug)
        response.status_code = 201
        return response


class TermView(APIView):
    """One term."""

    permission_classes = [allows(EDIT_CATALOGUE, read_public=True)]

    @extend_schema(operation_id="terms_retrieve", responses={200: TermSerializer})
    def get(self, request: Request, vocabulary: str, term: str) -> Response:
        """Everything that is said of a term."""
        return _described(request, vocabulary, term)

    @extend_schema(
        operation_id="terms_partial_update",
        request=TermChangeSerializer,
        responses={200: TermSerializer},
        parameters=[IF_MATCH],
    )
    def patch(self, request: Request, vocabulary: str, term: str) -> Response:
        """Change what is said of a term; its code and slug stay."""
        found = selectors.term_get(vocabulary, term)
        fields = _term_fields(found.vocabulary, request, partial=True)
        try:
            services.term_update(found, fields, if_match=if_match(request), actor=signed_in(request.user))
        except ChangedMeanwhile as error:
            raise changed_to(_described(request, vocabulary, term)) from error
        return _described(request, vocabulary, term)


class SpecimenView(APIView):
    """The drawn specimen of a term."""

    permission_classes = [AllowAny]
    content_negotiation_class = AnyAccept

    @extend_schema(
        operation_id="terms_specimen", responses={(200, "image/svg+xml"): OpenApiTypes.STR, 304: None}
    )
    def get(self, request: Request, vocabulary: str, term: str) -> HttpResponse:
        """The drawing that shows the term, as SVG without any script."""
        drawing = selectors.term_get(vocabulary, term).specimen_svg
        if not drawing:
            raise NotFound(f"The term {term!r} has no drawn specimen.")
        response = HttpResponse(drawing, content_type="image/svg+xml; charset=utf-8")
        response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
        response["Cache-Control"] = "public, max-age=3600"
        response["ETag"] = f'"{hashlib.sha256(drawing.encode()).hexdigest()[:32]}"'
        return (
            get_conditional_response(request._request, etag=response["ETag"], response=response) or response
        )


def _term_fields(vocabulary: Vocabulary, request: Request, *, partial: bool) -> dict[str, Any]:
    """The validated body as columns of a term, `broader` as the term itself."""
    body = TermChangeSerializer(data=request.data, partial=partial)
    body.is_valid(raise_exception=True)
    fields = dict(body.validated_data)
    if fields.get("broader"):
        slug = fields["broader"]
        fields["broader"] = selectors.terms_by_slug(vocabulary, [slug]).get(slug)
        if fields["broader"] is None:
            raise NotFound(f"The vocabulary {vocabulary.slug!r} has no term {slug!r} to be the broader one.")
    if "related" in fields:
        fields["related"] = _related(vocabulary, fields["related"])
    return fields


def _related(vocabulary: Vocabulary, slugs: list[str]) -> list[Term]:
    found = selectors.terms_by_slug(vocabulary, slugs)
    for slug in slugs:
        if slug not in found:
            raise NotFound(f"The vocabulary {vocabulary.slug!r} has no term {slug!r} to be a related one.")
    return list(found.values())


def _described(request: Request, vocabulary: str, slug: str) -> Response:
    term = selectors.term_get(vocabulary, slug)
    slugs = [entry["slug"] for entry in term.look_alikes]
    context = {"look_alikes": selectors.terms_by_slug(term.vocabulary, slugs), "request": request}
    return with_etag(TermSerializer(term, context=context).data, selectors.term_etag(term))
