"""Views that fail in every way, for test_problems."""

import errno
import json

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import OperationalError
from django.http import Http404
from django.urls import path
from rest_framework import exceptions, serializers
from rest_framework.decorators import api_view, parser_classes, permission_classes
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.response import Response

from djangoapp.config.urls import handler400, handler403, handler404, handler500, urlpatterns  # noqa: F401
from djangoapp.core.errors import Conflict, DomainError
from ml import errors as ml_errors


class Form(serializers.Serializer):
    """Two fields with rules."""

    name = serializers.CharField(max_length=3)
    count = serializers.IntegerField(min_value=1)


RAISES = {
    "domain": lambda: DomainError("too_odd", "It is odd; send an even one.", 422, number=3),
    "conflict": lambda: Conflict("Someone was faster."),
    "http404": Http404,
    "denied": PermissionDenied,
    "django-validation": lambda: DjangoValidationError({"name": ["No."]}),
    "list-validation": lambda: exceptions.ValidationError(["Not like this."]),
    "locked": lambda: OperationalError("database is locked"),
    "sqlite-full": lambda: OperationalError("database or disk is full"),
    "full": lambda: OSError(errno.ENOSPC, "No space left on device"),
    "bug": lambda: ZeroDivisionError("secret detail"),
    "throttled": lambda: exceptions.Throttled(wait=7.2),
    "unreadable": lambda: ml_errors.UnreadableImage("It breaks off in the middle."),
    "format": lambda: ml_errors.UnsupportedFormat("SVG is not accepted."),
    "pixels": lambda: ml_errors.ImageTooLarge("Too many pixels.", "pixels"),
    "bytes": lambda: ml_errors.ImageTooLarge("Too many bytes.", "bytes"),
    "ml-full": lambda: ml_errors.StorageFull("No room."),
    "recipe": lambda: ml_errors.UnknownRecipe("No such recipe."),
}


@api_view(["GET"])
@permission_classes([AllowAny])
def failing(request, how):
    """Raise what `how` names."""
    raise RAISES[how]()


@api_view(["POST"])
@permission_classes([AllowAny])
@parser_classes([JSONParser, MultiPartParser])
def form(request):
    """Validate a form or say what came."""
    if request.FILES:
        return Response({name: file.size for name, file in request.FILES.items()})
    Form(data=request.data).is_valid(raise_exception=True)
    return Response(json.loads("{}"))


@api_view(["GET", "POST"])
@permission_classes([IsAuthenticated])
def private(request):
    """For who is signed in."""
    return Response({"user": request.user.username})


def broken(request):
    """A plain Django view with a fault."""
    raise RuntimeError("secret detail")


urlpatterns = [
    path("api/test/form/", form),
    path("api/test/private/", private),
    path("api/test/broken/", broken),
    path("api/test/<str:how>/", failing),
    *urlpatterns,
]
