"""Where upper apps hang what the catalogue shows but does not know: predictions, champions, neighbours.

Call the `register_*` functions once, in the upper app's `AppConfig.ready()`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from rest_framework.serializers import Field

if TYPE_CHECKING:
    from djangoapp.catalogue.models import Artwork, Vocabulary

ArtworkExtension = Callable[["Artwork"], Mapping[str, Any]]
VocabularyExtension = Callable[[Sequence["Vocabulary"]], Mapping[UUID, Mapping[str, Any]]]
SimilarProvider = Callable[["Artwork", int], Sequence[UUID]]
NamingProvider = Callable[[Sequence[UUID]], set[UUID]]
FieldFactory = Callable[[], Field[Any, Any, Any, Any]]

_artwork: list[ArtworkExtension] = []
_artwork_fields: dict[str, FieldFactory] = {}
_vocabulary: list[VocabularyExtension] = []
_similar: list[SimilarProvider] = []
_naming: list[NamingProvider] = []


def register_artwork_extension(
    provide: ArtworkExtension, *, fields: Mapping[str, FieldFactory] | None = None
) -> None:
    """Add keys to the detail of an artwork: `provide(artwork)` answers JSON-ready values by key.

    `fields` describes the keys in the API schema: `{"predictions": lambda: PredictionSummary(many=True)}`.
    """
    if provide not in _artwork:
        _artwork.append(provide)
    _artwork_fields.update(fields or {})


def artwork_extras(artwork: Artwork) -> dict[str, Any]:
    """All that the upper apps say of one artwork; `predictions` is always there."""
    extras: dict[str, Any] = {"predictions": []}
    for provide in _artwork:
        extras.update(provide(artwork))
    return extras


def artwork_extra_fields() -> dict[str, FieldFactory]:
    """The schema of `artwork_extras`, by key."""
    return dict(_artwork_fields)


def register_vocabulary_extension(provide: VocabularyExtension) -> None:
    """Tell which model serves: `provide(vocabularies)` answers `{vocabulary.id: {"champion": UUID}}`.

    Called once for a whole page of vocabularies; those without a model may be left out.
    """
    if provide not in _vocabulary:
        _vocabulary.append(provide)


def vocabulary_extras(vocabularies: Sequence[Vocabulary]) -> dict[UUID, dict[str, Any]]:
    """`champion` (UUID or None) for each vocabulary, by its id."""
    extras: dict[UUID, dict[str, Any]] = {vocabulary.id: {"champion": None} for vocabulary in vocabularies}
    for provide in _vocabulary:
        for key, values in provide(vocabularies).items():
            extras[key].update(values)
    return extras


def register_similar_provider(provide: SimilarProvider) -> None:
    """Give nearest neighbours: `provide(artwork, limit)` answers ids of artworks, nearest first."""
    if provide not in _similar:
        _similar.append(provide)


def similar_ids(artwork: Artwork, limit: int) -> list[UUID]:
    """What the registered providers find nearest, without doubles and without the artwork itself."""
    found: dict[UUID, None] = {}
    for provide in _similar:
        found.update(dict.fromkeys(provide(artwork, limit)))
    found.pop(artwork.id, None)
    return list(found)


def register_naming_provider(provide: NamingProvider) -> None:
    """Tell what a machine names: `provide(artwork ids)` answers those of which a model names a term."""
    if provide not in _naming:
        _naming.append(provide)


def machine_named(artworks: Sequence[UUID]) -> set[UUID]:
    """Those of the artworks of which a model names a term; nobody is asked about none."""
    return set().union(*(provide(artworks) for provide in _naming)) if artworks else set()
