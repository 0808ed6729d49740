"""The jobs app."""

from functools import partial

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Job rows, claiming, running, sweeping."""

    name = "djangoapp.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Register the broker's health, what a start does first, and what workers do besides tasks."""
        from djangoapp.core.processes import health, startup
        from djangoapp.jobs import workers  # noqa: F401  (connects Celery's signals)
        from djangoapp.jobs.health import broker_health, queue_health, worker_health
        from djangoapp.jobs.kinds import QUEUES
        from djangoapp.jobs.startup import STEP, jobs_step

        health.register("broker", broker_health)
        for queue in QUEUES:
            health.register(f"worker:{queue}", partial(worker_health, queue))
            health.register(f"queue:{queue}", partial(queue_health, queue))
        startup.register(STEP, jobs_step)
