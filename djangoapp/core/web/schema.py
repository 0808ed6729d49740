"""The OpenAPI schema: every operation says that it may answer with a problem."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from drf_spectacular.authentication import SessionScheme
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiResponse, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request

Problem = inline_serializer(
    "Problem",
    {
        "type": serializers.CharField(),
        "title": serializers.CharField(),
        "status": serializers.IntegerField(),
        "code": serializers.CharField(help_text="Stable; meant for programs."),
        "detail": serializers.CharField(help_text="A sentence for people."),
        "errors": serializers.DictField(
            child=serializers.ListField(child=serializers.CharField()),
            required=False,
            help_text="With code `validation_error`: what each field was refused for.",
        ),
        "error_codes": serializers.DictField(
            required=False,
            help_text="The same as `errors`, with {code, limit?} in place of each sentence.",
        ),
    },
)


class RagamSessionScheme(SessionScheme):
    """Our session authentication is documented like Django REST framework's own."""

    target_class = "djangoapp.core.web.authentication.SessionAuthentication"
    priority = 1


class ProblemAutoSchema(AutoSchema):
    """drf-spectacular's schema, with `default` set to the problem body on every operation.

    Whether an operation needs credentials is asked of its permissions themselves.
    """

    def get_auth(self) -> list[dict[str, Any]]:
        """The ways to sign in, and {} where a stranger may pass."""
        schemes = [one for one in super().get_auth() if one]
        request = Request(HttpRequest())
        request.method, request.user = self.method, AnonymousUser()
        is_open = all(one.has_permission(request, self.view) for one in self.view.get_permissions())
        return [*schemes, {}] if is_open else schemes

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation = super().get_operation(*args, **kwargs)
        if operation is not None:
            answer = OpenApiResponse(Problem, description="An error.")
            # The library types its public calls alone.
            problem = self._get_response_for_code(answer, "default", ["application/problem+json"])  # type: ignore[no-untyped-call]
            operation["responses"].setdefault("default", problem)
        return operation
