"""Addresses of the catalogue app."""

from django.urls import path

from djangoapp.catalogue.api import artworks, fixity, images, terms

TERM = "vocabularies/<slug:vocabulary>/terms/<slug:term>/"

urlpatterns = [
    path("limits/", images.LimitsView.as_view(), name="limits"),
    path("fixity/", fixity.FixityView.as_view(), name="fixity"),
    path("fixity/findings/", fixity.FixityFindingsView.as_view(), name="fixity-findings"),
    path("vocabularies/", terms.VocabularyListView.as_view(), name="vocabularies"),
    path("vocabularies/<slug:vocabulary>/", terms.VocabularyView.as_view(), name="vocabulary"),
    path("vocabularies/<slug:vocabulary>/terms/", terms.TermListView.as_view(), name="terms"),
    path(TERM, terms.TermView.as_view(), name="term"),
    path(f"{TERM}specimen.svg", terms.SpecimenView.as_view(), name="specimen"),
    path("artworks/", artworks.ArtworkListView.as_view(), name="artworks"),
    path("artworks/<uuid:artwork_id>/", artworks.ArtworkView.as_view(), name="artwork"),
    path("images/<uuid:image_id>/thumb.webp", images.ThumbView.as_view(), name="image-thumb"),
    path("images/<uuid:image_id>/view.webp", images.ViewView.as_view(), name="image-view"),
    path("images/<uuid:image_id>/original", images.OriginalView.as_view(), name="image-original"),
]
