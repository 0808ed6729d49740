"""Recipes and training runs, as the API takes and shows them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from djangoapp.accounts.serializers import UsernameField
from djangoapp.jobs.models import Job
from djangoapp.jobs.phases import PHASES
from djangoapp.training.models import TrainingRun
from djangoapp.training.serializers.figures import RunFiguresSerializer
from djangoapp.training.serializers.versions import BackboneSerializer


class RecipeOptionSerializer(serializers.Serializer):
    """One option of a recipe."""

    name = serializers.CharField()
    type = serializers.ChoiceField(["integer", "number", "boolean"])
    default = serializers.JSONField(allow_null=True)
    description = serializers.CharField()
    minimum = serializers.FloatField(allow_null=True)
    maximum = serializers.FloatField(allow_null=True)


class RecipeSerializer(serializers.Serializer):
    """A named way of training."""

    name = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # Field has one.
    options = RecipeOptionSerializer(many=True)
    backbone = BackboneSerializer()


class SnapshotSummarySerializer(serializers.Serializer):
    """Which dataset a run works on."""

    digest = serializers.CharField()
    n_train = serializers.IntegerField()
    n_test = serializers.IntegerField()
    left_out = serializers.ListField(
        child=serializers.DictField(), help_text="Terms with too few pictures: {code, n}."
    )
    unreadable = serializers.ListField(
        child=serializers.DictField(),
        help_text="Pictures whose files are lost or cut: {image, artwork, filename}.",
    )


class RunErrorSerializer(serializers.Serializer):
    """Why a run failed."""

    code = serializers.CharField()
    detail = serializers.CharField()


class TrainingRunSerializer(serializers.ModelSerializer[TrainingRun]):
    """A training run with the live state of its job."""

    vocabulary = serializers.CharField(source="vocabulary.slug", read_only=True)
    job = serializers.UUIDField(source="job_id", read_only=True)
    status = serializers.ChoiceField(Job.Status.choices, source="job.status", read_only=True)
    phase = serializers.ChoiceField(PHASES, source="job.phase", read_only=True)
    progress = serializers.FloatField(source="job.progress", read_only=True)
    detail = serializers.DictField(source="job.detail", read_only=True)
    options = serializers.DictField(read_only=True)
    created_by = UsernameField()
    figures = serializers.SerializerMethodField()
    model_version = serializers.UUIDField(source="model_version_id", read_only=True, allow_null=True)
    snapshot = SnapshotSummarySerializer(read_only=True, allow_null=True)
    error = serializers.SerializerMethodField()

    class Meta:
        model = TrainingRun
        fields = (
            "id", "job", "vocabulary", "recipe", "options", "status", "phase", "progress", "detail",
            "created_at", "created_by", "figures", "model_version", "snapshot", "error",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(RunFiguresSerializer(allow_null=True))
    def get_figures(self, run: TrainingRun) -> dict[str, Any] | None:
        """Once it has succeeded."""
        return run.figures

    @extend_schema_field(RunErrorSerializer(allow_null=True))
    def get_error(self, run: TrainingRun) -> dict[str, str] | None:
        """The code and the sentence of a failed run."""
        job = run.job
        return {"code": job.error_code, "detail": job.error_detail} if job.error_code else None


class TrainingRunRequestSerializer(serializers.Serializer):
    """What to train."""

    vocabulary = serializers.CharField(max_length=80)
    recipe = serializers.CharField(max_length=60)
    options = serializers.DictField(required=False, default=dict)


class TrainingRunAcceptedSerializer(serializers.Serializer):
    """The run and the job to follow."""

    id = serializers.UUIDField()
    job = serializers.UUIDField(source="job_id")
