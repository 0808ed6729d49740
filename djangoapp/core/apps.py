"""The core app."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Errors, permissions, health, the supervisor."""

    name = "djangoapp.core"
    label = "core"

    def ready(self) -> None:
        """Register the checks that hold for any deployment."""
        from djangoapp.core import checks  # noqa: F401
        from djangoapp.core.processes import health_checks  # noqa: F401  (registers by import)
