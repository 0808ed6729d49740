"""The accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, roles, sign-in."""

    name = "djangoapp.accounts"
    label = "accounts"
