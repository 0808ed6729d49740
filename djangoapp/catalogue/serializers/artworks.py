"""Artworks, lists of them and their facets, as the API shows and takes them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from djangoapp.catalogue import extensions
from djangoapp.catalogue.models import Artwork, NamedBy
from djangoapp.catalogue.serializers.refs import (
    ImageRefSerializer,
    LabelHistorySerializer,
    LabelRefSerializer,
    LocalisedField,
    LocalisedTextSerializer,
)


class ArtworkCardSerializer(serializers.ModelSerializer[Artwork]):
    """An artwork as a list shows it."""

    image = serializers.SerializerMethodField()
    labels = serializers.SerializerMethodField()
    named_by = serializers.SerializerMethodField()

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
            "named_by",
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
    def get_labels(self, artwork: Artwork) -> Any:
        labels = [current.label for current in artwork.current_labels.all()]
        return LabelRefSerializer(labels, many=True, context=self.context).data

    @extend_schema_field(
        serializers.ChoiceField(
            choices=NamedBy.choices,
            allow_null=True,
            help_text="Who says what it is: the label that says most, `machine` only without any.",
        )
    )
    def get_named_by(self, artwork: Artwork) -> str | None:
        return artwork.named_by

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

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
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
        return LabelHistorySerializer(artwork.labels.all(), many=True, context=self.context).data

    @extend_schema_field(ArtworkCardSerializer(many=True))
    def get_similar(self, artwork: Artwork) -> Any:
        similar = self.context.get("similar", [])
        return ArtworkCardSerializer(similar, many=True, context=self.context).data

    @extend_schema_field(OpenApiTypes.BOOL)
    def get_can_edit(self, artwork: Artwork) -> bool:
        return bool(self.context.get("can_edit"))


class ArtworkChangeSerializer(serializers.ModelSerializer[Artwork]):
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

    vocabulary = FacetValueSerializer(many=True)
    term = TermFacetSerializer(many=True)
    place = FacetValueSerializer(many=True)
    technique = FacetValueSerializer(many=True)
    is_drawn = FacetValueSerializer(
        many=True, help_text="`true`: drawn specimens, also those that `hide_specimens` leaves out; `false`."
    )
    status = FacetValueSerializer(many=True, required=False, help_text="Staff only.")


@extend_schema_serializer(many=False)
class ArtworkPageSerializer(serializers.Serializer):
    """A page of artworks with the facets of the whole list."""

    count = serializers.IntegerField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = ArtworkCardSerializer(many=True)
    facets = ArtworkFacetsSerializer()
