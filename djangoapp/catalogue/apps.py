"""The catalogue app."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """Vocabularies, terms, artworks, images and labels."""

    name = "djangoapp.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        """Register the chores, a health check, and the demo collection: its step and who waits for it."""
        from djangoapp.catalogue import handlers, health, selectors, startup
        from djangoapp.core.processes import health as checks
        from djangoapp.core.processes import startup as steps
        from djangoapp.jobs import kinds

        kinds.register(kinds.Kind(selectors.DRAW, kinds.CHORES, handlers.draw_handler))
        kinds.register(kinds.Kind(selectors.FIXITY, kinds.CHORES, handlers.fixity_handler))
        kinds.register(kinds.Kind(selectors.SWEEP_FILES, kinds.CHORES, handlers.sweep_handler))
        kinds.register_hold(selectors.WAITING_FOR_COLLECTION, lambda slug: selectors.demo_is_due())
        steps.register(startup.STEP, startup.demo_step)
        checks.register("fixity", health.fixity_health)
