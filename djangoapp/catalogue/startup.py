"""The start-up step that makes a new house ready for the demo collection."""

from __future__ import annotations

from django.conf import settings

from djangoapp.catalogue.selectors import demo_is_due
from djangoapp.catalogue.services.demo import demo_begin, demo_renew

STEP = "demo collection"


def demo_step() -> str | None:
    """Write what uploads need and queue the drawing, as long as the collection is due.

    Later starts only renew what is told of its motifs, where nobody has written.
    """
    if not settings.RAGAM_DEMO:
        return None
    if not demo_is_due():
        renewed = demo_renew()
        return f"{renewed} motifs told anew" if renewed else None
    return f"{demo_begin()} motifs; their cloths are drawn while the site is open"
