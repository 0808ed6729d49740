"""Taking uploads in: the same bytes once, the picture stored, the question queued."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from djangoapp.accounts.models import Account, signed_in
from djangoapp.catalogue import services as catalogue
from djangoapp.catalogue.models import Artwork, Image, Vocabulary
from djangoapp.catalogue.text import clean_filename, title_from
from djangoapp.classification import selectors
from djangoapp.classification.models import Submission
from djangoapp.classification.services.removal import submission_remove
from djangoapp.core.web.permissions import is_staff
from djangoapp.jobs.models import Job
from djangoapp.jobs.services import job_enqueue
from djangoapp.training.selectors import waiting_hold, waits_for_model

KIND = "classify"


@dataclass(frozen=True)
class Upload:
    """What someone sends: a file, the vocabulary to ask, and for staff the artwork or its record."""

    file: UploadedFile[bytes]
    vocabulary: Vocabulary
    user: Account
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


def _digest(file: UploadedFile[bytes]) -> str:
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
        submission_remove(found)
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
        uploader=signed_in(upload.user) if upload.by_staff else None,
        visitor_key="" if upload.by_staff else upload.visitor_key,
        sha256=sha256,
        filename=clean_filename(upload.file.name),
        expires_at=None if upload.by_staff else _expiry(),
    )


def _artwork_with_record(upload: Upload, artwork: Artwork | None) -> Artwork:
    if artwork is None:
        record = {**upload.record}
        record["title"] = record.get("title") or title_from(upload.file.name)
        return catalogue.artwork_create(upload.user, **record)
    given = {name: value for name, value in upload.record.items() if value}
    return catalogue.artwork_update(artwork, given) if given else artwork


def _expiry() -> Any:
    return timezone.now() + timedelta(hours=settings.RAGAM_VISITOR_RETENTION)


def _enqueue(upload: Upload) -> Job:
    hold = waiting_hold(upload.vocabulary) if waits_for_model(upload.vocabulary.slug) else ""
    user = upload.user if upload.by_staff else None
    return job_enqueue(KIND, {}, user=user, hold=hold, of_visitor=not upload.by_staff)
