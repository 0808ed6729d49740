"""The catalogue app."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """Vocabularies, terms, artworks, images and labels."""

    name = "djangoapp.catalogue"
    label = "catalogue"
