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
from djangoapp.catalogue.serializers.statements import (
    MOST,
    AltNameSerializer,
    StatedField,
    StatementChangeSerializer,
    StatementSerializer,
    sources_of,
)
from djangoapp.core.web.addresses import site_path


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
    """A source of what is told of a term, and whether all that stands on it was compared with it."""

    title = serializers.CharField(max_length=500)
    checked = serializers.BooleanField(default=False)


def specimen_url(term: Any) -> str | None:
    """The address of a term's drawn specimen, or None without one (needs `has_specimen`)."""
    if not term.has_specimen:
        return None
    return site_path(f"/api/vocabularies/{term.vocabulary.slug}/terms/{term.slug}/specimen.svg")


class TermCardSerializer(serializers.Serializer):
    """A term as a list shows it."""

    slug = serializers.SlugField()
    code = serializers.CharField()
    name = LocalisedField()
    alt_names = AltNameSerializer(many=True)
    status = serializers.ChoiceField(choices=Term.Status.choices)
    origin = OriginSerializer(source="*")
    meaning = StatedField(help_text="What the statements of that aspect tell.")
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
    statements = StatementSerializer(many=True)
    period = StatedField(help_text="What the statements of that aspect tell.")
    elements = LocalisedTextSerializer(many=True)
    colours = LocalisedTextSerializer(many=True)
    use = StatedField(help_text="What the statements of that aspect tell.")
    sources = serializers.SerializerMethodField(help_text="The sources of the statements, each once.")
    look_alikes = serializers.SerializerMethodField()
    broader = TermRefSerializer(allow_null=True)
    related = TermRefSerializer(many=True)

    @extend_schema_field(TermSourceSerializer(many=True))
    def get_sources(self, term: Term) -> list[dict[str, Any]]:
        return sources_of(term.statements.all())

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
    """A term as it is sent; what is left out stays as it is, or empty for a new one.

    `statements` and `alt_names` replace all that there were. `meaning`, `period` and `use` each write one
    statement instead, on the `sources` sent along or on those it had.
    """

    code = serializers.CharField(max_length=200, required=False)
    slug = serializers.SlugField(max_length=120, required=False)
    name = LocalisedField(max_length=200)
    alt_names = serializers.ListField(child=AltNameSerializer(), required=False, max_length=MOST)
    status = serializers.ChoiceField(choices=Term.Status.choices, required=False)
    statements = serializers.ListField(child=StatementChangeSerializer(), required=False, max_length=MOST)
    origin = OriginSerializer(source="*", required=False)
    meaning = LocalisedField(required=False)
    period = LocalisedField(required=False)
    elements = LocalisedTextSerializer(many=True, required=False)
    colours = LocalisedTextSerializer(many=True, required=False)
    use = LocalisedField(required=False)
    sources = TermSourceSerializer(many=True, required=False)
    look_alikes = LookAlikeEntrySerializer(many=True, required=False)
    broader = serializers.SlugField(
        allow_null=True, required=False, help_text="Slug of a term of the same vocabulary."
    )
    related = serializers.ListField(
        child=serializers.SlugField(max_length=120),
        required=False,
        max_length=MOST,
        help_text="Slugs of terms of the same vocabulary (SKOS related).",
    )

    def validate_alt_names(self, names: list[dict[str, str]]) -> list[dict[str, str]]:
        for at, name in enumerate(names):
            if name in names[:at]:
                raise serializers.ValidationError(
                    f"Received the name {name['text']!r} twice in one language. Send it once."
                )
        return names
