"""Taking submissions in, keeping what a model says, reviewing it, forgetting visitors' uploads in time."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import PurePath
from typing import Any
from uuid import UUID

import numpy as np
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from djangoapp.catalogue import services as catalogue
from djangoapp.catalogue.models import Artwork, Image, Term, Vocabulary
from djangoapp.catalogue.text import clean_filename, readable
from djangoapp.classification import selectors
from djangoapp.classification.models import Prediction, Review, Submission
from djangoapp.classification.places import places_pack
from djangoapp.core.errors import Conflict, DomainError
from djangoapp.core.web.permissions import is_staff
from djangoapp.jobs.models import Job
from djangoapp.jobs.services import job_enqueue
from djangoapp.training.models import ModelVersion
from djangoapp.training.selectors import has_no_champion, waiting_hold
from ml.records import Explanation
from ml.records import Prediction as Found

KIND = "classify"
TITLE_LENGTH = 300


@dataclass(frozen=True)
class Upload:
    """What someone sends: a file, the vocabulary to ask, and for staff the artwork or its record."""

    file: UploadedFile
    vocabulary: Vocabulary
    user: Any
    visitor_key: str = ""
    artwork: Artwork | None = None
    record: dict[str, Any] = field(default_factory=dict)

    @property
    def by_staff(self) -> bool:
        """Whether it is for the catalogue, rather than a visitor's question."""
        return is_staff(self.user)


def submission_create(upload: Upload) -> tuple[Submission, bool]:
    """Take an upload in and queue its classification; the submission, and whether it is a new one.

    The same bytes by the same uploader for the same vocabulary are one submission, however many requests
    race; one whose job failed or was cancelled gets another job. Raises what `image_prepare` raises, and
    StorageFull.
    """
    sha256 = _digest(upload.file)
    earlier = _earlier(upload, sha256)
    if earlier is not None:
        return _with_living_job(earlier, upload), False
    place = _place_of_known_bytes(upload, sha256)
    prepared = None if place.image else catalogue.image_prepare(upload.file, filename=upload.file.name)
    try:
        with catalogue.atomic_with_files():
            return _store(upload, sha256, place, prepared), True
    except IntegrityError:
        earlier = _earlier(upload, sha256)
        if earlier is None:
            raise
        return earlier, False


@dataclass(frozen=True)
class _Place:
    """Where the picture belongs, as far as that exists already."""

    artwork: Artwork | None = None
    image: Image | None = None


def _digest(file: UploadedFile) -> str:
    found = hashlib.sha256()
    for chunk in file.chunks():
        found.update(chunk)
    file.seek(0)
    return found.hexdigest()


def _earlier(upload: Upload, sha256: str) -> Submission | None:
    found = selectors.submission_earlier(
        sha256=sha256, vocabulary=upload.vocabulary, user=upload.user, visitor_key=upload.visitor_key
    )
    if found is None or not found.has_expired:
        return found
    with transaction.atomic():
        _remove(found)
    return None


@transaction.atomic
def _with_living_job(submission: Submission, upload: Upload) -> Submission:
    submission = Submission.objects.select_for_update().get(id=submission.id)
    if submission.job.status in (Job.Status.FAILED, Job.Status.CANCELLED):
        submission.job = _enqueue(upload)
        submission.save(update_fields=["job"])
    return submission


def _place_of_known_bytes(upload: Upload, sha256: str) -> _Place:
    """The artwork that staff named, or that the same bytes made when another vocabulary was asked."""
    if not upload.by_staff:
        return _Place()
    if upload.artwork is not None:
        return _Place(upload.artwork, upload.artwork.images.filter(sha256=sha256).first())
    other = selectors.submission_of_other_vocabulary(sha256=sha256, user=upload.user)
    if other is None or _is_another_object(other.artwork, upload.record):
        return _Place()
    return _Place(other.artwork, other.image)


def _is_another_object(artwork: Artwork | None, record: dict[str, Any]) -> bool:
    """Whether the record names another accession number than the artwork has."""
    number = record.get("accession_number")
    return artwork is None or bool(number and artwork.accession_number and number != artwork.accession_number)


def _store(upload: Upload, sha256: str, place: _Place, prepared: Any) -> Submission:
    artwork = place.artwork
    if upload.by_staff:
        artwork = _artwork_with_record(upload, artwork)
    image = place.image or catalogue.image_store(
        prepared, owner=upload.user if upload.by_staff else None, artwork=artwork
    )
    return Submission.objects.create(
        image=image,
        vocabulary=upload.vocabulary,
        job=_enqueue(upload),
        artwork=artwork,
        uploader=upload.user if upload.by_staff else None,
        visitor_key="" if upload.by_staff else upload.visitor_key,
        sha256=sha256,
        filename=clean_filename(upload.file.name),
        expires_at=None if upload.by_staff else _expiry(),
    )


def _artwork_with_record(upload: Upload, artwork: Artwork | None) -> Artwork:
    if artwork is None:
        record = {**upload.record}
        record["title"] = record.get("title") or title_from(upload.file.name)
        return catalogue.artwork_create(owner=upload.user, **record)
    given = {name: value for name, value in upload.record.items() if value}
    return catalogue.artwork_update(artwork, given) if given else artwork


def title_from(filename: str | None) -> str:
    """A first title out of a file name: `IMG_parang-rusak.jpg` becomes `IMG parang rusak`."""
    return readable(PurePath(clean_filename(filename)).stem)[:TITLE_LENGTH]


def _expiry() -> Any:
    return timezone.now() + timedelta(hours=settings.RAGAM_VISITOR_RETENTION)


def _enqueue(upload: Upload) -> Job:
    hold = waiting_hold(upload.vocabulary) if has_no_champion(upload.vocabulary.slug) else ""
    return job_enqueue(KIND, {}, user=upload.user if upload.by_staff else None, hold=hold)


def prediction_save(
    submission_id: UUID,
    job_id: UUID,
    version: ModelVersion,
    found: Found,
    explanations: tuple[Explanation, ...],
) -> dict[str, Any]:
    """Keep what a model version said; the job's result. DomainError `submission_gone` when it was removed."""
    submission = Submission.objects.select_for_update().filter(id=submission_id).first()
    if submission is None:
        raise DomainError("submission_gone", "The upload was removed while it was looked at.", 410)
    places, side, explained = places_pack(explanations)
    prediction = Prediction.objects.create(
        submission=submission,
        job_id=job_id,
        image_id=submission.image_id,
        vocabulary_id=submission.vocabulary_id,
        model_version=version,
        top=[{"code": one.label, "probability": one.probability} for one in found.top],
        answer={"kind": found.answer.kind, "codes": list(found.answer.labels)},
        novelty=found.novelty,
        embedding=np.asarray(found.embedding, np.float16).tobytes(),
        explained=explained,
        places=places,
        places_side=side,
    )
    return {"prediction": str(prediction.id)}


def review_add(
    prediction: Prediction, verdict: str, *, user: Any, term: Term | None = None, comment: str = ""
) -> Review:
    """Note what a person says of a prediction; where there is an artwork, a settled verdict labels it.

    `confirm` without a term means the broader term that was answered, else the best one; `correct` needs one.
    Raises DomainError `validation_error` and what `label_add` raises.
    """
    term = _term_of_verdict(prediction, verdict, term)
    with transaction.atomic():
        artwork = prediction.submission.artwork
        label = None
        if artwork is not None and verdict in SETTLING:
            label = catalogue.label_add(
                artwork, prediction.vocabulary, term, source="review", actor=user, note=comment
            )
        return Review.objects.create(
            prediction=prediction, verdict=verdict, term=term, comment=comment, actor=user, label=label
        )


SETTLING = {Review.Verdict.CONFIRM, Review.Verdict.CORRECT, Review.Verdict.NOT_IN_VOCABULARY}


def _term_of_verdict(prediction: Prediction, verdict: str, term: Term | None) -> Term | None:
    if verdict == Review.Verdict.CORRECT and term is None:
        message = "A correction needs the right term. Send its slug as `term`."
        raise DomainError("validation_error", message, 400, errors={"term": [message]})
    if verdict == Review.Verdict.CONFIRM and term is None:
        return _first_term(prediction)
    return term if verdict in (Review.Verdict.CONFIRM, Review.Verdict.CORRECT) else None


def _first_term(prediction: Prediction) -> Term:
    answer = prediction.answer
    code = answer["codes"][0] if answer["kind"] == "broader" else prediction.top[0]["code"]
    found = Term.objects.filter(vocabulary=prediction.vocabulary_id, code=code).first()
    if found is None:
        raise Conflict(f"The term {code!r} is no longer in the vocabulary. Correct the answer instead.")
    return found


def review_withdraw(review: Review, user: Any) -> Review:
    """Take one's own review back; the label that it settled gives way to the one before, by one more label.

    Raises DomainError `permission_denied` for someone else's. A label settled later by another review stays.
    """
    if review.actor_id != user.pk:
        raise DomainError("permission_denied", "Only its author may take a review back. Add your own.", 403)
    with transaction.atomic():
        review = Review.objects.select_for_update(of=("self",)).select_related("label").get(id=review.id)
        if review.withdrawn_at is not None:
            return review
        review.withdrawn_at = timezone.now()
        review.withdrawn_label = _restore_before(review, user)
        review.save(update_fields=["withdrawn_at", "withdrawn_label"])
    return review


def _restore_before(review: Review, user: Any) -> Any:
    label = review.label
    if label is None:
        return None
    labels = label.artwork.labels.filter(vocabulary=label.vocabulary_id).order_by("-number")
    if labels.first() != label:
        return None
    before = labels.filter(number__lt=label.number).select_related("term").first()
    return catalogue.label_add(
        label.artwork,
        label.vocabulary,
        before.term if before else None,
        source="review",
        actor=user,
        note="A review was taken back.",
    )


def submission_may_delete(submission: Submission, user: Any) -> bool:
    """Staff; and of a visitor's upload whoever holds its id (docs/adr/0009)."""
    return is_staff(user) or submission.uploader_id is None


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
        if submission.uploader_id is not None:
            _refuse_history(submission)
        _remove(submission)


def _refuse_history(submission: Submission) -> None:
    artwork = submission.artwork
    reviewed = Review.objects.filter(prediction__submission=submission).exists()
    if reviewed or (artwork is not None and artwork.status == Artwork.Status.PUBLISHED):
        raise Conflict(
            "Its answer was reviewed or its artwork is published, so it is part of the catalogue's history. "
            "Withdraw the artwork from the gallery instead.",
            code="submission_in_use",
        )


def _remove(submission: Submission) -> None:
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
                _remove(row)
                count += 1
    return count
