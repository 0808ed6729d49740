"""What can be read of uploads, answers and reviews."""

from djangoapp.classification.selectors.explanations import explanation_draw, explanation_index
from djangoapp.classification.selectors.predictions import (
    artworks_named,
    artworks_near,
    prediction_get,
    predictions_of_artwork,
)
from djangoapp.classification.selectors.references import references_of
from djangoapp.classification.selectors.reviews import STATUSES, review_get, status_of
from djangoapp.classification.selectors.submissions import (
    submission_earlier,
    submission_get,
    submission_is_history,
    submission_may_delete,
    submission_of_other_vocabulary,
    submissions_expired,
    submissions_for_jobs,
    submissions_mine,
)
from djangoapp.classification.selectors.terms import TermBook

__all__ = [
    "STATUSES",
    "TermBook",
    "artworks_named",
    "artworks_near",
    "explanation_draw",
    "explanation_index",
    "prediction_get",
    "predictions_of_artwork",
    "references_of",
    "review_get",
    "status_of",
    "submission_earlier",
    "submission_get",
    "submission_is_history",
    "submission_may_delete",
    "submission_of_other_vocabulary",
    "submissions_expired",
    "submissions_for_jobs",
    "submissions_mine",
]
