"""Published pictures to compare an answer with; never the picture that was asked about."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

import numpy as np
from django.core.files.storage import default_storage

from djangoapp.catalogue.models import Image, Term
from djangoapp.catalogue.selectors import images_of_term
from djangoapp.classification.models import Prediction
from djangoapp.classification.selectors.terms import TermBook
from ml.datasets import fingerprint
from ml.errors import MlError
from ml.images import decode

REFERENCED_TERMS, REFERENCES_EACH = 3, 4
SPARE = 4
"""So many more pictures of a term are read, to take the place of those that are left out."""

SAME_LOOK = 0.98
"""Correlation of fingerprints from which two files are copies of one picture, in any format or size."""


def references_of(prediction: Prediction, book: TermBook) -> list[tuple[Term, Image]]:
    """Published pictures of the first terms, to compare with the one that was asked about.

    Left out is that picture itself: its row, its artwork, the same bytes, and any copy that looks the same.
    """
    found: list[tuple[Term, Image]] = []
    for row in prediction.top[:REFERENCED_TERMS]:
        term = book.get(prediction, row["code"])
        images = images_of_term(term, REFERENCES_EACH + SPARE) if term.vocabulary_id else []
        found += [(term, image) for image in islice(_others(prediction, images), REFERENCES_EACH)]
    return found


def _others(prediction: Prediction, images: list[Image]) -> Iterator[Image]:
    asked = prediction.image
    artworks = {asked.artwork_id, prediction.submission.artwork_id} - {None}
    for image in images:
        is_same = image.id == asked.id or image.sha256 == asked.sha256 or image.artwork_id in artworks
        if not is_same and not _look_the_same(asked, image):
            yield image


def _look_the_same(one: Image, other: Image) -> bool:
    try:
        return float(_print(one.thumb.name or "") @ _print(other.thumb.name or "")) >= SAME_LOOK
    except (OSError, MlError):
        return False  # A lost or damaged copy is no reason to withhold the answer.


@lru_cache(maxsize=2048)
def _print(thumb: str) -> np.ndarray:
    """The fingerprint of a picture's small copy, float32 (1024,); a stored file never changes."""
    with default_storage.open(thumb, "rb") as content:
        return fingerprint(decode(content.read()))
