"""Fixtures that the training and the classification tests share."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.djangoapp.training.world import WEAVES, second_bundle, train_bundle, weave, write_folder
from tests.support.sharing import made_once


@pytest.fixture(scope="session")
def weaves(tmp_path_factory) -> Path:
    """Class folders, eight pictures each."""
    return made_once(tmp_path_factory, "weaves", lambda folder: write_folder(folder, 8))


@pytest.fixture(scope="session")
def first_training(tmp_path_factory, weaves) -> Path:
    """`bundle`, a texture model of the weaves, and `cache`, the features that its training computed."""

    def make(folder: Path) -> None:
        train_bundle(weaves, folder / "bundle", folder / "cache")

    return made_once(tmp_path_factory, "first-training", make)


@pytest.fixture(scope="session")
def bundle(first_training) -> Path:
    """A texture model of the weaves."""
    return first_training / "bundle"


@pytest.fixture(scope="session")
def other_bundle(tmp_path_factory, first_training, weaves) -> Path:
    """Another model of the weaves."""

    def make(folder: Path) -> None:
        cache = shutil.copytree(first_training / "cache", folder / "cache")
        second_bundle(first_training / "bundle", weaves, folder / "bundle", cache)

    return made_once(tmp_path_factory, "second-training", make) / "bundle"


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
    from ml.models import Bundle

    return bundle_register(Bundle.read(bundle), vocabulary)


@pytest.fixture
def champion(version):
    """A model that serves."""
    from djangoapp.training.services import model_promote

    model_promote(version, reason="for the test")
    return version


@pytest.fixture
def known_features(data_dir, first_training) -> None:
    """A run here finds what the first training has already computed, as a later run of a house does."""
    shutil.copytree(first_training / "cache", data_dir / "features", dirs_exist_ok=True)


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
