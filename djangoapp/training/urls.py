"""Addresses of the training app."""

from django.urls import path

from djangoapp.training import api, first_start_api, judged_api

urlpatterns = [
    path("recipes/", api.RecipesView.as_view(), name="recipes"),
    path("training-runs/", api.TrainingRunsView.as_view(), name="training-runs"),
    path("training-runs/<uuid:run_id>/", api.TrainingRunView.as_view(), name="training-run"),
    path("model-versions/", api.ModelVersionsView.as_view(), name="model-versions"),
    path("model-versions/<uuid:version_id>/", api.ModelVersionView.as_view(), name="model-version"),
    path("model-versions/<uuid:version_id>/promote/", api.PromoteView.as_view(), name="promote"),
    path(
        "model-versions/<uuid:version_id>/judged/",
        judged_api.JudgedPicturesView.as_view(),
        name="judged-pictures",
    ),
    path("model-versions/<uuid:version_id>/versus/", judged_api.VersusView.as_view(), name="versus"),
    path("model-versions/<uuid:version_id>/cards/<str:card>.md", judged_api.CardView.as_view(), name="card"),
    path("first-start/", first_start_api.FirstStartView.as_view(), name="first-start"),
    path("promotions/", api.PromotionsView.as_view(), name="promotions"),
]
