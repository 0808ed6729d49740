"""Model versions and promotions, as the API takes and shows them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from djangoapp.accounts.serializers import UsernameField
from djangoapp.training import selectors
from djangoapp.training.models import ModelVersion, Promotion
from djangoapp.training.serializers.figures import RunFiguresSerializer


class BackboneSerializer(serializers.Serializer):
    """What a model stands on."""

    name = serializers.CharField()
    kind = serializers.ChoiceField(["imagenet", "file", "drawn", "random"])
    sha256 = serializers.CharField(allow_null=True)
    seed = serializers.IntegerField(allow_null=True, required=False)
    digest = serializers.CharField()


class BrokenSerializer(serializers.Serializer):
    """Why the bundle of a version cannot be loaded."""

    code = serializers.ChoiceField(["bundle_corrupt", "bundle_incompatible"])
    detail = serializers.CharField(help_text="A sentence for people; names files as the bundle does.")
    since = serializers.DateTimeField()


class ModelVersionSerializer(serializers.ModelSerializer[ModelVersion]):
    """A model version; its bundle never changes."""

    vocabulary = serializers.CharField(source="vocabulary.slug", read_only=True)
    backbone = BackboneSerializer(read_only=True)
    labels = serializers.ListField(child=serializers.CharField(), read_only=True)
    figures = serializers.SerializerMethodField()
    is_champion = serializers.BooleanField(read_only=True)
    broken = serializers.SerializerMethodField()
    roll_back_to = serializers.UUIDField(
        read_only=True,
        allow_null=True,
        help_text="Of a broken champion: the version to promote instead, the last one that served before it "
        "and can be loaded. Nothing is rolled back by itself.",
    )
    created_by = UsernameField()
    cards = serializers.SerializerMethodField()

    class Meta:
        model = ModelVersion
        fields = (
            "id", "vocabulary", "number", "recipe", "backbone", "labels", "n_train", "source", "figures",
            "is_champion", "broken", "roll_back_to", "created_at", "created_by", "digest", "cards",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(RunFiguresSerializer(allow_null=True))
    def get_figures(self, version: ModelVersion) -> dict[str, Any] | None:
        """The figures of the run that made it, or those that came in its bundle."""
        if version.figures is None:
            return None
        return {**version.figures, "known_weak": version.known_weak, "studies": version.studies}

    @extend_schema_field(BrokenSerializer(allow_null=True))
    def get_broken(self, version: ModelVersion) -> dict[str, Any] | None:
        """Why it cannot be loaded, as far as anybody has looked; while it serves, uploads wait."""
        if not version.fault_code:
            return None
        found = {"code": version.fault_code, "detail": version.fault_detail, "since": version.fault_since}
        return BrokenSerializer(found).data

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(list(selectors.CARDS))))
    def get_cards(self, version: ModelVersion) -> list[str]:
        """Which cards its bundle has, to be read at `cards/{card}.md`."""
        return selectors.cards_of(version)


class PromotionRequestSerializer(serializers.Serializer):
    """Why this version should serve; kept in the history."""

    reason = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")


class PromotionAnswerSerializer(serializers.Serializer):
    """Who serves now and who did before."""

    champion = serializers.UUIDField()
    previous = serializers.UUIDField(allow_null=True)


class PromotionSerializer(serializers.ModelSerializer[Promotion]):
    """One line of the history of who served when; `by` is null where the system did it."""

    vocabulary = serializers.CharField(source="vocabulary.slug", read_only=True)
    model_version = serializers.UUIDField(source="model_version_id", read_only=True)
    previous = serializers.UUIDField(source="previous_id", read_only=True, allow_null=True)
    by = UsernameField()

    class Meta:
        model = Promotion
        fields = ("id", "vocabulary", "model_version", "previous", "by", "reason", "at")
        read_only_fields = fields
