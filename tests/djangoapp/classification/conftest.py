"""The fixtures of these tests."""

from tests.djangoapp.training.fixtures import *  # noqa: F403
from tests.djangoapp.training.fixtures import _empty_shelf, quiet_queue  # noqa: F401
