"""Reading submissions: whose they are, and who may see them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from djangoapp.accounts.models import Account, signed_in
from djangoapp.catalogue.models import Artwork, Vocabulary
from djangoapp.classification.models import Prediction, Review, Submission
from djangoapp.core.errors import NotFound
from djangoapp.core.web.permissions import is_staff, may_see_of_visitor


def submissions_for_jobs(jobs: Sequence[UUID]) -> dict[UUID, Submission]:
    """The submissions that these jobs are for, by job, with image and vocabulary; one query."""
    rows = Submission.objects.filter(job__in=jobs).select_related("image", "vocabulary")
    return {row.job_id: row for row in rows}


def _not_expired() -> Q:
    return Q(expires_at__isnull=True) | Q(expires_at__gt=timezone.now())


def _with_model() -> QuerySet[Prediction]:
    return Prediction.objects.select_related("vocabulary", "model_version")


def submissions_shown() -> QuerySet[Submission]:
    """Those that have not expired, with all that a list shows of them, newest first."""
    return (
        Submission.objects.filter(_not_expired())
        .select_related("image__artwork", "vocabulary", "job", "artwork")
        .prefetch_related(Prefetch("predictions", queryset=_with_model()))
        .annotate(is_reviewed=Exists(_reviews_of(OuterRef("pk"))))
        .order_by("-created_at", "-id")
    )


def submissions_mine(user: Account, visitor_key: str) -> QuerySet[Submission]:
    """What this account, or this visitor's browser session, has sent."""
    if is_staff(user):
        return submissions_shown().filter(uploader=signed_in(user))
    if not visitor_key:
        return Submission.objects.none()
    return submissions_shown().filter(uploader__isnull=True, visitor_key=visitor_key)


def submission_get(submission_id: UUID, user: Account) -> Submission:
    """A submission that this account may see; NotFound otherwise."""
    found = submissions_shown().filter(id=submission_id).first()
    if found is None or not may_see(found, user):
        raise NotFound(
            "There is no such upload. A visitor's is removed after a while; others need an account."
        )
    return found


def submission_earlier(
    *, sha256: str, vocabulary: Vocabulary, user: Account, visitor_key: str
) -> Submission | None:
    """The submission of the same bytes by the same uploader for the same vocabulary, or None."""
    same = Submission.objects.filter(sha256=sha256, vocabulary=vocabulary)
    mine = (
        Q(uploader=signed_in(user)) if is_staff(user) else Q(uploader__isnull=True, visitor_key=visitor_key)
    )
    return same.filter(mine).select_related("job", "image", "artwork").first()


def submission_of_other_vocabulary(*, sha256: str, user: Account) -> Submission | None:
    """The same account's latest submission of the same bytes that has an artwork, whatever was asked then."""
    same = Submission.objects.filter(uploader=signed_in(user), sha256=sha256, artwork__isnull=False)
    return same.select_related("artwork", "image").first()


def submissions_expired() -> QuerySet[Submission]:
    """Visitors' submissions whose time is over."""
    return Submission.objects.filter(expires_at__lte=timezone.now()).select_related("image", "job")


def may_see(submission: Submission, user: Account) -> bool:
    """A visitor's: who holds the id, and is not staff. An account's: staff, and all once it is published."""
    if submission.uploader_id is None:
        return may_see_of_visitor(user, lambda: f"submission {submission.id}")
    if is_staff(user):
        return True
    return submission.artwork is not None and submission.artwork.status == Artwork.Status.PUBLISHED


def submission_may_delete(submission: Submission, user: Account) -> bool:
    """Staff; and of a visitor's upload whoever holds its id (docs/adr/0009)."""
    return is_staff(user) or submission.uploader_id is None


def submission_is_history(submission: Submission) -> bool:
    """Whether an account's upload has become part of the catalogue: reviewed, or of a published artwork."""
    if submission.uploader_id is None:
        return False
    artwork = submission.artwork
    if artwork is not None and artwork.status == Artwork.Status.PUBLISHED:
        return True
    known = getattr(submission, "is_reviewed", None)
    return _reviews_of(submission.pk).exists() if known is None else known


def _reviews_of(submission: Any) -> QuerySet[Review]:
    return Review.objects.filter(prediction__submission=submission)
