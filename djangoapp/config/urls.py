"""All addresses: the API under /api/, and the single-page app everywhere else."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from djangoapp.core.web import views

urlpatterns = [
    path("api/openapi.yaml", SpectacularAPIView.as_view(), name="openapi"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="openapi"), name="api-docs"),
    path("api/", include("djangoapp.core.urls")),
    path("api/", include("djangoapp.accounts.urls")),
    path("api/", include("djangoapp.jobs.urls")),
    path("api/", include("djangoapp.catalogue.urls")),
    path("api/", include("djangoapp.training.urls")),
    path("api/", include("djangoapp.classification.urls")),
    re_path(r"^api(?:/.*)?$", views.unknown_api_path),
    re_path(r"^(?:static|media|assets)/.*$", views.missing_file),
    re_path(r"^(?!api/).*$", views.single_page_app, name="spa"),
]
handler400 = "djangoapp.core.web.views.bad_request"
handler403 = "djangoapp.core.web.views.forbidden"
handler404 = "djangoapp.core.web.views.not_found"
handler500 = "djangoapp.core.web.views.server_error"
