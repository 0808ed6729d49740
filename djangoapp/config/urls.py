"""All addresses: the API under /api/, and the single-page app everywhere else."""

from django.contrib.sitemaps.views import sitemap
from django.urls import include, path, re_path
from django.views.decorators.http import require_safe
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from djangoapp.catalogue.api.sitemaps import SITEMAPS
from djangoapp.core.web import views

urlpatterns = [
    path("api/openapi.yaml", SpectacularAPIView.as_view(), name="openapi"),
    path("api/docs/", require_safe(SpectacularSwaggerSplitView.as_view(url_name="openapi")), name="api-docs"),
    path("api/", include("djangoapp.core.urls")),
    path("api/", include("djangoapp.accounts.urls")),
    path("api/", include("djangoapp.jobs.urls")),
    path("api/", include("djangoapp.catalogue.urls")),
    path("api/", include("djangoapp.training.urls")),
    path("api/", include("djangoapp.classification.urls")),
    re_path(r"^api(?:/.*)?$", views.unknown_api_path),
    path("robots.txt", views.robots),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    re_path(r"^(?:static|media|assets)/.*$", views.missing_file),
    re_path(r"^(?!api/).*$", views.single_page_app, name="spa"),
]
handler400 = "djangoapp.core.web.views.bad_request"
handler403 = "djangoapp.core.web.views.forbidden"
handler404 = "djangoapp.core.web.views.not_found"
handler500 = "djangoapp.core.web.views.server_error"
