"""/api/session/ and /api/me/: signing in and out, and who one is with what one may do."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.core.exceptions import ValidationError
from django.middleware.csrf import get_token
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from djangoapp.accounts.models import Account, signed_in
from djangoapp.accounts.serializers import (
    MeSerializer,
    PasswordRequestSerializer,
    SessionRequestSerializer,
)
from djangoapp.accounts.services import password_change
from djangoapp.accounts.throttling import FailedPasswordChanges, FailedSignIns, FailedSignInsOfAddress
from djangoapp.core.web import permissions
from djangoapp.core.web.authentication import must_change_password
from djangoapp.core.web.parsers import JSONParser
from djangoapp.core.web.visitors import new_visitor_key, visitor_key, visitor_remember


def describe(request: Request, user: Account) -> dict[str, Any]:
    """The Me body for `user`, who may be anonymous."""
    request._request.user = user
    is_held = must_change_password(request._request)
    return {
        "authenticated": user.is_authenticated,
        "username": user.get_username() or None,
        "role": permissions.role_of(user),
        "capabilities": [] if is_held else permissions.capabilities(user),
        "password_change_required": is_held,
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
        return Response(describe(request, user))

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
        response = Response(describe(request, request.user))
        if not request.user.is_authenticated and not visitor_key(request._request):
            visitor_remember(response, new_visitor_key())
        return response


class PasswordView(APIView):
    """One's own password."""

    permission_classes = [IsAuthenticated]
    parser_classes = [JSONParser]

    def get_throttles(self) -> list[BaseThrottle]:
        """Wrong current passwords are counted like failed sign-ins."""
        self.failures = FailedPasswordChanges()
        return [self.failures]

    @extend_schema(request=PasswordRequestSerializer, responses={200: MeSerializer})
    def post(self, request: Request) -> Response:
        """Set a new password; this session stays, all others of the account end."""
        body = PasswordRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        current, new = body.validated_data["current"], body.validated_data["new"]
        user = signed_in(request.user)
        assert user is not None  # Nobody else has passed the permission.
        if not user.check_password(current):
            self.failures.note_failure()
            detail = exceptions.ErrorDetail("This is not the current password.", code="wrong_password")
            raise serializers.ValidationError({"current": [detail]})
        if new == current:
            detail = exceptions.ErrorDetail(
                "This is the current password. Choose another.", code="password_unchanged"
            )
            raise serializers.ValidationError({"new": [detail]})
        try:
            password_change(user, new)
        except ValidationError as error:
            details = [
                exceptions.ErrorDetail(" ".join(one.messages), code=one.code) for one in error.error_list
            ]
            raise serializers.ValidationError({"new": details}) from error
        update_session_auth_hash(request._request, user)
        return Response(describe(request, user))
