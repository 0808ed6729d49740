"""Jobs, as the API shows them."""

from __future__ import annotations

from drf_spectacular.utils import (
    extend_schema_field,
)
from rest_framework import serializers

from djangoapp.jobs.models import Job
from djangoapp.jobs.phases import PHASES


class JobErrorSerializer(serializers.Serializer):
    """Why a job failed."""

    code = serializers.CharField(help_text="Stable; meant for programs.")
    detail = serializers.CharField(help_text="A sentence for people.")


class JobResultSerializer(serializers.Serializer):
    """What a job that succeeded made: one of these, by its kind."""

    prediction = serializers.UUIDField(required=False)
    model_version = serializers.UUIDField(required=False)


class JobSerializer(serializers.ModelSerializer[Job]):
    """A job as the API shows it."""

    phase = serializers.ChoiceField(PHASES, read_only=True)
    error = serializers.SerializerMethodField()
    detail = serializers.DictField(
        read_only=True, help_text="Figures of the running phase, such as images done."
    )
    result = JobResultSerializer(read_only=True, allow_null=True)

    class Meta:
        model = Job
        fields = (
            "id", "kind", "status", "phase", "progress", "detail", "result", "error", "created_at",
            "started_at", "finished_at", "cancel_requested", "attempts",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(JobErrorSerializer(allow_null=True))
    def get_error(self, job: Job) -> dict[str, str] | None:
        """The code and the sentence of a failed job."""
        return {"code": job.error_code, "detail": job.error_detail} if job.error_code else None
