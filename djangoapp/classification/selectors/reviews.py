"""Reading reviews: one of them, and where a prediction stands by them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from djangoapp.classification.models import Prediction, Review
from djangoapp.core.errors import NotFound

UNREVIEWED = "unreviewed"


STATUS_OF = {
    Review.Verdict.CONFIRM: "confirmed",
    Review.Verdict.CORRECT: "corrected",
    Review.Verdict.UNSURE: "unsure",
    Review.Verdict.NOT_IN_VOCABULARY: "not_in_vocabulary",
    Review.Verdict.BAD_IMAGE: "bad_image",
}


STATUSES = (UNREVIEWED, *STATUS_OF.values())


def status_of(reviews: Sequence[Review]) -> str:
    """Where a prediction stands by its reviews, the latest first, withdrawn ones left out."""
    return STATUS_OF[Review.Verdict(reviews[0].verdict)] if reviews else UNREVIEWED


def review_get(prediction: Prediction, review_id: UUID) -> Review:
    """A review that has not been withdrawn; NotFound."""
    found = Review.objects.filter(id=review_id, prediction=prediction, withdrawn_at__isnull=True)
    review = found.select_related("label").first()
    if review is None:
        raise NotFound("There is no such review of this prediction, or it was withdrawn.")
    return review
