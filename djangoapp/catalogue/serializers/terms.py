"""Vocabularies and their terms, as the API shows and takes them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from djangoapp.catalogue.models import Term, Vocabulary
from djangoapp.catalogue.serializers.refs import (
    ImageRefSerializer,
    LocalisedField,
    LocalisedTextSerializer,
    TermRefSerializer,
)


class VocabularySerializer(serializers.Serializer):
    """A vocabulary with its counts and the model that serves it."""

    slug = serializers.SlugField()
    name = LocalisedField()
    noun = LocalisedField()
    description = LocalisedField()
    is_default = serializers.BooleanField()
    term_count = serializers.IntegerField()
    artwork_count = serializers.IntegerField(help_text="Published artworks with a settled term.")
    has_model = serializers.SerializerMethodField()
    champion = serializers.UUIDField(source="champion_id", allow_null=True)

    def get_has_model(self, vocabulary: Vocabulary) -> bool:
        return vocabulary.champion_id is not None


class OriginSerializer(serializers.Serializer):
    """Where a term comes from, with a point for the map."""

    place = serializers.CharField(source="origin_place", allow_blank=True, max_length=200, required=False)
    province = serializers.CharField(
        source="origin_province", allow_blank=True, max_length=200, required=False
    )
    latitude = serializers.FloatField(allow_null=True, min_value=-90, max_value=90, required=False)
    longitude = serializers.FloatField(allow_null=True, min_value=-180, max_value=180, required=False)


class TermSourceSerializer(serializers.Serializer):
    """Where a statement comes from, and whether somebody here has looked it up."""

    title = serializers.CharField(max_length=500)
    checked = serializers.BooleanField(default=False)


def specimen_url(term: Any) -> str | None:
    """The address of a term's drawn specimen, or None without one (needs `has_specimen`)."""
    if not term.has_specimen:
        return None
    return f"/api/vocabularies/{term.vocabulary.slug}/terms/{term.slug}/specimen.svg"


class TermCardSerializer(serializers.Serializer):
    """A term as a list shows it."""

    slug = serializers.SlugField()
    code = serializers.CharField()
    name = LocalisedField()
    origin = OriginSerializer(source="*")
    meaning = LocalisedField()
    artwork_count = serializers.IntegerField(help_text="Published artworks with this settled term.")
    specimen_url = serializers.SerializerMethodField()
    cover = ImageRefSerializer(allow_null=True)

    def get_specimen_url(self, term: Term) -> str | None:
        return specimen_url(term)


class LookAlikeSerializer(serializers.Serializer):
    """A term that is easily taken for this one, and how to tell them apart."""

    slug = serializers.SlugField()
    name = LocalisedTextSerializer()
    how = LocalisedTextSerializer()
    specimen_url = serializers.CharField(allow_null=True)


class TermSerializer(TermCardSerializer):
    """Everything that is said of a term."""

    vocabulary = serializers.SlugField(source="vocabulary.slug")
    period = LocalisedField()
    elements = LocalisedTextSerializer(many=True)
    colours = LocalisedTextSerializer(many=True)
    use = LocalisedField()
    sources = TermSourceSerializer(many=True)
    look_alikes = serializers.SerializerMethodField()
    broader = TermRefSerializer(allow_null=True)

    @extend_schema_field(LookAlikeSerializer(many=True))
    def get_look_alikes(self, term: Term) -> list[dict[str, Any]]:
        known = self.context.get("look_alikes", {})
        return [
            {
                "slug": entry["slug"],
                "name": {"id": known[entry["slug"]].name_id, "en": known[entry["slug"]].name_en},
                "how": entry.get("how", {"id": "", "en": ""}),
                "specimen_url": specimen_url(known[entry["slug"]]),
            }
            for entry in term.look_alikes
            if entry["slug"] in known
        ]


class LookAlikeEntrySerializer(serializers.Serializer):
    """A look-alike as it is sent: the slug of a term of the same vocabulary, and the difference."""

    slug = serializers.SlugField(max_length=120)
    how = LocalisedTextSerializer(required=False)


class TermChangeSerializer(serializers.Serializer):
    """A term as it is sent; what is left out stays as it is, or empty for a new one."""

    code = serializers.CharField(max_length=200, required=False)
    slug = serializers.SlugField(max_length=120, required=False)
    name = LocalisedField(max_length=200)
    origin = OriginSerializer(source="*", required=False)
    meaning = LocalisedField(required=False)
    period = LocalisedField(max_length=300, required=False)
    elements = LocalisedTextSerializer(many=True, required=False)
    colours = LocalisedTextSerializer(many=True, required=False)
    use = LocalisedField(required=False)
    sources = TermSourceSerializer(many=True, required=False)
    look_alikes = LookAlikeEntrySerializer(many=True, required=False)
    broader = serializers.SlugField(
        allow_null=True, required=False, help_text="Slug of a term of the same vocabulary."
    )
