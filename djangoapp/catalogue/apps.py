"""The catalogue app."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """Vocabularies, terms, artworks, images and labels."""

    name = "djangoapp.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        """Register the demo collection as a step of the first start."""
        from djangoapp.catalogue import startup
        from djangoapp.core.processes import startup as steps

        steps.register(startup.STEP, startup.demo_step)
