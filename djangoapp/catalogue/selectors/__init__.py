"""What can be read of the catalogue; the other apps call these names."""

from djangoapp.catalogue.selectors.artworks import (
    EDITABLE,
    artwork_etag,
    artwork_get,
    artworks_completed,
    artworks_similar,
    artworks_visible,
    artworks_with_cards,
)
from djangoapp.catalogue.selectors.demo import (
    DEMO_MILESTONE,
    DRAW,
    WAITING_FOR_COLLECTION,
    collection_hold,
    demo_is_due,
)
from djangoapp.catalogue.selectors.facets import artwork_facets
from djangoapp.catalogue.selectors.fixity import (
    FIXITY,
    PROMISED,
    SWEEP_FILES,
    fixity_counts,
    fixity_findings,
    fixity_harmed,
    fixity_last_pass,
    fixity_left,
    fixity_open_pass,
    fixity_share,
)
from djangoapp.catalogue.selectors.images import image_get, images_of_term
from djangoapp.catalogue.selectors.labels import label_current, labels_current
from djangoapp.catalogue.selectors.specimens import artworks_without_specimens
from djangoapp.catalogue.selectors.terms import (
    STATEMENT_SAYS,
    term_etag,
    term_get,
    terms_by_slug,
    terms_completed,
    terms_listed,
)
from djangoapp.catalogue.selectors.vocabularies import (
    vocabularies_completed,
    vocabularies_listed,
    vocabulary_get,
)

__all__ = [
    "DEMO_MILESTONE",
    "DRAW",
    "EDITABLE",
    "FIXITY",
    "PROMISED",
    "STATEMENT_SAYS",
    "SWEEP_FILES",
    "WAITING_FOR_COLLECTION",
    "artwork_etag",
    "artwork_facets",
    "artwork_get",
    "artworks_completed",
    "artworks_similar",
    "artworks_visible",
    "artworks_with_cards",
    "artworks_without_specimens",
    "collection_hold",
    "demo_is_due",
    "fixity_counts",
    "fixity_findings",
    "fixity_harmed",
    "fixity_last_pass",
    "fixity_left",
    "fixity_open_pass",
    "fixity_share",
    "image_get",
    "images_of_term",
    "label_current",
    "labels_current",
    "term_etag",
    "term_get",
    "terms_by_slug",
    "terms_completed",
    "terms_listed",
    "vocabularies_completed",
    "vocabularies_listed",
    "vocabulary_get",
]
