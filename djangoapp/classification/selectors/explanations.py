"""The reason of an answer, drawn from the maps in its row, without the model."""

from __future__ import annotations

from djangoapp.classification.models import Prediction
from djangoapp.classification.places import places_unpack
from djangoapp.classification.selectors.terms import TermBook
from djangoapp.core.errors import DomainError, NotFound
from ml.explain import render, render_contrast
from ml.models import contrast
from ml.records import Explanation

WITHHELD = "explanation_withheld"


def explanation_index(prediction: Prediction, slug: str) -> int:
    """Which of the kept maps is that of the term `slug` ("": the first); NotFound names those there are."""
    if not prediction.explained:
        raise DomainError(
            WITHHELD,
            "The maps of this model failed their own check, so none is shown. The answer is not affected.",
            404,
        )
    if not slug:
        return 0
    book = TermBook([prediction])
    slugs = [book.get(prediction, row["code"]).slug for row in prediction.explained]
    if slug not in slugs:
        raise NotFound(f"There is no reason for {slug!r}; there is one for {', '.join(slugs)}.")
    return slugs.index(slug)


def explanation_draw(
    prediction: Prediction, index: int, against: int | None = None, side: int | None = None
) -> bytes:
    """A PNG, RGBA, of the picture's upright shape: why one term, or why it and not another.

    With `side`, its longer side has at most so many pixels. Raises ConfigInvalid when both are the same.
    """
    shape = _within(prediction.image.height, prediction.image.width, side)
    one = _kept(prediction, index)
    if against is None:
        return render(one, *shape)
    return render_contrast(contrast(one, _kept(prediction, against)), *shape)


def _within(height: int, width: int, side: int | None) -> tuple[int, int]:
    if side is None or side >= max(height, width):
        return height, width
    scale = side / max(height, width)
    return max(1, round(height * scale)), max(1, round(width * scale))


def _kept(prediction: Prediction, index: int) -> Explanation:
    places = places_unpack(bytes(prediction.places), prediction.places_side, index)
    noted = prediction.explained[index]
    return Explanation(noted["code"], 0.0, 0.0, places * noted["scale"])
