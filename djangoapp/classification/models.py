"""The tables of classification: submission, prediction, review."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from djangoapp.catalogue.models import Artwork, Image, Label, Term, Vocabulary
from djangoapp.core.models import UUIDModel
from djangoapp.jobs.models import Job
from djangoapp.training.models import ModelVersion


class Submission(UUIDModel):
    """One upload act: a picture for which one vocabulary is asked.

    Without `uploader` it is a visitor's: who holds the id may read it, `visitor_key` is their browser
    session, and it is removed after `expires_at`. The same bytes by the same uploader for the same vocabulary
    are one submission.
    """

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="submissions")
    vocabulary = models.ForeignKey(Vocabulary, on_delete=models.PROTECT, related_name="submissions")
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="submission")
    artwork = models.ForeignKey(
        Artwork, null=True, blank=True, on_delete=models.CASCADE, related_name="submissions"
    )
    # PROTECT: a submission without uploader would be a visitor's, readable by whoever holds its id.
    uploader = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="submissions"
    )
    visitor_key = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64)
    filename = models.CharField(max_length=255, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["uploader", "sha256", "vocabulary"],
                condition=Q(uploader__isnull=False),
                name="submitted_once_by_account",
            ),
            models.UniqueConstraint(
                fields=["visitor_key", "sha256", "vocabulary"],
                condition=Q(uploader__isnull=True),
                name="submitted_once_by_visitor",
            ),
        ]
        indexes = [
            models.Index(fields=["uploader", "-created_at"], name="submission_by_uploader"),
            models.Index(
                fields=["expires_at"], condition=Q(expires_at__isnull=False), name="submission_expiry"
            ),
        ]

    def __str__(self) -> str:
        return self.filename or str(self.id)

    @property
    def has_expired(self) -> bool:
        """Whether its time is over, although it may not have been removed yet."""
        return self.expires_at is not None and self.expires_at <= timezone.now()


class Prediction(UUIDModel):
    """What one model version said of one picture; written once, in the transaction that ends its job.

    `top` is a list of {code, probability}, best first; `answer` is {kind, codes}. `places` holds, for each of
    the codes in `explained`, a float16 map of which places speak for it, scaled to a largest value of 1.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="predictions")
    # The job may be deleted with a visitor's upload; exactly one prediction comes of it.
    job = models.OneToOneField(Job, null=True, on_delete=models.SET_NULL, related_name="prediction")
    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="predictions")
    vocabulary = models.ForeignKey(Vocabulary, on_delete=models.PROTECT, related_name="predictions")
    model_version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="predictions")
    top = models.JSONField()
    answer = models.JSONField()
    novelty = models.FloatField()
    embedding = models.BinaryField()  # float16, norm 1
    explained = models.JSONField(default=list)
    places = models.BinaryField()
    places_side = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["model_version", "-created_at"], name="prediction_by_version")]

    def __str__(self) -> str:
        return f"{self.answer.get('kind')} for {self.image_id}"


class Review(UUIDModel):
    """What one person said of one prediction; rows are only added, and withdrawn by their author.

    The latest that is not withdrawn holds. `label` is what it settled, `withdrawn_label` what took that back.
    """

    class Verdict(models.TextChoices):
        CONFIRM = "confirm"
        CORRECT = "correct"
        UNSURE = "unsure"
        NOT_IN_VOCABULARY = "not_in_vocabulary"
        BAD_IMAGE = "bad_image"

    prediction = models.ForeignKey(Prediction, on_delete=models.CASCADE, related_name="reviews")
    verdict = models.CharField(max_length=20, choices=Verdict.choices)
    term = models.ForeignKey(Term, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    comment = models.TextField(blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews")
    label = models.OneToOneField(
        Label, null=True, blank=True, on_delete=models.CASCADE, related_name="review"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_label = models.OneToOneField(
        Label, null=True, blank=True, on_delete=models.CASCADE, related_name="withdrawn_review"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.verdict} of {self.prediction_id}"
