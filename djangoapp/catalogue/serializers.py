"""The JSON shapes of the catalogue; other apps borrow `ImageRefSerializer` and `TermRefSerializer`."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from djangoapp.catalogue import extensions
from djangoapp.catalogue.models import Artwork, Image, Label, Term, Vocabulary

LANGUAGES = ("id", "en")


class LocalisedTextSerializer(serializers.Serializer):
    """A text in Indonesian and in English."""

    id = serializers.CharField(allow_blank=True, max_length=300)
    en = serializers.CharField(allow_blank=True, max_length=300)


@extend_schema_field(LocalisedTextSerializer)
class LocalisedField(serializers.Field):
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


class ImageRefSerializer(serializers.ModelSerializer):
    """A picture as pages show it: its addresses, its size and what to say of it to who cannot see it."""

    thumb_url = serializers.SerializerMethodField()
    view_url = serializers.SerializerMethodField()
    alt = serializers.SerializerMethodField()

    class Meta:
        model = Image
        fields = ("id", "width", "height", "role", "thumb_url", "view_url", "alt")
        read_only_fields = fields

    def get_thumb_url(self, image: Image) -> str:
        return f"/api/images/{image.id}/thumb.webp"

    def get_view_url(self, image: Image) -> str:
        return f"/api/images/{image.id}/view.webp"

    @extend_schema_field(LocalisedTextSerializer)
    def get_alt(self, image: Image) -> dict[str, str]:
        artwork = image.artwork if image.artwork_id else None
        if artwork is None or not artwork.title:
            return {"id": "Gambar tanpa judul", "en": "Untitled picture"}
        return {"id": artwork.title, "en": artwork.title_en or artwork.title}


class TermRefSerializer(serializers.ModelSerializer):
    """A term by its address and names."""

    name = LocalisedField(read_only=True)

    class Meta:
        model = Term
        fields = ("slug", "code", "name")
        read_only_fields = fields


class LabelRefSerializer(serializers.ModelSerializer):
    """What is settled of an artwork in one vocabulary; no term: the vocabulary has none for it."""

    vocabulary = serializers.SlugField(source="vocabulary.slug", read_only=True)
    term = TermRefSerializer(read_only=True, allow_null=True)
    settled_by = serializers.SerializerMethodField()
    settled_at = serializers.DateTimeField(source="created_at", read_only=True)

    class Meta:
        model = Label
        fields: tuple[str, ...] = ("vocabulary", "term", "source", "settled_by", "settled_at")
        read_only_fields = fields

    def get_settled_by(self, label: Label) -> str | None:
        return label.actor.get_username() if label.actor else None


class LabelHistorySerializer(LabelRefSerializer):
    """One entry of the history of an artwork's labels."""

    class Meta(LabelRefSerializer.Meta):
        fields = ("id", *LabelRefSerializer.Meta.fields, "note")
        read_only_fields = fields


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


class ArtworkCardSerializer(serializers.ModelSerializer):
    """An artwork as a list shows it."""

    image = serializers.SerializerMethodField()
    labels = serializers.SerializerMethodField()

    class Meta:
        model = Artwork
        fields: tuple[str, ...] = (
            "id",
            "title",
            "title_en",
            "status",
            "is_drawn",
            "image",
            "labels",
            "place",
            "date",
            "created_at",
        )
        read_only_fields = fields

    @extend_schema_field(ImageRefSerializer(allow_null=True))
    def get_image(self, artwork: Artwork) -> Any:
        images = self._images(artwork)
        return images[0] if images else None

    @extend_schema_field(LabelRefSerializer(many=True))
    def get_labels(self, artwork: Any) -> Any:
        return LabelRefSerializer(artwork.current_labels, many=True).data

    def _images(self, artwork: Artwork) -> Any:
        return ImageRefSerializer(artwork.images.all(), many=True).data


class ArtworkSerializer(ArtworkCardSerializer):
    """Everything that is known of an artwork."""

    description = LocalisedField(read_only=True)
    images = serializers.SerializerMethodField()
    label_history = serializers.SerializerMethodField()
    similar = serializers.SerializerMethodField()
    can_edit = serializers.SerializerMethodField()
    predictions = serializers.ListField(
        child=serializers.DictField(), source="*", read_only=True, help_text="What models said, newest first."
    )

    class Meta(ArtworkCardSerializer.Meta):
        fields = (
            *ArtworkCardSerializer.Meta.fields,
            "accession_number",
            "maker",
            "technique",
            "material",
            "dimensions",
            "rights",
            "description",
            "images",
            "label_history",
            "similar",
            "can_edit",
            "predictions",
        )
        read_only_fields = fields

    def get_fields(self) -> dict[str, serializers.Field]:
        """The own fields, with the shapes that upper apps registered for theirs."""
        fields = super().get_fields()
        fields.update({name: make() for name, make in extensions.artwork_extra_fields().items()})
        return fields

    def to_representation(self, artwork: Artwork) -> dict[str, Any]:
        extras = extensions.artwork_extras(artwork)
        for name in extras:
            self.fields.pop(name, None)
        return {**super().to_representation(artwork), **extras}

    @extend_schema_field(ImageRefSerializer(many=True))
    def get_images(self, artwork: Artwork) -> Any:
        return self._images(artwork)

    @extend_schema_field(LabelHistorySerializer(many=True))
    def get_label_history(self, artwork: Artwork) -> Any:
        return LabelHistorySerializer(artwork.labels.all(), many=True).data

    @extend_schema_field(ArtworkCardSerializer(many=True))
    def get_similar(self, artwork: Artwork) -> Any:
        return ArtworkCardSerializer(self.context.get("similar", []), many=True).data

    @extend_schema_field(OpenApiTypes.BOOL)
    def get_can_edit(self, artwork: Artwork) -> bool:
        return bool(self.context.get("can_edit"))


class ArtworkChangeSerializer(serializers.ModelSerializer):
    """Changes to an artwork's record; `status` publishes it or withdraws it."""

    description = LocalisedField(required=False)

    class Meta:
        model = Artwork
        fields = (
            "status",
            "title",
            "title_en",
            "accession_number",
            "maker",
            "date",
            "technique",
            "material",
            "dimensions",
            "place",
            "rights",
            "description",
        )


class FacetValueSerializer(serializers.Serializer):
    """A value that occurs, and how often."""

    value = serializers.CharField()
    count = serializers.IntegerField()


class TermFacetSerializer(FacetValueSerializer):
    """A settled term that occurs, and how often."""

    vocabulary = serializers.SlugField()
    name = LocalisedTextSerializer()


class ArtworkFacetsSerializer(serializers.Serializer):
    """What the list can be narrowed by; each facet counts what all the other filters leave."""

    term = TermFacetSerializer(many=True)
    place = FacetValueSerializer(many=True)
    technique = FacetValueSerializer(many=True)
    status = FacetValueSerializer(many=True, required=False, help_text="Staff only.")


@extend_schema_serializer(many=False)
class ArtworkPageSerializer(serializers.Serializer):
    """A page of artworks with the facets of the whole list."""

    count = serializers.IntegerField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = ArtworkCardSerializer(many=True)
    facets = ArtworkFacetsSerializer()


class LimitsSerializer(serializers.Serializer):
    """What may be uploaded."""

    max_bytes = serializers.IntegerField()
    max_pixels = serializers.IntegerField()
    max_frames = serializers.IntegerField()
    formats = serializers.ListField(child=serializers.CharField(), help_text="Media types.")
    visitor_retention_hours = serializers.IntegerField()
