"""The start-up step that fills a new house with the demo collection."""

from __future__ import annotations

from django.conf import settings

from djangoapp.catalogue.services.demo import demo_is_due, demo_load
from djangoapp.core.processes.startup import Report

STEP = "demo collection"


def demo_step(report: Report) -> str | None:
    """Load the demo collection at the first start, or the rest of it after a stop; else do nothing."""
    if not settings.RAGAM_DEMO or not demo_is_due():
        return None
    loaded = demo_load(lambda done, total: report(done, total, "drawing cloth"))
    return f"{loaded.created} drawn artworks of {loaded.terms} motifs"
