"""The accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, roles, sign-in."""

    name = "djangoapp.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Make the first accounts at the first start."""
        from djangoapp.accounts.services import demo_accounts_step
        from djangoapp.core.processes.startup import register

        register("accounts", demo_accounts_step)
