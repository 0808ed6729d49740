"""Addresses of the accounts app."""

from django.urls import path

from djangoapp.accounts import api

urlpatterns = [
    path("session/", api.SessionView.as_view(), name="session"),
    path("me/password/", api.PasswordView.as_view(), name="password"),
    path("me/", api.MeView.as_view(), name="me"),
]
