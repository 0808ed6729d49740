"""What classification can do; the other apps and the handlers call these names."""

from djangoapp.classification.services.predictions import prediction_save
from djangoapp.classification.services.removal import submission_delete, visitor_uploads_expire
from djangoapp.classification.services.reviews import review_add, review_withdraw
from djangoapp.classification.services.submissions import KIND, Upload, submission_create
from djangoapp.classification.services.visitors import visitor_upload

__all__ = [
    "KIND",
    "Upload",
    "prediction_save",
    "review_add",
    "review_withdraw",
    "submission_create",
    "submission_delete",
    "visitor_upload",
    "visitor_uploads_expire",
]
