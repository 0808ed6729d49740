"""Recipes, runs, model versions and promotions, as the API shows and takes them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from djangoapp.jobs.models import Job
from djangoapp.training import selectors
from djangoapp.training.figures import RunFiguresSerializer
from djangoapp.training.models import ModelVersion, Promotion, TrainingRun


@extend_schema_field(serializers.CharField(allow_null=True))
class UsernameField(serializers.RelatedField):
    """An account by its user name; null where the system acted or the account is gone."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def to_representation(self, user: Any) -> str:
        return user.get_username()


class RecipeOptionSerializer(serializers.Serializer):
    """One option of a recipe."""

    name = serializers.CharField()
    type = serializers.ChoiceField(["integer", "number", "boolean"])
    default = serializers.JSONField(allow_null=True)
    description = serializers.CharField()
    minimum = serializers.FloatField(allow_null=True)
    maximum = serializers.FloatField(allow_null=True)


class BackboneSerializer(serializers.Serializer):
    """What a model stands on."""

    name = serializers.CharField()
    kind = serializers.ChoiceField(["imagenet", "file", "drawn", "random"])
    sha256 = serializers.CharField(allow_null=True)
    seed = serializers.IntegerField(allow_null=True, required=False)
    digest = serializers.CharField()


class RecipeSerializer(serializers.Serializer):
    """A named way of training."""

    name = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    options = RecipeOptionSerializer(many=True)
    backbone = BackboneSerializer()


class ModelVersionSerializer(serializers.ModelSerializer):
    """A model version; its bundle never changes."""

    vocabulary = serializers.CharField(source="vocabulary.slug", read_only=True)
    backbone = BackboneSerializer(read_only=True)
    labels = serializers.ListField(child=serializers.CharField(), read_only=True)
    figures = serializers.SerializerMethodField()
    is_champion = serializers.BooleanField(read_only=True)
    created_by = UsernameField()
    cards = serializers.SerializerMethodField()

    class Meta:
        model = ModelVersion
        fields = (
            "id", "vocabulary", "number", "recipe", "backbone", "labels", "n_train", "source", "figures",
            "is_champion", "created_at", "created_by", "digest", "cards",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(RunFiguresSerializer(allow_null=True))
    def get_figures(self, version: ModelVersion) -> dict[str, Any] | None:
        """The figures of the run that made it, or those that came in its bundle."""
        return version.figures

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(list(selectors.CARDS))))
    def get_cards(self, version: ModelVersion) -> list[str]:
        """Which cards its bundle has, to be read at `cards/{card}.md`."""
        return selectors.cards_of(version)


class SnapshotSummarySerializer(serializers.Serializer):
    """Which dataset a run works on."""

    digest = serializers.CharField()
    n_train = serializers.IntegerField()
    n_test = serializers.IntegerField()
    left_out = serializers.ListField(
        child=serializers.DictField(), help_text="Terms with too few pictures: {code, n}."
    )


class RunErrorSerializer(serializers.Serializer):
    """Why a run failed."""

    code = serializers.CharField()
    detail = serializers.CharField()


class TrainingRunSerializer(serializers.ModelSerializer):
    """A training run with the live state of its job."""

    vocabulary = serializers.CharField(source="vocabulary.slug", read_only=True)
    job = serializers.UUIDField(source="job_id", read_only=True)
    status = serializers.ChoiceField(Job.Status.choices, source="job.status", read_only=True)
    phase = serializers.CharField(source="job.phase", read_only=True)
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


class PromotionRequestSerializer(serializers.Serializer):
    """Why this version should serve; kept in the history."""

    reason = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")


class PromotionAnswerSerializer(serializers.Serializer):
    """Who serves now and who did before."""

    champion = serializers.UUIDField()
    previous = serializers.UUIDField(allow_null=True)


class PromotionSerializer(serializers.ModelSerializer):
    """One line of the history of who served when; `by` is null where the system did it."""

    vocabulary = serializers.CharField(source="vocabulary.slug", read_only=True)
    model_version = serializers.UUIDField(source="model_version_id", read_only=True)
    previous = serializers.UUIDField(source="previous_id", read_only=True, allow_null=True)
    by = UsernameField()

    class Meta:
        model = Promotion
        fields = ("id", "vocabulary", "model_version", "previous", "by", "reason", "at")
        read_only_fields = fields
