"""Addresses of the jobs app."""

from django.urls import path

from djangoapp.jobs import api

urlpatterns = [
    path("jobs/", api.JobListView.as_view(), name="jobs"),
    path("jobs/<uuid:job_id>/", api.JobView.as_view(), name="job"),
    path("jobs/<uuid:job_id>/cancel/", api.JobCancelView.as_view(), name="job-cancel"),
]
