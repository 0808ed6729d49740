"""The tables of training: frozen snapshots, runs, immutable model versions, and who served when."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils import timezone

from djangoapp.catalogue.models import Vocabulary
from djangoapp.core.models import UUIDModel
from djangoapp.jobs.models import Job


class LockedSide(models.Model):
    """On which side of the locked split a picture is, for ever and for every vocabulary."""

    class Side(models.TextChoices):
        TRAIN = "train"
        TEST = "test"

    sha256 = models.CharField(max_length=64, primary_key=True)
    side = models.CharField(max_length=5, choices=Side.choices)

    def __str__(self) -> str:
        return f"{self.sha256[:12]}: {self.side}"


class Snapshot(UUIDModel):
    """A frozen dataset: which pictures, with which labels, on which side.

    `items` is a list of {image, sha256, label, group, split}, with `broader` where a term stands above the
    label; `left_out` a list of {code, n} of the terms that had too few pictures to be learned.
    """

    vocabulary = models.ForeignKey(Vocabulary, on_delete=models.PROTECT, related_name="snapshots")
    digest = models.CharField(max_length=64)
    items = models.JSONField()
    n_train = models.PositiveIntegerField()
    n_test = models.PositiveIntegerField()
    left_out = models.JSONField(default=list)
    unreadable = models.JSONField(default=list)  # {image, artwork, filename} of pictures whose file is lost
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.digest[:12]} ({self.n_train} + {self.n_test})"


class ModelVersion(UUIDModel):
    """One model that can serve a vocabulary; its bundle on disk never changes."""

    class Source(models.TextChoices):
        RUN = "run"
        REGISTERED = "registered"
        DEMO = "demo"

    vocabulary = models.ForeignKey(Vocabulary, on_delete=models.PROTECT, related_name="model_versions")
    number = models.PositiveIntegerField()
    bundle_path = models.CharField(max_length=300)  # inside the models folder
    digest = models.CharField(max_length=64)
    recipe = models.CharField(max_length=60)
    backbone = models.JSONField()
    labels = models.JSONField()
    thresholds = models.JSONField(default=dict)
    figures = models.JSONField(null=True, blank=True)
    known_weak = models.JSONField(default=list)  # rows of ml.answers.known_weak
    studies = models.PositiveIntegerField(default=0)  # further drawings of each term that it learned from
    n_train = models.PositiveIntegerField(default=0)
    source = models.CharField(max_length=12, choices=Source.choices)
    # Not empty: its bundle could not be loaded when it was last looked at. That is about the disk.
    fault_code = models.CharField(max_length=60, blank=True)
    fault_detail = models.TextField(blank=True)
    fault_since = models.DateTimeField(null=True, blank=True)
    snapshot = models.ForeignKey(
        Snapshot, null=True, blank=True, on_delete=models.PROTECT, related_name="model_versions"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-created_at", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["vocabulary", "number"], name="model_number_once"),
            models.UniqueConstraint(fields=["vocabulary", "digest"], name="model_digest_once"),
        ]

    def __str__(self) -> str:
        return f"{self.vocabulary_id} no. {self.number}"

    @property
    def folder(self) -> Path:
        """Where the bundle lies."""
        return settings.MODELS_DIR / self.bundle_path


class JudgedPicture(models.Model):
    """What a version said of one locked picture: kept, so that any two versions can be compared later.

    `top` lists [code, probability], best first; `named` is the first of them.
    """

    model_version = models.ForeignKey(ModelVersion, on_delete=models.CASCADE, related_name="judged")
    sha256 = models.CharField(max_length=64)
    truth = models.CharField(max_length=200)
    named = models.CharField(max_length=200)
    top = models.JSONField()

    class Meta:
        ordering = ["sha256"]
        constraints = [
            models.UniqueConstraint(fields=["model_version", "sha256"], name="judged_once"),
        ]
        indexes = [models.Index(fields=["model_version", "truth", "named"], name="judged_by_answer")]

    def __str__(self) -> str:
        return f"{self.sha256[:12]}: {self.truth}, named {self.named}"


class Champion(models.Model):
    """The version that serves a vocabulary now."""

    vocabulary = models.OneToOneField(
        Vocabulary, on_delete=models.CASCADE, related_name="champion", primary_key=True
    )
    model_version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.vocabulary_id}: {self.model_version_id}"


class Promotion(UUIDModel):
    """Who let which version serve, when and why; rows are only ever added. `by` is None for the system."""

    vocabulary = models.ForeignKey(Vocabulary, on_delete=models.PROTECT, related_name="promotions")
    model_version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="promotions")
    previous = models.ForeignKey(
        ModelVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.model_version_id} at {self.at:%Y-%m-%d %H:%M}"


class TrainingRun(UUIDModel):
    """One attempt to make a better model; its job says how far it is."""

    vocabulary = models.ForeignKey(Vocabulary, on_delete=models.PROTECT, related_name="training_runs")
    recipe = models.CharField(max_length=60)
    options = models.JSONField(default=dict)
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="training_run")
    snapshot = models.ForeignKey(
        Snapshot, null=True, blank=True, on_delete=models.PROTECT, related_name="training_runs"
    )
    figures = models.JSONField(null=True, blank=True)
    model_version = models.ForeignKey(
        ModelVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="training_runs"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.recipe} for {self.vocabulary_id}"
