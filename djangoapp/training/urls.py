"""Addresses of the training app."""

from django.urls import path

from djangoapp.training.api import first_start, judged, runs, samples, versions

_ONE = "model-versions/<uuid:version_id>/"
urlpatterns = [
    path("recipes/", runs.RecipesView.as_view(), name="recipes"),
    path("training-runs/", runs.TrainingRunsView.as_view(), name="training-runs"),
    path("training-runs/<uuid:run_id>/", runs.TrainingRunView.as_view(), name="training-run"),
    path("model-versions/", versions.ModelVersionsView.as_view(), name="model-versions"),
    path(_ONE, versions.ModelVersionView.as_view(), name="model-version"),
    path(f"{_ONE}promote/", versions.PromoteView.as_view(), name="promote"),
    path(f"{_ONE}judged/", judged.JudgedPicturesView.as_view(), name="judged-pictures"),
    path(f"{_ONE}versus/", judged.VersusView.as_view(), name="versus"),
    path(f"{_ONE}cards/<str:card>.md", versions.CardView.as_view(), name="card"),
    path("vocabularies/<slug:vocabulary>/samples/", samples.SamplesView.as_view(), name="samples"),
    path("first-start/", first_start.FirstStartView.as_view(), name="first-start"),
    path("promotions/", versions.PromotionsView.as_view(), name="promotions"),
]
