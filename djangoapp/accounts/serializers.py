"""Accounts, as the API takes and shows them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from djangoapp.accounts.models import User
from djangoapp.core.web import permissions


class SessionRequestSerializer(serializers.Serializer):
    """What signing in needs."""

    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=1000, trim_whitespace=False, write_only=True)


class MeSerializer(serializers.Serializer):
    """Who the caller is and what they may do; the app never works out permissions by itself."""

    authenticated = serializers.BooleanField()
    username = serializers.CharField(allow_null=True)
    role = serializers.ChoiceField(User.Role.choices)
    capabilities = serializers.ListField(child=serializers.ChoiceField(permissions.ACTIONS))
    password_change_required = serializers.BooleanField(
        help_text="True where the account must set a new password (`/api/me/password/`) before anything else."
    )


class PasswordRequestSerializer(serializers.Serializer):
    """What changing one's password needs."""

    current = serializers.CharField(max_length=1000, trim_whitespace=False, write_only=True)
    new = serializers.CharField(max_length=1000, trim_whitespace=False, write_only=True)


@extend_schema_field(serializers.CharField(allow_null=True))
class UsernameField(serializers.RelatedField[User, Any, str]):
    """An account by its user name; null where the system acted or the account is gone."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def to_representation(self, value: Any) -> str:
        return str(value.get_username())
