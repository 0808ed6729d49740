"""Drawing the reason of an answer from the maps in its row, without the model."""

from __future__ import annotations

from djangoapp.classification.models import Prediction
from djangoapp.classification.places import places_unpack
from djangoapp.classification.selectors import TermBook
from djangoapp.core.errors import NotFound
from ml.explain import render
from ml.records import Explanation


def index_of(prediction: Prediction, slug: str) -> int:
    """Which of the kept maps is that of the term `slug` ("": the first); NotFound names those there are."""
    if not prediction.explained:
        raise NotFound("No reason was kept for this answer.")
    if not slug:
        return 0
    book = TermBook([prediction])
    slugs = [book.get(prediction, row["code"]).slug for row in prediction.explained]
    if slug not in slugs:
        raise NotFound(f"There is no reason for {slug!r}; there is one for {', '.join(slugs)}.")
    return slugs.index(slug)


def draw(prediction: Prediction, index: int) -> bytes:
    """A PNG, RGBA, of the picture's upright shape."""
    places = places_unpack(bytes(prediction.places), prediction.places_side, index)
    noted = prediction.explained[index]
    explanation = Explanation(noted["code"], 0.0, 0.0, places * noted["scale"])
    return render(explanation, prediction.image.height, prediction.image.width)
