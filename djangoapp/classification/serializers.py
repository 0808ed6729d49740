"""The JSON shapes of submissions, predictions and reviews."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from djangoapp.catalogue.models import Artwork, Term
from djangoapp.catalogue.serializers.refs import ImageRefSerializer, TermRefSerializer
from djangoapp.classification import selectors
from djangoapp.classification.models import Prediction, Review, Submission
from djangoapp.classification.selectors import TermBook
from djangoapp.jobs.api import JobSerializer
from djangoapp.training.figures import KnownWeakSerializer
from djangoapp.training.models import ModelVersion

RECORD_FIELDS = (
    "title", "accession_number", "maker", "date", "technique", "material", "dimensions", "place", "rights",
)  # fmt: skip


class SubmissionRequestSerializer(serializers.ModelSerializer):
    """A picture to be looked at; the record's fields and `artwork` are for staff."""

    image = serializers.FileField(allow_empty_file=True)
    vocabulary = serializers.CharField(
        required=False, allow_blank=True, max_length=200, help_text="Slug; the default vocabulary without it."
    )
    artwork = serializers.UUIDField(
        required=False, help_text="An artwork of the catalogue that this picture shows."
    )

    class Meta:
        model = Artwork
        fields = ("image", "vocabulary", "artwork", *RECORD_FIELDS)


class SubmissionAcceptedSerializer(serializers.Serializer):
    """What became of an upload; `artwork` is null for a visitor."""

    id = serializers.UUIDField()
    job = serializers.UUIDField(source="job_id")
    image = serializers.UUIDField(source="image_id")
    artwork = serializers.UUIDField(source="artwork_id", allow_null=True)


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


class SubmissionSerializer(serializers.ModelSerializer):
    """An upload with its job and, once it is there, the answer. Needs a TermBook as `book` in the context."""

    vocabulary = serializers.CharField(source="vocabulary.slug", read_only=True)
    image = ImageRefSerializer(read_only=True)
    artwork = serializers.UUIDField(source="artwork_id", read_only=True, allow_null=True)
    job = JobSerializer(read_only=True)
    prediction = serializers.SerializerMethodField()

    class Meta:
        model = Submission
        fields = (
            "id", "created_at", "expires_at", "filename", "vocabulary", "image", "artwork", "job",
            "prediction",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(PredictionSummarySerializer(allow_null=True))
    def get_prediction(self, submission: Submission) -> dict[str, Any] | None:
        """The newest one."""
        found = list(submission.predictions.all())
        return PredictionSummarySerializer(found[0], context=self.context).data if found else None


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
        return bool((version.figures or {}).get("studies"))

    @extend_schema_field(KnownWeakSerializer(many=True))
    def get_known_weak(self, version: ModelVersion) -> list[dict[str, Any]]:
        """The terms that it is surely weak at, the worst first."""
        return list((version.figures or {}).get("known_weak", []))


class TermSlugSerializer(serializers.ModelSerializer):
    """A term by its slug."""

    class Meta:
        model = Term
        fields = ("slug",)


class ReferenceSerializer(serializers.Serializer):
    """A published picture of a suggested term, to compare with."""

    term = TermSlugSerializer()
    image = ImageRefSerializer()
    artwork = serializers.UUIDField(source="image.artwork_id")


class ReviewSerializer(serializers.ModelSerializer):
    """What one person said of a prediction."""

    term = TermRefSerializer(read_only=True, allow_null=True)
    actor = serializers.CharField(source="actor.username", read_only=True)

    class Meta:
        model = Review
        fields = ("id", "verdict", "term", "comment", "actor", "created_at")
        read_only_fields = fields


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
        return prediction.model_version.thresholds.get("novelty")

    def get_explanation_url(self, prediction: Prediction) -> str | None:
        """An RGBA PNG of the image's shape; `?term=slug` for another one of the top terms, `&against=slug`
        for why not that one. Null when the model's maps failed their own check and are not shown."""
        return f"/api/predictions/{prediction.id}/explanation.png" if prediction.explained else None

    @extend_schema_field(ReferenceSerializer(many=True))
    def get_references(self, prediction: Prediction) -> list[dict[str, Any]]:
        """Up to four for each of the first three terms."""
        rows = selectors.references_of(prediction, self.context["book"])
        shown = [{"term": term, "image": image} for term, image in rows]
        return list(ReferenceSerializer(shown, many=True).data)


class ReviewRequestSerializer(serializers.Serializer):
    """A verdict; `term` is a slug of the prediction's vocabulary, needed by `correct`."""

    verdict = serializers.ChoiceField(Review.Verdict.choices)
    term = serializers.CharField(required=False, allow_null=True, allow_blank=True, max_length=200)
    comment = serializers.CharField(required=False, allow_blank=True, default="", max_length=4000)


class ReviewAcceptedSerializer(serializers.Serializer):
    """The review and the label that it settled, if the picture belongs to an artwork."""

    id = serializers.UUIDField()
    label = serializers.UUIDField(source="label_id", allow_null=True)  # type: ignore[assignment]
