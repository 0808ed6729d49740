"""Reviews, as the API takes and shows them."""

from __future__ import annotations

from rest_framework import serializers

from djangoapp.catalogue.serializers.refs import TermRefSerializer, actor_name, sees_staff
from djangoapp.classification.models import Review


class ReviewSerializer(serializers.ModelSerializer[Review]):
    """What one person said of a prediction; the comment is for staff."""

    term = TermRefSerializer(read_only=True, allow_null=True)
    actor = serializers.SerializerMethodField()
    comment = serializers.SerializerMethodField()

    class Meta:
        model = Review
        fields = ("id", "verdict", "term", "comment", "actor", "created_at")
        read_only_fields = fields

    def get_actor(self, review: Review) -> str:
        """A sign-in name for staff; for others the name that the person shows, or nothing."""
        return actor_name(review.actor, self.context) or ""

    def get_comment(self, review: Review) -> str:
        return review.comment if sees_staff(self.context) else ""


class ReviewRequestSerializer(serializers.Serializer):
    """A verdict; `term` is a slug of the prediction's vocabulary, needed by `correct`."""

    verdict = serializers.ChoiceField(Review.Verdict.choices)
    term = serializers.CharField(required=False, allow_null=True, allow_blank=True, max_length=200)
    comment = serializers.CharField(required=False, allow_blank=True, default="", max_length=4000)


class ReviewAcceptedSerializer(serializers.Serializer):
    """The review as it was kept, and the label that it settled, if the picture belongs to an artwork."""

    id = serializers.UUIDField()
    verdict = serializers.ChoiceField(
        Review.Verdict.choices,
        help_text="`confirm` where `correct` came with the term that was answered.",
    )
    label = serializers.UUIDField(source="label_id", allow_null=True)  # type: ignore[assignment]  # Field has one.
