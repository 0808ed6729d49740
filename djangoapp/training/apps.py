"""The training app."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """Snapshots, runs, model versions, champions."""

    name = "djangoapp.training"
    label = "training"

    def ready(self) -> None:
        """Register the training job, what a waiting job waits for, and the champion of each vocabulary."""
        from djangoapp.catalogue.extensions import register_vocabulary_extension
        from djangoapp.core.processes import health, packages
        from djangoapp.core.processes import startup as steps
        from djangoapp.jobs import kinds
        from djangoapp.training import handlers, selectors, startup

        kinds.register(kinds.Kind("train", kinds.TRAINING, handlers.train_handler, batch=1, lease_seconds=45))
        kinds.register_hold(selectors.WAITING_FOR_MODEL, selectors.waits_for_model)
        kinds.register_hold(packages.WAITING_FOR_PACKAGES, lambda _: packages.packages_missing())
        register_vocabulary_extension(selectors.champions_by_vocabulary)
        steps.register(startup.STEP, startup.first_model_step)
        health.register("models", selectors.models_health)
