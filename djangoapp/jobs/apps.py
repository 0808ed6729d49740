"""The jobs app."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Job rows, claiming, running, sweeping."""

    name = "djangoapp.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Add the broker to the health checks, and what worker processes do besides tasks."""
        from djangoapp.core.processes.health import register
        from djangoapp.jobs import workers  # noqa: F401  (connects Celery's signals)
        from djangoapp.jobs.bell import broker_health

        register("broker", broker_health)
