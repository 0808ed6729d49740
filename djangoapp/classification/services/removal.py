"""Removing uploads, on request or a visitor's in time, with the picture and draft that they alone made."""

from __future__ import annotations

from django.db import transaction

from djangoapp.catalogue import services as catalogue
from djangoapp.catalogue.models import Artwork, Image
from djangoapp.classification import selectors
from djangoapp.classification.models import Submission
from djangoapp.core.errors import Conflict


def submission_delete(submission: Submission) -> None:
    """Remove a submission with its picture, answer and job, and the draft that it alone made.

    Raises Conflict `submission_in_use` when its answer was reviewed or its artwork is published.
    """
    with transaction.atomic():
        submission = (
            Submission.objects.select_for_update(of=("self",))
            .select_related("image", "artwork", "job")
            .get(id=submission.id)
        )
        if selectors.submission_is_history(submission):
            raise Conflict(
                "Its answer was reviewed or its artwork is published, so it is part of the catalogue's "
                "history. Withdraw the artwork from the gallery instead.",
                code="submission_in_use",
            )
        submission_remove(submission)


def submission_remove(submission: Submission) -> None:
    """Remove a submission unasked, with all that it alone made; inside the caller's transaction."""
    image, artwork, job = submission.image, submission.artwork, submission.job
    submission.delete()
    job.delete()
    others = Submission.objects.filter(image=image).exists()
    if artwork is None:
        if not others:
            catalogue.image_delete(image)
    elif not others and _is_bare_draft(artwork, image):
        catalogue.artwork_delete(artwork)


def _is_bare_draft(artwork: Artwork, image: Image) -> bool:
    """Whether the artwork is nothing but the draft that this picture's upload made."""
    return (
        artwork.status == Artwork.Status.DRAFT
        and artwork.collection_key is None
        and not artwork.labels.exists()
        and not artwork.submissions.exists()
        and not artwork.images.exclude(id=image.id).exists()
    )


def visitor_uploads_expire() -> int:
    """Remove the visitors' uploads whose time is over, with their files; how many they were."""
    count = 0
    for submission in selectors.submissions_expired()[:1000]:
        with transaction.atomic():
            row = Submission.objects.select_for_update(of=("self",)).filter(id=submission.id).first()
            if row is not None:
                submission_remove(row)
                count += 1
    return count
