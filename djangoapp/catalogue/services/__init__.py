"""What the catalogue can do; the other apps call these names."""

from djangoapp.catalogue.services.artworks import artwork_create, artwork_delete, artwork_update
from djangoapp.catalogue.services.current_labels import current_differences, current_repair
from djangoapp.catalogue.services.fixity import (
    PassBusy,
    files_sweep,
    fixity_enqueue,
    fixity_run,
    orphans_settle,
    sweep_enqueue,
)
from djangoapp.catalogue.services.images import (
    PreparedImage,
    image_delete,
    image_prepare,
    image_read,
    image_store,
    images_delete,
    upload_limits,
)
from djangoapp.catalogue.services.labels import label_add, label_retract
from djangoapp.catalogue.services.storage import atomic_with_files
from djangoapp.catalogue.services.terms import (
    term_create,
    term_ensure,
    term_update,
    vocabulary_ensure,
    vocabulary_make_default,
)

__all__ = [
    "PassBusy",
    "PreparedImage",
    "artwork_create",
    "artwork_delete",
    "artwork_update",
    "atomic_with_files",
    "current_differences",
    "current_repair",
    "files_sweep",
    "fixity_enqueue",
    "fixity_run",
    "image_delete",
    "image_prepare",
    "image_read",
    "image_store",
    "images_delete",
    "label_add",
    "label_retract",
    "orphans_settle",
    "sweep_enqueue",
    "term_create",
    "term_ensure",
    "term_update",
    "upload_limits",
    "vocabulary_ensure",
    "vocabulary_make_default",
]
