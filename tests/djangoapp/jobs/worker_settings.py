"""The settings of the worker processes of test_workers: ours, and the app with their kinds of work."""

from djangoapp.config.settings import *  # noqa: F403
from djangoapp.config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.djangoapp.jobs.workapp"]
