"""Uploads, as the API takes and shows them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from djangoapp.catalogue.models import Artwork
from djangoapp.catalogue.serializers.refs import ImageRefSerializer
from djangoapp.classification import selectors
from djangoapp.classification.models import Submission
from djangoapp.classification.serializers.predictions import PredictionSummarySerializer
from djangoapp.jobs.serializers import JobSerializer

RECORD_FIELDS = (
    "title", "accession_number", "maker", "date", "technique", "material", "dimensions", "place", "rights",
)  # fmt: skip


class SubmissionRequestSerializer(serializers.ModelSerializer[Artwork]):
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

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse what would be dropped in silence: further files, and fields that nobody knows."""
        sent = self.initial_data
        if unknown := sorted(set(sent) - set(self.fields)):
            known = ", ".join(self.fields)
            raise serializers.ValidationError(
                dict.fromkeys(unknown, f"There is no such field here; known are {known}."),
                code="unknown_field",
            )
        if doubled := sorted(name for name in sent if len(sent.getlist(name)) > 1):
            raise serializers.ValidationError(
                {name: f"Received {len(sent.getlist(name))}; send one in each request." for name in doubled},
                code="sent_twice",
            )
        return attrs


class SubmissionAcceptedSerializer(serializers.Serializer):
    """What became of an upload; `artwork` is null for a visitor."""

    id = serializers.UUIDField()
    job = serializers.UUIDField(source="job_id")
    image = serializers.UUIDField(source="image_id")
    artwork = serializers.UUIDField(source="artwork_id", allow_null=True)


class SubmissionSerializer(serializers.ModelSerializer[Submission]):
    """An upload with its job and, once it is there, the answer.

    Needs a TermBook as `book` and the `request` in the context.
    """

    vocabulary = serializers.CharField(source="vocabulary.slug", read_only=True)
    image = ImageRefSerializer(read_only=True)
    artwork = serializers.UUIDField(source="artwork_id", read_only=True, allow_null=True)
    job = JobSerializer(read_only=True)
    prediction = serializers.SerializerMethodField()
    can_delete = serializers.SerializerMethodField()

    class Meta:
        model = Submission
        fields = (
            "id", "created_at", "expires_at", "filename", "vocabulary", "image", "artwork", "job",
            "prediction", "can_delete",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(PredictionSummarySerializer(allow_null=True))
    def get_prediction(self, submission: Submission) -> dict[str, Any] | None:
        """The newest one."""
        found = list(submission.predictions.all())
        return PredictionSummarySerializer(found[0], context=self.context).data if found else None

    def get_can_delete(self, submission: Submission) -> bool:
        """Whether the caller may remove it now; not what has become part of the catalogue."""
        may = selectors.submission_may_delete(submission, self.context["request"].user)
        return may and not selectors.submission_is_history(submission)
