"""Makers of catalogue rows and pictures."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image as Pillow

from djangoapp.catalogue import services
from djangoapp.catalogue.models import Artwork, Label, Term, Vocabulary


def picture(
    width: int = 64,
    height: int = 48,
    *,
    kind: str = "PNG",
    colour: Any = "teal",
    mode: str = "RGB",
    **save: Any,
) -> bytes:
    """A one-colour picture as bytes."""
    buffer = io.BytesIO()
    Pillow.new(mode, (width, height), colour).save(buffer, kind, **save)
    return buffer.getvalue()


@pytest.fixture(autouse=True)
def _own_media(data_dir: Path) -> None:
    """Every test stores its files in a folder of its own."""


@pytest.fixture
def stored(data_dir: Path) -> Callable[[], list[str]]:
    """The files that lie in the store, by their path in it."""
    media = data_dir / "media"
    return lambda: sorted(str(path.relative_to(media)) for path in media.rglob("*") if path.is_file())


@pytest.fixture
def vocabulary(db) -> Vocabulary:
    """The default vocabulary."""
    return services.vocabulary_ensure(
        "batik",
        texts={"name_id": "Motif batik", "name_en": "Batik motifs", "noun_id": "motif", "noun_en": "motif"},
    )[0]


@pytest.fixture
def make_term(vocabulary: Vocabulary) -> Callable[..., Term]:
    """`make_term(code)`: a term of the default vocabulary."""

    def make(code: str, **fields: Any) -> Term:
        return services.term_create(
            fields.pop("vocabulary", vocabulary), {"code": code, "name_id": code, "name_en": code, **fields}
        )

    return make


@pytest.fixture
def make_artwork(db) -> Callable[..., Artwork]:
    """`make_artwork(term)`: a published artwork with one picture, labelled when a term is given."""

    def make(
        term: Term | None = None, *, status: str = "published", images: int = 1, **record: Any
    ) -> Artwork:
        artwork = services.artwork_create(status=status, **{"title": "Kain", **record})
        for number in range(images):
            colour = (number * 7 % 255, Artwork.objects.count() % 255, 90)
            content = picture(colour=colour)
            services.image_store(content, filename="kain.png", artwork=artwork, guarded=False)
        if term is not None:
            services.label_add(artwork, term.vocabulary, term, source=Label.Source.IMPORT)
        return artwork

    return make
