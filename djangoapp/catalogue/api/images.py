"""GET /api/limits/ and the picture files: public copies, and the original for staff."""

from __future__ import annotations

from pathlib import PurePath
from uuid import UUID

from django.conf import settings
from django.db.models.fields.files import FieldFile
from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from djangoapp.catalogue import selectors
from djangoapp.catalogue.api.negotiation import AnyAccept
from djangoapp.catalogue.models import Image
from djangoapp.catalogue.serializers.refs import LimitsSerializer
from djangoapp.core.errors import NotFound
from djangoapp.core.web.permissions import UPLOAD, allows
from ml.images import FORMATS

# A picture never changes under its id; that it may be withdrawn is why a day and not a year.
PUBLIC_CACHE = "public, max-age=86400, stale-while-revalidate=604800"
PRIVATE_CACHE = "private, no-cache"
FILE_POLICY = "default-src 'none'; sandbox"


class LimitsView(APIView):
    """What may be uploaded."""

    permission_classes = [AllowAny]

    @extend_schema(operation_id="limits_retrieve", responses={200: LimitsSerializer})
    def get(self, request: Request) -> Response:
        """The limits of an upload, the formats accepted, and how long a visitor's picture is kept."""
        limits = {
            "max_bytes": settings.RAGAM_MAX_UPLOAD_BYTES,
            "max_pixels": settings.RAGAM_MAX_PIXELS,
            "max_frames": settings.RAGAM_MAX_FRAMES,
            "formats": list(FORMATS.values()),
            "visitor_retention_hours": settings.RAGAM_VISITOR_RETENTION,
        }
        return Response(LimitsSerializer(limits).data)


class ThumbView(APIView):
    """The small public copy."""

    permission_classes = [AllowAny]
    content_negotiation_class = AnyAccept

    @extend_schema(
        operation_id="images_thumb", responses={(200, "image/webp"): OpenApiTypes.BINARY, 304: None}
    )
    def get(self, request: Request, image_id: UUID) -> HttpResponseBase:
        """The picture at 480 pixels, WebP, without any metadata."""
        image, is_public = selectors.image_get(image_id, request.user)
        return _rendition(request, image.thumb, f'"{image.id}-thumb"', is_public)


class ViewView(APIView):
    """The large public copy."""

    permission_classes = [AllowAny]
    content_negotiation_class = AnyAccept

    @extend_schema(
        operation_id="images_view", responses={(200, "image/webp"): OpenApiTypes.BINARY, 304: None}
    )
    def get(self, request: Request, image_id: UUID) -> HttpResponseBase:
        """The picture at 1600 pixels, WebP, without any metadata."""
        image, is_public = selectors.image_get(image_id, request.user)
        return _rendition(request, image.view, f'"{image.id}-view"', is_public)


class OriginalView(APIView):
    """The file as it was uploaded."""

    permission_classes = [allows(UPLOAD)]
    content_negotiation_class = AnyAccept

    @extend_schema(
        operation_id="images_original",
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, image_id: UUID) -> HttpResponseBase:
        """The original, byte for byte, as a download for staff; it is never shown by the browser."""
        image, _ = selectors.image_get(image_id, request.user)
        response = FileResponse(
            _opened(image.original),
            as_attachment=True,
            filename=_download_name(image),
            content_type="application/octet-stream",
        )
        return _hardened(response, PRIVATE_CACHE)


def _rendition(request: Request, file: FieldFile, etag: str, is_public: bool) -> HttpResponseBase:
    not_modified = get_conditional_response(request._request, etag=etag)
    response: HttpResponseBase = not_modified or FileResponse(_opened(file), content_type="image/webp")
    response["ETag"] = etag
    return _hardened(response, PUBLIC_CACHE if is_public else PRIVATE_CACHE)


def _hardened(response: HttpResponseBase, cache: str) -> HttpResponseBase:
    response["Cache-Control"] = cache
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = FILE_POLICY
    return response


def _opened(file: FieldFile) -> FieldFile:
    try:
        file.open("rb")
    except OSError as error:
        raise NotFound(
            "The file of this image is missing or cannot be read; restore it from a backup."
        ) from error
    return file


# By what the file is: a name that says otherwise, such as cloth.hta, must not reach a desktop.
_EXTENSIONS = {
    "image/jpeg": (".jpg", ".jpeg", ".jfif"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    "image/avif": (".avif",),
    "image/heic": (".heic", ".heif"),
    "image/tiff": (".tif", ".tiff"),
    "image/gif": (".gif",),
}


def _download_name(image: Image) -> str:
    """The sender's name with the extension of the file's real format."""
    allowed = _EXTENSIONS.get(image.mime, (".bin",))
    name = PurePath(image.filename or str(image.id))
    return name.name if name.suffix.lower() in allowed else f"{name.stem}{allowed[0]}"
