"""The job row: what is to be done, how far it is, and who works on it until when."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from djangoapp.core.models import UUIDModel

MAX_ATTEMPTS = 3


class Job(UUIDModel):
    """One piece of background work. A row in a final status never changes again."""

    class Status(models.TextChoices):
        """Final ones: succeeded, failed, cancelled."""

        QUEUED = "queued"
        RUNNING = "running"
        SUCCEEDED = "succeeded"
        FAILED = "failed"
        CANCELLED = "cancelled"

    FINAL = (Status.SUCCEEDED, Status.FAILED, Status.CANCELLED)

    kind = models.CharField(max_length=60)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.QUEUED)
    phase = models.CharField(max_length=60, blank=True, default="queued")
    progress = models.FloatField(default=0.0)
    detail = models.JSONField(default=dict, blank=True)
    payload = models.JSONField(default=dict, blank=True)
    result = models.JSONField(null=True, blank=True)
    error_code = models.CharField(max_length=60, blank=True)
    error_detail = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=MAX_ATTEMPTS)
    # Not empty: queued, but not to be claimed until released, such as "waiting_for_model:batik".
    hold = models.CharField(max_length=120, blank=True)
    # A further attempt is not made before this time: a full disk needs some.
    run_after = models.DateTimeField(null=True, blank=True)
    lease_owner = models.CharField(max_length=120, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    cancel_requested = models.BooleanField(default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="jobs"
    )
    # Asked for by a visitor, who alone sees it; a job that nobody asked for has no `created_by` either.
    of_visitor = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["kind", "created_at"], condition=Q(status="queued"), name="job_queue"),
            models.Index(fields=["lease_until"], condition=Q(status="running"), name="job_leases"),
            models.Index(fields=["hold"], condition=~Q(hold=""), name="job_holds"),
            models.Index(fields=["-created_at"], name="job_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id} ({self.status})"

    @classmethod
    def claimable(cls) -> models.QuerySet[Job]:
        """The queued jobs that may be claimed now, oldest first."""
        waiting = cls.objects.filter(status=cls.Status.QUEUED, hold="")
        due = Q(run_after=None) | Q(run_after__lte=timezone.now())
        return waiting.filter(due).order_by("created_at", "id")

    @property
    def is_final(self) -> bool:
        """Whether the job has ended, one way or another."""
        return self.status in self.FINAL
