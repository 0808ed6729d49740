"""The top app: makes the Celery application the current one in every process that has Django."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Settings, URLs, Celery."""

    name = "djangoapp.config"
    label = "config"

    def ready(self) -> None:
        """Find all tasks now: the web process rings for them by name."""
        from djangoapp.config.celery import app

        app.autodiscover_tasks(force=True)
