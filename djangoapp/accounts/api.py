"""/api/session/ and /api/me/: signing in and out, and who one is with what one may do."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import authenticate, login, logout
from django.middleware.csrf import get_token
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from djangoapp.accounts.models import Account
from djangoapp.accounts.serializers import MeSerializer, SessionRequestSerializer
from djangoapp.accounts.throttling import FailedSignIns, FailedSignInsOfAddress
from djangoapp.core.web import permissions
from djangoapp.core.web.parsers import JSONParser
from djangoapp.core.web.visitors import new_visitor_key, visitor_key, visitor_remember


def describe(user: Account) -> dict[str, Any]:
    """The Me body for `user`, who may be anonymous."""
    return {
        "authenticated": user.is_authenticated,
        "username": user.get_username() or None,
        "role": permissions.role_of(user),
        "capabilities": permissions.capabilities(user),
    }


class SessionView(APIView):
    """Sign in and out. JSON only: a form on another site cannot send it unasked."""

    permission_classes = [AllowAny]
    parser_classes = [JSONParser]

    def get_throttles(self) -> list[BaseThrottle]:
        """Only signing in is watched."""
        self.failures = [FailedSignIns(), FailedSignInsOfAddress()] if self.request.method == "POST" else []
        return [*self.failures]

    @extend_schema(request=SessionRequestSerializer, responses={200: MeSerializer})
    def post(self, request: Request) -> Response:
        """Sign in with a user name and password; sets the session and CSRF cookies."""
        serializer = SessionRequestSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        user = authenticate(request._request, **serializer.validated_data)
        if user is None:
            for watched in self.failures:
                watched.note_failure()
            raise exceptions.AuthenticationFailed("The user name or the password is wrong.")
        login(request._request, user)
        return Response(describe(user))

    @extend_schema(responses={204: None})
    def delete(self, request: Request) -> Response:
        """Sign out."""
        logout(request._request)
        return Response(status=204)


class MeView(APIView):
    """Who the caller is, with capabilities."""

    permission_classes = [AllowAny]

    @extend_schema(responses={200: MeSerializer})
    def get(self, request: Request) -> Response:
        """Who the caller is, with capabilities; also sets the CSRF cookie, and a visitor's own."""
        get_token(request._request)
        response = Response(describe(request.user))
        if not request.user.is_authenticated and not visitor_key(request._request):
            visitor_remember(response, new_visitor_key())
        return response
