"""A bundle that cannot serve leaves nothing behind when it is registered, and is never promoted."""

from __future__ import annotations

import shutil

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from djangoapp.jobs import runner
from djangoapp.training import handlers
from djangoapp.training.models import Champion, ModelVersion, Promotion
from djangoapp.training.selectors import champion_get
from djangoapp.training.services import (
    Candidate,
    bundle_register,
    model_promote,
    training_run_start,
    version_prove,
)
from ml.errors import BundleCorrupt, BundleIncompatible
from ml.figures import RunFigures
from ml.models import Bundle
from tests.support import bad_bundles

SAID_OF = ["object array", "weights that are no numbers", "garbage network", "head of another shape"]


@pytest.fixture
def copy(bundle, tmp_path):
    """The bundle, for a test to spoil."""
    return shutil.copytree(bundle, tmp_path / "copy")


def spoilt(copy, name: str) -> str:
    """Spoil the copy; the code of the refusal."""
    code, spoil = bad_bundles.BAD[name]
    spoil(copy)
    return code


@pytest.mark.parametrize("name", [*SAID_OF, "temperature NaN", "figures NaN", "a link for a file"])
def test_registering_a_bad_bundle_leaves_neither_version_nor_folder(vocabulary, copy, settings, name):
    code = spoilt(copy, name)
    with pytest.raises((BundleCorrupt, BundleIncompatible)) as caught:
        bundle_register(Bundle.read(copy), vocabulary)
    assert caught.value.code == code
    assert not ModelVersion.objects.exists()
    assert list(settings.MODELS_DIR.iterdir()) == []


def test_the_command_refuses_by_the_same_code_and_leaves_nothing(vocabulary, copy, settings):
    code = spoilt(copy, "weights that are no numbers")
    with pytest.raises(CommandError, match=code) as caught:
        call_command("register_bundle", str(copy), "--vocabulary", "weaves", "--promote")
    assert str(copy.parent) not in str(caught.value)
    assert not ModelVersion.objects.exists() and not Champion.objects.exists()
    assert list(settings.MODELS_DIR.iterdir()) == []


def test_a_run_that_ends_in_a_bad_bundle_fails_and_leaves_nothing(
    vocabulary, copy, settings, label_weaves, manager, monkeypatch
):
    code = spoilt(copy, "weights that are no numbers")
    made = Candidate(Bundle.read(copy), RunFigures())
    monkeypatch.setattr(handlers.services, "candidate_train", lambda *_, **__: made)
    label_weaves(4)
    run = training_run_start(vocabulary, "texture", {}, user=manager)
    runner.work("train")
    run.job.refresh_from_db()
    assert (run.job.status, run.job.error_code) == ("failed", code), run.job.error_detail
    assert not ModelVersion.objects.exists()
    assert [path.name for path in settings.MODELS_DIR.iterdir() if path.name != ".candidates"] == []


def test_a_row_that_cannot_be_written_takes_its_folder_back(vocabulary, bundle, settings, monkeypatch):
    def refuse(**_):
        raise IntegrityError("no such luck")

    with monkeypatch.context() as patch, pytest.raises(IntegrityError):
        patch.setattr(ModelVersion.objects, "create", refuse)
        bundle_register(Bundle.read(bundle), vocabulary)
    assert list(settings.MODELS_DIR.iterdir()) == []
    version = bundle_register(Bundle.read(bundle), vocabulary)
    other = type(vocabulary).objects.create(slug="other", name_id="Lain", name_en="Other")
    with pytest.raises(Exception, match="no term"):
        bundle_register(Bundle.read(bundle), other)
    assert version.folder.is_dir(), "what another version stands on stays"


@pytest.mark.parametrize("name", SAID_OF)
def test_one_that_came_in_before_it_was_asked_is_not_promoted(
    champion, vocabulary, copy, settings, manager_client, name
):
    """As those of earlier releases; promoting asks."""
    code = spoilt(copy, name)
    digest = Bundle.read(copy).info.digest
    shutil.copytree(copy, settings.MODELS_DIR / digest)
    old = ModelVersion.objects.create(
        vocabulary=vocabulary, number=2, bundle_path=digest, digest=digest, recipe="texture",
        backbone=champion.backbone, labels=champion.labels, source="registered",
    )  # fmt: skip
    answer = manager_client.post(f"/api/model-versions/{old.id}/promote/", {"reason": "newer"})
    problem = answer.json()
    assert answer["Content-Type"] == "application/problem+json"
    assert (answer.status_code, problem["code"]) == (422, code)
    assert str(settings.MODELS_DIR) not in problem["detail"] and "/tmp" not in problem["detail"]
    assert champion_get(vocabulary) == champion and Promotion.objects.count() == 1
    row = manager_client.get(f"/api/model-versions/{old.id}/").json()
    assert row["broken"]["code"] == code and row["broken"]["since"]
    assert row["roll_back_to"] is None, "it does not serve"


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: (folder / "head.npz").write_bytes(b"damaged"),
        lambda folder: (folder / "bundle.json").unlink(),
        lambda folder: bad_bundles.record(folder, temperature=2.0),
        shutil.rmtree,
    ],
    ids=["changed", "missing", "forged", "gone"],
)
def test_one_that_was_damaged_on_disk_is_not_promoted(champion, vocabulary, other_bundle, damage, manager):
    other = bundle_register(Bundle.read(other_bundle), vocabulary)
    damage(other.folder)
    with pytest.raises(BundleCorrupt):
        model_promote(other, user=manager)
    assert champion_get(vocabulary) == champion and Promotion.objects.count() == 1


def test_registering_the_whole_bundle_again_mends_its_files(champion, bundle, vocabulary):
    (champion.folder / "head.npz").write_bytes(b"damaged")
    with pytest.raises(BundleCorrupt):
        version_prove(champion)
    assert ModelVersion.objects.get().fault_code == "bundle_corrupt"
    assert bundle_register(Bundle.read(bundle), vocabulary) == champion
    assert ModelVersion.objects.get().fault_code == ""
    version_prove(champion)


def test_promoting_needs_no_tensorflow_in_the_web_process(version, monkeypatch):
    import sys

    for name in ("tensorflow", "keras"):  # Another test of this process may have trained by it.
        monkeypatch.delitem(sys.modules, name, raising=False)
    model_promote(version)
    assert "tensorflow" not in sys.modules and "keras" not in sys.modules
