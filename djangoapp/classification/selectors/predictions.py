"""Reading predictions: who may see one, those of an artwork, and the artworks whose pictures are near."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import numpy as np
from django.db.models import Prefetch

from djangoapp.accounts.models import Account
from djangoapp.catalogue.models import Artwork
from djangoapp.classification.models import Prediction, Review
from djangoapp.classification.selectors.submissions import may_see
from djangoapp.core.errors import NotFound

NEIGHBOURS_SEARCHED = 3000
UNKNOWN = "unknown"


def prediction_get(prediction_id: UUID, user: Account) -> Prediction:
    """A prediction that this account may see, with its reviews in `current_reviews`; NotFound otherwise."""
    reviews = Review.objects.filter(withdrawn_at__isnull=True).select_related("term", "actor")
    found = (
        Prediction.objects.select_related(
            "submission__artwork", "image__artwork", "vocabulary", "model_version"
        )
        .prefetch_related(Prefetch("reviews", queryset=reviews, to_attr="current_reviews"))
        .filter(id=prediction_id)
        .first()
    )
    if found is None or not _may_see_prediction(found, user):
        raise NotFound("There is no such prediction, or it is not public.")
    return found


def _may_see_prediction(prediction: Prediction, user: Account) -> bool:
    submission = prediction.submission
    return not submission.has_expired and may_see(submission, user)


def predictions_of_artwork(artwork: Artwork) -> list[Prediction]:
    """What models said of an artwork's pictures, newest first."""
    rows = Prediction.objects.filter(submission__artwork=artwork).select_related(
        "vocabulary", "model_version"
    )
    return list(rows.order_by("-created_at", "-id"))


def artworks_named(artworks: Sequence[UUID]) -> set[UUID]:
    """Those of the artworks of which the newest prediction names one term, several, or a broader one."""
    rows = Prediction.objects.filter(submission__artwork__in=artworks).order_by("created_at", "id")
    newest = dict(rows.values_list("submission__artwork", "answer__kind"))
    return {artwork for artwork, kind in newest.items() if kind != UNKNOWN}


def artworks_near(artwork: Artwork, limit: int) -> list[UUID]:
    """Artworks whose pictures the same model found most alike, nearest first, among the newest ones."""
    mine = predictions_of_artwork(artwork)[:1]
    if not mine:
        return []
    others = Prediction.objects.filter(
        model_version=mine[0].model_version_id,
        submission__artwork__status=Artwork.Status.PUBLISHED,
    ).exclude(submission__artwork=artwork)
    rows = list(
        others.order_by("-created_at").values_list("submission__artwork", "embedding")[:NEIGHBOURS_SEARCHED]
    )
    if not rows:
        return []
    known = np.stack([np.frombuffer(embedding, np.float16) for _, embedding in rows]).astype(np.float32)
    here = np.frombuffer(mine[0].embedding, np.float16).astype(np.float32)
    nearest = np.argsort(-(known @ here), kind="stable")
    return list(dict.fromkeys(rows[index][0] for index in nearest))[:limit]
