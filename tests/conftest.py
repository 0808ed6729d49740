"""What every test stands on: a data folder of its own, users of each role, API clients."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.support.sharing import WORKER, one_thread_each

one_thread_each()
# Before anything imports the settings: no test may touch the folder of a running site.
_FOLDER = tempfile.mkdtemp(prefix="ragam-tests-")
os.environ["RAGAM_DATA_DIR"] = _FOLDER
os.environ["RAGAM_ENV"] = "development"
os.environ["RAGAM_LOGIN_RATE"] = os.environ["RAGAM_VISITOR_RATE"] = "100000/hour"
for _name in (
    "RAGAM_SECRET_KEY",
    "RAGAM_ALLOWED_HOSTS",
    "RAGAM_BROKER_URL",
    "RAGAM_CACHE_URL",
    "RAGAM_SPA_DIR",
):
    os.environ.pop(_name, None)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "djangoapp.config.settings")

import django  # noqa: E402
import pytest  # noqa: E402

# Here, not in pytest-django's own time: conftest files further down import models.
django.setup()

from django.conf import settings as _settings  # noqa: E402

pytest_plugins = ["tests.support.servers", "tests.support.real"]
TIERS = {"ml": "unit", "djangoapp": "unit", "contract": "contract", "journeys": "journeys", "e2e": "e2e"}
NOT_UNIT = {"slow", "data", "services", "exhaustive"}
# A slow hash is for real passwords.
_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark each test by its folder, and keep a file together in one process unless it names a wider group."""
    here = Path(__file__).parent
    for item in items:
        file = item.path.relative_to(here)
        marks = {mark.name for mark in item.iter_markers()}
        tier = TIERS[file.parts[0]]
        if tier != "unit" or not marks & NOT_UNIT:
            item.add_marker(tier)
        if "xdist_group" not in marks:
            item.add_marker(pytest.mark.xdist_group(str(file)))
    if WORKER:
        items.sort(key=_turns(items))


def _turns(items: list[pytest.Item]) -> Callable[[pytest.Item], int]:
    """What takes long begins first, so that no process ends alone.

    One group of those that need a first start makes it, while the other processes do what needs none.
    """

    def group(item: pytest.Item) -> str:
        return str([mark.args for mark in item.iter_markers("xdist_group")])

    waiting = [group(item) for item in items if "first_start" in getattr(item, "fixturenames", ())]
    slow = {group(item) for item in items if any(item.iter_markers("slow"))}

    def turn(item: pytest.Item) -> int:
        name = group(item)
        return 0 if name in waiting[:1] else 3 if name not in slow else 2 if name in waiting else 1

    return turn


def pytest_unconfigure() -> None:
    """Remove the data folder."""
    shutil.rmtree(_FOLDER, ignore_errors=True)


@pytest.fixture(autouse=True)
def _fresh_cache() -> Iterator[None]:
    """No throttle count, lock or lease event outlives its test."""
    from django.core.cache import cache

    cache.clear()
    yield


@pytest.fixture
def data_dir(tmp_path: Path, settings) -> Path:
    """A data folder for this test alone, with the usual folders in it; settings point there."""
    for name in ("run", "broker", "models", "features", "media", "uploads"):
        (tmp_path / name).mkdir()
    settings.RAGAM_DATA_DIR = tmp_path
    settings.RUN_DIR, settings.BROKER_DIR = tmp_path / "run", tmp_path / "broker"
    settings.MODELS_DIR, settings.FEATURES_DIR = tmp_path / "models", tmp_path / "features"
    settings.MEDIA_ROOT, settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "media", tmp_path / "uploads"
    return tmp_path


@pytest.fixture
def make_user(db) -> Callable[..., object]:
    """`make_user(role, username=role)`: an active user with the password "pass-<username>"."""
    from djangoapp.accounts.services import user_create

    def make(role: str, username: str | None = None):
        name = username or role
        return user_create(name, role, f"pass-{name}")

    return make


@pytest.fixture
def cataloguer(make_user):
    """A user who uploads, reviews and edits."""
    return make_user("cataloguer")


@pytest.fixture
def manager(make_user):
    """A user who also trains and promotes."""
    return make_user("manager")


@pytest.fixture
def admin_user(make_user):
    """A user who may do everything."""
    return make_user("admin")


@pytest.fixture
def client_for() -> Callable[..., object]:
    """`client_for(user)`: an API client signed in as `user` (None: a visitor)."""
    from rest_framework.test import APIClient

    def make(user=None):
        client = APIClient()
        if user is not None:
            client.force_login(user)
        return client

    return make


@pytest.fixture
def visitor_client(client_for):
    """An API client that is not signed in."""
    return client_for()


@pytest.fixture
def cataloguer_client(client_for, cataloguer):
    """An API client of a cataloguer."""
    return client_for(cataloguer)


@pytest.fixture
def manager_client(client_for, manager):
    """An API client of a model manager."""
    return client_for(manager)


@pytest.fixture
def admin_client(client_for, admin_user):
    """An API client of an admin."""
    return client_for(admin_user)
