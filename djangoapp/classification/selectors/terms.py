"""The terms that predictions name."""

from __future__ import annotations

from collections.abc import Iterable

from djangoapp.catalogue.models import Term
from djangoapp.classification.models import Prediction


class TermBook:
    """The terms that some predictions name, found by one query however many predictions there are."""

    def __init__(self, predictions: Iterable[Prediction]) -> None:
        wanted = [(row.vocabulary_id, _codes(row)) for row in predictions]
        rows = Term.objects.none()
        if wanted:
            rows = Term.objects.filter(
                vocabulary__in={key for key, _ in wanted},
                code__in={code for _, codes in wanted for code in codes},
            ).defer("specimen_svg")
        self._terms = {(row.vocabulary_id, row.code): row for row in rows}

    def get(self, prediction: Prediction, code: str) -> Term:
        """The term; one that was removed since stands in by its code."""
        found = self._terms.get((prediction.vocabulary_id, code))
        return found or Term(code=code, slug=code, name_id=code, name_en=code)


def _codes(prediction: Prediction) -> set[str]:
    return {row["code"] for row in prediction.top} | set(prediction.answer["codes"])
