"""Addresses of the core app."""

from django.urls import path

from djangoapp.core import api

urlpatterns = [path("health/", api.HealthView.as_view(), name="health")]
