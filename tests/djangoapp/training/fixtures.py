"""Fixtures that the training and the classification tests share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.djangoapp.training.world import WEAVES, second_bundle, train_bundle, weave, write_folder

_made: dict[str, Path] = {}


def _once(name: str, make: Callable[[], Path]) -> Path:
    """Both test packages take these fixtures over as their own, but a model is trained once for all."""
    if name not in _made:
        _made[name] = make()
    return _made[name]


@pytest.fixture(scope="session")
def weaves(tmp_path_factory) -> Path:
    """Class folders, eight pictures each."""
    return _once("weaves", lambda: write_folder(tmp_path_factory.mktemp("weaves"), 8))


@pytest.fixture(scope="session")
def engine_cache(tmp_path_factory) -> Path:
    return _once("cache", lambda: tmp_path_factory.mktemp("engine-cache"))


@pytest.fixture(scope="session")
def bundle(tmp_path_factory, weaves, engine_cache) -> Path:
    """A texture model of the weaves."""
    out = tmp_path_factory.mktemp("bundles") / "first"
    return _once("first", lambda: train_bundle(weaves, out, engine_cache))


@pytest.fixture(scope="session")
def other_bundle(tmp_path_factory, bundle, weaves, engine_cache) -> Path:
    """Another model of the weaves."""
    out = tmp_path_factory.mktemp("bundles") / "second"
    return _once("second", lambda: second_bundle(bundle, weaves, out, engine_cache))


@pytest.fixture
def vocabulary(db, data_dir):
    """The default vocabulary, with a term for each weave and no model."""
    from djangoapp.catalogue.services import term_ensure, vocabulary_ensure

    made, _ = vocabulary_ensure("weaves", default=True)
    for code in WEAVES:
        term_ensure(made, code)
    return made


@pytest.fixture
def version(vocabulary, bundle):
    """A registered model that does not serve yet."""
    from djangoapp.training.services import bundle_register

    return bundle_register(bundle, vocabulary)


@pytest.fixture
def champion(version):
    """A model that serves."""
    from djangoapp.training.services import model_promote

    model_promote(version, reason="for the test")
    return version


@pytest.fixture
def label_weaves(vocabulary):
    """`label_weaves(each, first=0)`: artworks with one settled picture each."""
    from djangoapp.catalogue.models import Term
    from djangoapp.catalogue.services import artwork_create, image_store, label_add

    def make(each: int, first: int = 0, kinds: tuple[str, ...] = WEAVES):
        made = []
        for kind in kinds:
            term = Term.objects.get(vocabulary=vocabulary, code=kind)
            for seed in range(first, first + each):
                artwork = artwork_create(title=f"{kind} {seed}", status="published")
                image_store(weave(kind, seed), filename=f"{kind}-{seed}.png", artwork=artwork, guarded=False)
                label_add(artwork, vocabulary, term, source="import")
                made.append(artwork)
        return made

    return make


@pytest.fixture(autouse=True)
def quiet_queue(monkeypatch) -> list[str]:
    """No broker is rung (the kinds rung for are kept); the heartbeat, which cannot see into a test's
    transaction, stays away.
    """
    from djangoapp.jobs import bell, heartbeat, lifecycle

    rung: list[str] = []
    monkeypatch.setattr(bell, "ring", lambda kind: bool(rung.append(kind)) or True)
    monkeypatch.setattr(bell, "ring_unless_unread", lambda kind: True)
    monkeypatch.setattr(heartbeat, "LOOK_EVERY", 600.0)
    lifecycle.reset()
    yield rung
    lifecycle.reset()


@pytest.fixture(autouse=True)
def _empty_shelf():
    """No test serves with another test's model."""
    from djangoapp.classification.serving import shelf

    shelf.clear()
    yield
    shelf.clear()
