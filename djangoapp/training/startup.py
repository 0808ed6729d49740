"""The start-up step that queues the first model of the demo collection."""

from __future__ import annotations

from django.conf import settings

from djangoapp.training.selectors import vocabularies_without_model
from djangoapp.training.services import first_run_start

STEP = "first model"


def first_model_step() -> str | None:
    """Queue a first model where the demo collection waits for one; nothing to do at any later start."""
    waiting = vocabularies_without_model() if settings.RAGAM_DEMO else []
    for vocabulary in waiting:
        first_run_start(vocabulary)
    return "trained as soon as the collection is drawn" if waiting else None
