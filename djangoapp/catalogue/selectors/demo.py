"""Reading how far the demo collection is."""

from __future__ import annotations

from djangoapp.catalogue.models import Milestone

DRAW = "draw_demo"
"""The kind of job that draws the demo collection."""
DEMO_MILESTONE = "demo collection"
WAITING_FOR_COLLECTION = "waiting_for_collection"


def demo_is_due() -> bool:
    """Whether this house has never had the whole demo collection, nor sent it away."""
    return not Milestone.objects.filter(name=DEMO_MILESTONE).exists()


def collection_hold(slug: str) -> str:
    """The hold of a job that cannot run before the drawn collection of this vocabulary is complete."""
    return f"{WAITING_FOR_COLLECTION}:{slug}"
