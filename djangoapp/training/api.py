"""/api/recipes/, /api/training-runs/, /api/model-versions/ and /api/promotions/."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import generics, serializers
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from djangoapp.catalogue.selectors import vocabulary_get
from djangoapp.core.permissions import PROMOTE, TRAIN, UPLOAD, allows
from djangoapp.jobs.models import Job
from djangoapp.training import selectors, services
from djangoapp.training.execution import recipes_offered
from djangoapp.training.figures import RunFiguresSerializer
from djangoapp.training.models import ModelVersion, Promotion, TrainingRun

ForStaff: type[BasePermission] = allows(UPLOAD)


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


class ByVocabulary(filters.FilterSet):
    """The one filter of these lists."""

    vocabulary = filters.CharFilter(field_name="vocabulary__slug", help_text="Slug of the vocabulary.")


class RecipesView(APIView):
    """The recipes."""

    permission_classes = [ForStaff]

    @extend_schema(
        parameters=[
            OpenApiParameter("vocabulary", str, description="Slug of the vocabulary that is to be learned.")
        ],
        responses={200: RecipeSerializer(many=True)},
    )
    def get(self, request: Request) -> Response:
        """The recipes, with their options and defaults and what a model trained now would stand on."""
        slug = request.query_params.get("vocabulary")
        offered = recipes_offered(vocabulary_get(slug) if slug else None)
        return Response(RecipeSerializer(offered, many=True).data)


class TrainingRunsView(generics.ListAPIView):
    """Starting and listing runs."""

    serializer_class = TrainingRunSerializer
    filterset_class = ByVocabulary
    queryset = TrainingRun.objects.none()

    def get_permissions(self) -> list[BasePermission]:
        """Reading is for staff, starting for who may train."""
        return [allows(TRAIN)() if self.request.method == "POST" else ForStaff()]

    def get_queryset(self) -> Any:
        """All runs."""
        return selectors.runs_listed()

    @extend_schema(summary="Training runs, newest first")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Training runs, newest first."""
        return super().get(request, *args, **kwargs)

    @extend_schema(request=TrainingRunRequestSerializer, responses={202: TrainingRunAcceptedSerializer})
    def post(self, request: Request) -> Response:
        """Start a run; it makes a candidate, which serves only when someone promotes it."""
        body = TrainingRunRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        wanted = body.validated_data
        vocabulary = vocabulary_get(wanted["vocabulary"])
        run = services.training_run_start(vocabulary, wanted["recipe"], wanted["options"], user=request.user)
        return Response(TrainingRunAcceptedSerializer(run).data, status=202)


class TrainingRunView(APIView):
    """One run."""

    permission_classes = [ForStaff]

    @extend_schema(responses={200: TrainingRunSerializer})
    def get(self, request: Request, run_id: UUID) -> Response:
        """One run: how far it is, and in the end its figures beside the champion's."""
        return Response(TrainingRunSerializer(selectors.run_get(run_id)).data)


class ModelVersionsView(generics.ListAPIView):
    """The versions."""

    serializer_class = ModelVersionSerializer
    permission_classes = [ForStaff]
    filterset_class = ByVocabulary
    queryset = ModelVersion.objects.none()

    def get_queryset(self) -> Any:
        """All versions."""
        return selectors.model_versions_listed()

    @extend_schema(summary="Model versions, newest first")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Model versions, newest first."""
        return super().get(request, *args, **kwargs)


class ModelVersionView(APIView):
    """One version."""

    permission_classes = [ForStaff]

    @extend_schema(responses={200: ModelVersionSerializer})
    def get(self, request: Request, version_id: UUID) -> Response:
        """One model version with what it stands on and its figures."""
        return Response(ModelVersionSerializer(selectors.model_version_get(version_id)).data)


class PromoteView(APIView):
    """Promoting."""

    permission_classes = [allows(PROMOTE)]

    @extend_schema(request=PromotionRequestSerializer, responses={200: PromotionAnswerSerializer})
    def post(self, request: Request, version_id: UUID) -> Response:
        """Let this version serve its vocabulary; rolling back is promoting the older one."""
        body = PromotionRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        version = selectors.model_version_get(version_id)
        previous = services.model_promote(version, user=request.user, reason=body.validated_data["reason"])
        answer = {"champion": version.id, "previous": previous.id if previous else None}
        return Response(PromotionAnswerSerializer(answer).data)


class PromotionsView(generics.ListAPIView):
    """The history."""

    serializer_class = PromotionSerializer
    permission_classes = [ForStaff]
    filterset_class = ByVocabulary
    queryset = Promotion.objects.none()

    def get_queryset(self) -> Any:
        """All promotions."""
        return selectors.promotions_listed()

    @extend_schema(summary="Who served when, newest first")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Who served when, newest first."""
        return super().get(request, *args, **kwargs)
