"""Addresses of the classification app."""

from django.urls import path

from djangoapp.classification.api import predictions, reviews, submissions

_ONE = "predictions/<uuid:prediction_id>/"
urlpatterns = [
    path("submissions/", submissions.SubmissionsView.as_view(), name="submissions"),
    path("submissions/<uuid:submission_id>/", submissions.SubmissionView.as_view(), name="submission"),
    path(_ONE, predictions.PredictionView.as_view(), name="prediction"),
    path(f"{_ONE}explanation.png", predictions.ExplanationView.as_view(), name="explanation"),
    path(f"{_ONE}reviews/", reviews.ReviewsView.as_view(), name="reviews"),
    path(f"{_ONE}reviews/<uuid:review_id>/", reviews.ReviewView.as_view(), name="review"),
]
