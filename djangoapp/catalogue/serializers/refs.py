"""Pieces that many answers are made of: text in both languages, pictures, terms and labels by reference."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from djangoapp.accounts.models import User
from djangoapp.catalogue.models import CurrentLabel, Image, Label, NamedBy, Term
from djangoapp.core.web.addresses import site_path
from djangoapp.core.web.permissions import is_staff

LANGUAGES = ("id", "en")


class LocalisedTextSerializer(serializers.Serializer):
    """A text in Indonesian and in English."""

    id = serializers.CharField(allow_blank=True, max_length=300)
    en = serializers.CharField(allow_blank=True, max_length=300)


@extend_schema_field(LocalisedTextSerializer)
class LocalisedField(serializers.Field[dict[str, str], Any, dict[str, str], Any]):
    """The columns `<name>_id` and `<name>_en` as one object; a part that is not sent stays as it is."""

    def __init__(self, *, max_length: int = 20_000, **options: Any) -> None:
        super().__init__(source="*", **options)
        self.max_length = max_length

    def to_representation(self, value: Any) -> dict[str, str]:
        return {language: getattr(value, f"{self.field_name}_{language}") for language in LANGUAGES}

    def to_internal_value(self, data: Any) -> dict[str, str]:
        if not isinstance(data, dict) or set(data) - set(LANGUAGES):
            raise serializers.ValidationError(
                f"Expected an object with the keys id and en, received {str(data)[:80]!r}."
            )
        texts = {}
        for language, text in data.items():
            check = serializers.CharField(allow_blank=True, max_length=self.max_length)
            texts[f"{self.field_name}_{language}"] = check.run_validation(text)
        return texts


class ImageRefSerializer(serializers.ModelSerializer[Image]):
    """A picture as pages show it: its addresses, its size and what to say of it to who cannot see it."""

    thumb_url = serializers.SerializerMethodField()
    view_url = serializers.SerializerMethodField()
    alt = serializers.SerializerMethodField()

    class Meta:
        model = Image
        fields = ("id", "width", "height", "role", "thumb_url", "view_url", "alt")
        read_only_fields = fields

    def get_thumb_url(self, image: Image) -> str:
        return site_path(f"/api/images/{image.id}/thumb.webp")

    def get_view_url(self, image: Image) -> str:
        return site_path(f"/api/images/{image.id}/view.webp")

    @extend_schema_field(LocalisedTextSerializer)
    def get_alt(self, image: Image) -> dict[str, str]:
        artwork = image.artwork if image.artwork_id else None
        if artwork is None or not artwork.title:
            return {"id": "Gambar tanpa judul", "en": "Untitled picture"}
        return {"id": artwork.title, "en": artwork.title_en or artwork.title}


class TermRefSerializer(serializers.ModelSerializer[Term]):
    """A term by its address and names."""

    name = LocalisedField(read_only=True)

    class Meta:
        model = Term
        fields = ("slug", "code", "name")
        read_only_fields = fields


def sees_staff(context: Mapping[str, Any]) -> bool:
    """Whether names and remarks of the staff are shown: to staff; others read what was decided, and when."""
    request = context.get("request")
    return is_staff(request.user) if request is not None else bool(context.get("staff"))


def actor_name(actor: User | None, context: Mapping[str, Any]) -> str | None:
    """Who did it: None for the system, and for the public the name that a person shows to it, or ""."""
    if actor is None:
        return None
    return actor.get_username() if sees_staff(context) else actor.display_name


class LabelRefSerializer(serializers.ModelSerializer[Label]):
    """What is settled in one vocabulary of an artwork, of one picture of it, or of a region of that picture.

    No term: the vocabulary has none for it.
    """

    vocabulary = serializers.SlugField(source="vocabulary.slug", read_only=True)
    term = TermRefSerializer(read_only=True, allow_null=True)
    image = serializers.UUIDField(
        source="image_id", read_only=True, allow_null=True, help_text="The picture; null: all of the artwork."
    )
    region = serializers.CharField(read_only=True, help_text="Part of the picture, `pct:x,y,w,h`, or empty.")
    named_by = serializers.SerializerMethodField()
    settled_by = serializers.SerializerMethodField()
    settled_at = serializers.DateTimeField(source="created_at", read_only=True)

    class Meta:
        model = Label
        fields: tuple[str, ...] = (
            "vocabulary", "term", "image", "region", "source", "named_by", "settled_by", "settled_at",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(
        serializers.ChoiceField(
            choices=NamedBy.choices, allow_null=True, help_text="Who says it; null once it was taken back."
        )
    )
    def get_named_by(self, label: Label) -> str | None:
        current: CurrentLabel | None = getattr(label, "current", None)
        return (current.named_by if current else label.said_by) or None

    def get_settled_by(self, label: Label) -> str | None:
        """A sign-in name for staff; for others the name that the person shows, or nothing."""
        return actor_name(label.actor, self.context)


class LabelHistorySerializer(LabelRefSerializer):
    """One entry of the history of an artwork's labels; its note is for staff."""

    note = serializers.SerializerMethodField()

    class Meta(LabelRefSerializer.Meta):
        fields = ("id", *LabelRefSerializer.Meta.fields, "note")
        read_only_fields = fields

    def get_note(self, label: Label) -> str:
        return label.note if sees_staff(self.context) else ""


class LimitsSerializer(serializers.Serializer):
    """What may be uploaded."""

    max_bytes = serializers.IntegerField()
    max_pixels = serializers.IntegerField()
    max_frames = serializers.IntegerField()
    formats = serializers.ListField(child=serializers.CharField(), help_text="Media types.")
    visitor_retention_hours = serializers.IntegerField()
