"""Reading submissions and predictions: whose they are, who may see them, and where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import numpy as np
from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from djangoapp.catalogue.models import Artwork, Image, Term
from djangoapp.catalogue.selectors import images_of_term
from djangoapp.classification.models import Prediction, Review, Submission
from djangoapp.core.errors import NotFound
from djangoapp.core.web.permissions import is_staff

REFERENCED_TERMS, REFERENCES_EACH = 3, 4
NEIGHBOURS_SEARCHED = 3000
UNREVIEWED = "unreviewed"
STATUS_OF = {
    Review.Verdict.CONFIRM: "confirmed",
    Review.Verdict.CORRECT: "corrected",
    Review.Verdict.UNSURE: "unsure",
    Review.Verdict.NOT_IN_VOCABULARY: "not_in_vocabulary",
    Review.Verdict.BAD_IMAGE: "bad_image",
}
STATUSES = (UNREVIEWED, *STATUS_OF.values())


def submissions_for_jobs(jobs: Sequence[UUID]) -> dict[UUID, Submission]:
    """The submissions that these jobs are for, by job, with image and vocabulary; one query."""
    rows = Submission.objects.filter(job__in=jobs).select_related("image", "vocabulary")
    return {row.job_id: row for row in rows}


def _not_expired() -> Q:
    return Q(expires_at__isnull=True) | Q(expires_at__gt=timezone.now())


def submissions_shown() -> QuerySet[Submission]:
    """Those that have not expired, with all that a list shows of them, newest first."""
    return (
        Submission.objects.filter(_not_expired())
        .select_related("image__artwork", "vocabulary", "job", "artwork")
        .prefetch_related(Prefetch("predictions", queryset=Prediction.objects.select_related("vocabulary")))
        .order_by("-created_at", "-id")
    )


def submissions_mine(user: Any, visitor_key: str) -> QuerySet[Submission]:
    """What this account, or this visitor's browser session, has sent."""
    if is_staff(user):
        return submissions_shown().filter(uploader=user)
    if not visitor_key:
        return Submission.objects.none()
    return submissions_shown().filter(uploader__isnull=True, visitor_key=visitor_key)


def submission_get(submission_id: UUID, user: Any) -> Submission:
    """A submission that these eyes may see; NotFound otherwise."""
    found = submissions_shown().filter(id=submission_id).first()
    if found is None or not _may_see(found, user):
        raise NotFound(
            "There is no such upload. A visitor's is removed after a while; others need an account."
        )
    return found


def submission_earlier(*, sha256: str, vocabulary: Any, user: Any, visitor_key: str) -> Submission | None:
    """The submission of the same bytes by the same uploader for the same vocabulary, or None."""
    same = Submission.objects.filter(sha256=sha256, vocabulary=vocabulary)
    mine = Q(uploader=user) if is_staff(user) else Q(uploader__isnull=True, visitor_key=visitor_key)
    return same.filter(mine).select_related("job", "image", "artwork").first()


def submission_of_other_vocabulary(*, sha256: str, user: Any) -> Submission | None:
    """The same account's latest submission of the same bytes that has an artwork, whatever was asked then."""
    same = Submission.objects.filter(uploader=user, sha256=sha256, artwork__isnull=False)
    return same.select_related("artwork", "image").first()


def submissions_expired() -> QuerySet[Submission]:
    """Visitors' submissions whose time is over."""
    return Submission.objects.filter(expires_at__lte=timezone.now()).select_related("image", "job")


def _may_see(submission: Submission, user: Any) -> bool:
    """A visitor's: who holds the id. An account's: staff, and everybody once the artwork is published."""
    if submission.uploader_id is None or is_staff(user):
        return True
    return submission.artwork is not None and submission.artwork.status == Artwork.Status.PUBLISHED


def prediction_get(prediction_id: UUID, user: Any) -> Prediction:
    """A prediction that these eyes may see, with its reviews in `current_reviews`; NotFound otherwise."""
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


def _may_see_prediction(prediction: Prediction, user: Any) -> bool:
    submission = prediction.submission
    return not submission.has_expired and _may_see(submission, user)


def review_get(prediction: Prediction, review_id: UUID) -> Review:
    """A review that has not been withdrawn; NotFound."""
    found = Review.objects.filter(id=review_id, prediction=prediction, withdrawn_at__isnull=True)
    review = found.select_related("label").first()
    if review is None:
        raise NotFound("There is no such review of this prediction, or it was withdrawn.")
    return review


def status_of(reviews: Sequence[Review]) -> str:
    """Where a prediction stands by its reviews, the latest first, withdrawn ones left out."""
    return STATUS_OF[Review.Verdict(reviews[0].verdict)] if reviews else UNREVIEWED


class TermBook:
    """The terms that some predictions name, found by one query however many predictions there are."""

    def __init__(self, predictions: Iterable[Prediction]) -> None:
        wanted = [(row.vocabulary_id, _codes(row)) for row in predictions]
        rows = Term.objects.none()
        if wanted:
            rows = Term.objects.filter(
                vocabulary__in={key for key, _ in wanted},
                code__in={code for _, codes in wanted for code in codes},
            ).defer("specimen_svg")
        self._terms = {(row.vocabulary_id, row.code): row for row in rows}

    def get(self, prediction: Prediction, code: str) -> Term:
        """The term; one that was removed since stands in by its code."""
        found = self._terms.get((prediction.vocabulary_id, code))
        return found or Term(code=code, slug=code, name_id=code, name_en=code)


def _codes(prediction: Prediction) -> set[str]:
    return {row["code"] for row in prediction.top} | set(prediction.answer["codes"])


def references_of(prediction: Prediction, book: TermBook) -> list[tuple[Term, Image]]:
    """Published pictures of the first terms, to hold beside the one that was asked about."""
    found: list[tuple[Term, Image]] = []
    for row in prediction.top[:REFERENCED_TERMS]:
        term = book.get(prediction, row["code"])
        images = images_of_term(term, REFERENCES_EACH + 1) if term.vocabulary_id else []
        others = [image for image in images if image.artwork_id != prediction.submission.artwork_id]
        found += [(term, image) for image in others[:REFERENCES_EACH]]
    return found


def predictions_of_artwork(artwork: Artwork) -> list[Prediction]:
    """What models said of an artwork's pictures, newest first."""
    rows = Prediction.objects.filter(submission__artwork=artwork).select_related("vocabulary")
    return list(rows.order_by("-created_at", "-id"))


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
