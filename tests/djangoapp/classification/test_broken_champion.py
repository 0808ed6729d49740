"""A champion that cannot be loaded: uploads wait, health says so, a roll back is offered and answers them."""

from __future__ import annotations

import pytest

from djangoapp.core.processes import health
from djangoapp.jobs import kinds
from djangoapp.jobs import services as jobs
from djangoapp.jobs.models import Job
from djangoapp.training.models import ModelVersion, Promotion
from djangoapp.training.services import bundle_register, champions_check, faults, model_promote
from ml.models import Bundle
from tests.djangoapp.classification.helpers import accepted, predicted, work
from tests.djangoapp.training.world import weave

HOLD = "waiting_for_model:weaves"


@pytest.fixture(autouse=True)
def _forget_what_was_seen():
    """No test goes by the files of another."""
    faults._seen.clear()


@pytest.fixture
def second(champion, vocabulary, other_bundle):
    """Another version, which serves now; the champion fixture's served before it."""
    other = bundle_register(Bundle.read(other_bundle), vocabulary)
    model_promote(other)
    return other


def damaged(version) -> bytes:
    """Damage the head on disk; what it was."""
    head = version.folder / "head.npz"
    intact = head.read_bytes()
    head.write_bytes(b"damaged")
    return intact


def mended(version, intact: bytes) -> None:
    (version.folder / "head.npz").write_bytes(intact)


def job_of(client, sent) -> dict:
    return client.get(f"/api/jobs/{sent['job']}/").json()


def models() -> dict:
    return next(one for one in health.examine()["checks"] if one["name"] == "models")


def test_uploads_wait_and_are_answered_after_the_roll_back(second, champion, visitor_client, manager_client):
    damaged(second)
    sent = [accepted(visitor_client, weave("dots", seed)) for seed in range(2)]
    work()
    for one in sent:
        job = job_of(visitor_client, one)
        assert (job["status"], job["phase"], job["error"]) == ("queued", "waiting_for_model", None)
    assert set(Job.objects.values_list("hold", "attempts")) == {(HOLD, 0)}
    late = accepted(visitor_client, weave("dots", 3))
    assert Job.objects.filter(hold=HOLD).count() == 3, "what comes later waits from the start"
    jobs.sweep()
    assert Job.objects.filter(hold=HOLD).count() == 3, "as long as it cannot be loaded"

    found = models()
    assert not found["ok"] and "weaves: version 2" in found["detail"] and "head.npz" in found["detail"]
    assert str(second.folder) not in found["detail"]
    assert manager_client.get("/api/health/").json()["status"] == "degraded"
    rows = {row["number"]: row for row in manager_client.get("/api/model-versions/").json()["results"]}
    assert rows[2]["broken"]["code"] == "bundle_corrupt"
    assert rows[2]["roll_back_to"] == str(champion.id)
    assert rows[1]["broken"] is None and rows[1]["roll_back_to"] is None
    assert Promotion.objects.count() == 2, "nothing is rolled back by itself"

    done = manager_client.post(f"/api/model-versions/{champion.id}/promote/", {"reason": "champion_broken"})
    assert done.json() == {"champion": str(champion.id), "previous": str(second.id)}
    assert Promotion.objects.first().reason == "champion_broken"
    work()
    for one in (*sent, late):
        job = job_of(visitor_client, one)
        assert job["status"] == "succeeded"
        prediction = visitor_client.get(f"/api/predictions/{job['result']['prediction']}/").json()
        assert prediction["model_version"] == str(champion.id)
    assert models()["ok"]


def test_a_warm_model_whose_files_are_damaged_answers_nothing_more(champion, visitor_client):
    assert predicted(visitor_client, weave("dots", 1))["model_version"] == str(champion.id)
    intact = damaged(champion)
    sent = accepted(visitor_client, weave("dots", 2))
    work()
    assert job_of(visitor_client, sent)["phase"] == "waiting_for_model"
    mended(champion, intact)
    champions_check()
    work()
    assert job_of(visitor_client, sent)["status"] == "succeeded"


def test_damage_shows_before_anybody_uploads_and_passes_when_the_files_are_whole(
    champion, visitor_client, quiet_queue, django_capture_on_commit_callbacks
):
    champions_check()
    assert models() == {"name": "models", "ok": True, "detail": "1 serving"}
    intact = damaged(champion)
    champions_check()
    assert not models()["ok"]
    assert kinds.hold_stands(HOLD)
    sent = accepted(visitor_client, weave("dots", 1))
    assert Job.objects.get().hold == HOLD
    mended(champion, intact)
    with django_capture_on_commit_callbacks(execute=True):
        champions_check()
    assert models()["ok"] and quiet_queue == ["classify"] and not kinds.hold_stands(HOLD)
    work()
    assert job_of(visitor_client, sent)["status"] == "succeeded"


def test_promoting_the_same_version_again_releases_what_waits(champion, visitor_client, manager_client):
    intact = damaged(champion)
    sent = accepted(visitor_client, weave("dots", 1))
    work()
    address = f"/api/model-versions/{champion.id}/promote/"
    assert manager_client.post(address, {}).json()["code"] == "bundle_corrupt"
    assert job_of(visitor_client, sent)["phase"] == "waiting_for_model"
    mended(champion, intact)
    assert manager_client.post(address, {}).status_code == 200
    work()
    assert job_of(visitor_client, sent)["status"] == "succeeded"


def test_one_that_is_broken_too_is_not_offered(second, champion, manager_client):
    damaged(second)
    damaged(champion)
    champions_check()
    [row] = [
        row for row in manager_client.get("/api/model-versions/").json()["results"] if row["is_champion"]
    ]
    assert row["broken"] and row["roll_back_to"] is None
    assert ModelVersion.objects.exclude(fault_code="").count() == 2


def test_files_that_nobody_touched_are_not_read_again(second, champion, monkeypatch):
    read = []
    real = Bundle.read.__func__
    monkeypatch.setattr(
        Bundle, "read", classmethod(lambda cls, *given: read.append(given[0]) or real(cls, *given))
    )
    for _ in range(3):
        champions_check()
    assert read == [second.folder]
    damaged(second)
    for _ in range(3):
        champions_check()
    assert read == [second.folder, second.folder, champion.folder], "once more, and what could take its place"


def test_a_machine_too_busy_to_ask_breaks_no_champion(second, champion, manager_client, monkeypatch):
    from ml.errors import NotVerified

    def busy(bundle, runtime):
        raise NotVerified("The model was asked for 900 s without an end. Try again.")

    with monkeypatch.context() as patch:
        patch.setattr(faults, "verify", busy)
        champions_check()
        assert models()["ok"]
        answer = manager_client.post(f"/api/model-versions/{champion.id}/promote/", {})
        assert (answer.status_code, answer.json()["code"]) == (503, "not_verified")
        assert int(answer["Retry-After"]) > 0
    damaged(second)
    champions_check()
    assert not models()["ok"], "it is looked at again"


def test_a_picture_that_brings_no_number_fails_alone(champion, visitor_client, monkeypatch):
    from ml.errors import BundleIncompatible
    from ml.models import Classifier

    real = Classifier.predict_explained
    seen: list[int] = []

    def once_none(self, pixels):
        seen.append(1)
        if len(seen) == 1:
            raise BundleIncompatible("The model's answer to this picture is no number. Train it again.")
        return real(self, pixels)

    sent = [accepted(visitor_client, weave("dots", seed)) for seed in range(2)]
    monkeypatch.setattr(Classifier, "predict_explained", once_none)
    work()
    found = [job_of(visitor_client, one) for one in sent]
    assert [one["status"] for one in found] == ["failed", "succeeded"]
    assert found[0]["error"]["code"] == "bundle_incompatible"
    assert models()["ok"]


def test_a_retraining_passes_a_damaged_backbone_by(champion, manager_client):
    (champion.folder / "backbone.tflite").write_bytes(b"damaged")
    recipes = {row["name"]: row for row in manager_client.get("/api/recipes/?vocabulary=weaves").json()}
    assert recipes["texture"]["backbone"]["name"] == "efficientnet-lite0"


def test_a_card_that_is_a_link_is_no_card(champion, manager_client, tmp_path):
    (tmp_path / "secret").write_text("not yours")
    (champion.folder / "model-card.md").unlink()
    (champion.folder / "model-card.md").symlink_to(tmp_path / "secret")
    answer = manager_client.get(f"/api/model-versions/{champion.id}/cards/model.md")
    assert answer.status_code == 404
