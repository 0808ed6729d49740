"""Predictions, as the API shows them: in short beside other things, and everything that is to be said."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from djangoapp.catalogue.models import Term
from djangoapp.catalogue.serializers.refs import ImageRefSerializer, TermRefSerializer
from djangoapp.classification import selectors
from djangoapp.classification.models import Prediction
from djangoapp.classification.selectors import TermBook
from djangoapp.classification.serializers.reviews import ReviewSerializer
from djangoapp.core.web.addresses import site_path
from djangoapp.training.models import ModelVersion
from djangoapp.training.serializers.figures import KnownWeakSerializer


class RankedTermSerializer(serializers.Serializer):
    """A term and its calibrated probability."""

    term = TermRefSerializer()
    probability = serializers.FloatField()


class AnswerSerializer(serializers.Serializer):
    """What may be said aloud; `unknown` names no term."""

    kind = serializers.ChoiceField(["term", "set", "broader", "unknown"])
    terms = TermRefSerializer(many=True)


class PredictionSummarySerializer(serializers.Serializer):
    """What a model said, in short. Needs a TermBook as `book` in the context."""

    id = serializers.UUIDField()
    vocabulary = serializers.SlugField(source="vocabulary.slug")
    model_version = serializers.UUIDField(source="model_version_id")
    top = serializers.SerializerMethodField()
    answer = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()
    learned_drawings = serializers.SerializerMethodField(
        help_text="Whether its model learned mostly from drawings: of photographs it is right less often."
    )

    def get_learned_drawings(self, prediction: Prediction) -> bool:
        """As of the model version."""
        return prediction.model_version.studies > 0

    @extend_schema_field(RankedTermSerializer(many=True))
    def get_top(self, prediction: Prediction) -> list[dict[str, Any]]:
        """Best first."""
        return [
            {"term": self._term(prediction, row["code"]), "probability": row["probability"]}
            for row in prediction.top
        ]

    @extend_schema_field(AnswerSerializer)
    def get_answer(self, prediction: Prediction) -> dict[str, Any]:
        """Kind and terms."""
        answer = prediction.answer
        return {
            "kind": answer["kind"],
            "terms": [self._term(prediction, code) for code in answer["codes"]],
        }

    def _term(self, prediction: Prediction, code: str) -> dict[str, Any]:
        book: TermBook = self.context["book"]
        return TermRefSerializer(book.get(prediction, code)).data


def summaries(predictions: list[Prediction]) -> list[dict[str, Any]]:
    """The summaries of predictions whose vocabulary is at hand; one query."""
    context = {"book": TermBook(predictions)}
    return list(PredictionSummarySerializer(predictions, many=True, context=context).data)


class BackboneRefSerializer(serializers.Serializer):
    """The network under a model: its name and where its weights come from."""

    kind = serializers.ChoiceField(["imagenet", "file", "drawn", "random"])
    name = serializers.CharField()


class ModelRefSerializer(serializers.Serializer):
    """Which model spoke and what it stands on."""

    id = serializers.UUIDField()
    number = serializers.IntegerField()
    recipe = serializers.CharField()
    backbone = BackboneRefSerializer()
    known_weak = serializers.SerializerMethodField()
    learned_drawings = serializers.SerializerMethodField(
        help_text="Learned mostly from drawings: of photographs it names fewer rightly than it says."
    )

    def get_learned_drawings(self, version: ModelVersion) -> bool:
        """Whether further drawings of its motifs were made for it."""
        return version.studies > 0

    @extend_schema_field(KnownWeakSerializer(many=True))
    def get_known_weak(self, version: ModelVersion) -> list[dict[str, Any]]:
        """The terms that it is surely weak at, the worst first."""
        return list(version.known_weak)


class TermSlugSerializer(serializers.ModelSerializer[Term]):
    """A term by its slug."""

    class Meta:
        model = Term
        fields = ("slug",)


class ReferenceSerializer(serializers.Serializer):
    """A published picture of a suggested term, to compare with."""

    term = TermSlugSerializer()
    image = ImageRefSerializer()
    artwork = serializers.UUIDField(source="image.artwork_id")


class PredictionSerializer(PredictionSummarySerializer):
    """Everything that is to be said of a prediction."""

    submission = serializers.UUIDField(source="submission_id")
    artwork = serializers.UUIDField(source="submission.artwork_id", allow_null=True)
    model = ModelRefSerializer(source="model_version")
    status = serializers.SerializerMethodField()
    novelty = serializers.FloatField(
        help_text="0 and up, higher is less like anything known: half of what is known lies below 0.5."
    )
    novelty_threshold = serializers.SerializerMethodField()
    explanation_url = serializers.SerializerMethodField()
    image = ImageRefSerializer()
    references = serializers.SerializerMethodField()
    reviews = ReviewSerializer(source="current_reviews", many=True)

    @extend_schema_field(serializers.ChoiceField(selectors.STATUSES))
    def get_status(self, prediction: Any) -> str:
        """By the latest review."""
        return selectors.status_of(prediction.current_reviews)

    def get_novelty_threshold(self, prediction: Prediction) -> float | None:
        """Beyond it the answer is `unknown`."""
        threshold: float | None = prediction.model_version.thresholds.get("novelty")
        return threshold

    def get_explanation_url(self, prediction: Prediction) -> str | None:
        """An RGBA PNG of the image's shape; `?term=slug` for another one of the top terms, `&against=slug`
        for why not that one. Null when the model's maps failed their own check and are not shown."""
        path = f"/api/predictions/{prediction.id}/explanation.png"
        return site_path(path) if prediction.explained else None

    @extend_schema_field(ReferenceSerializer(many=True))
    def get_references(self, prediction: Prediction) -> list[dict[str, Any]]:
        """Up to four for each of the first three terms."""
        rows = selectors.references_of(prediction, self.context["book"])
        shown = [{"term": term, "image": image} for term, image in rows]
        return list(ReferenceSerializer(shown, many=True).data)
