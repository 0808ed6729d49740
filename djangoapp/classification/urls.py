"""Addresses of the classification app."""

from django.urls import path

from djangoapp.classification import api

_ONE = "predictions/<uuid:prediction_id>/"
urlpatterns = [
    path("submissions/", api.SubmissionsView.as_view(), name="submissions"),
    path("submissions/<uuid:submission_id>/", api.SubmissionView.as_view(), name="submission"),
    path(_ONE, api.PredictionView.as_view(), name="prediction"),
    path(f"{_ONE}explanation.png", api.ExplanationView.as_view(), name="explanation"),
    path(f"{_ONE}reviews/", api.ReviewsView.as_view(), name="reviews"),
    path(f"{_ONE}reviews/<uuid:review_id>/", api.ReviewView.as_view(), name="review"),
]
