"""Classification by the champion: one answer for each upload, whatever happens on the way."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from djangoapp.catalogue.models import Artwork, Image, Term
from djangoapp.classification import handlers, serving
from djangoapp.classification.models import Prediction, Review, Submission
from djangoapp.jobs import services as jobs
from djangoapp.jobs.models import Job
from djangoapp.training.services import model_promote
from ml.images import decode
from ml.models import Classifier
from tests.djangoapp.classification.helpers import accepted, predicted, work
from tests.djangoapp.training.world import WEAVES, weave


@pytest.mark.slow
def test_the_answer_is_that_of_the_engine(champion, visitor_client, bundle):
    classifier = Classifier.load(bundle)
    for kind in WEAVES:
        found = predicted(visitor_client, weave(kind, 77))
        [expected] = classifier.predict([decode(weave(kind, 77))])
        assert [row["term"]["code"] for row in found["top"]] == [row.label for row in expected.top]
        assert [row["probability"] for row in found["top"]] == pytest.approx(
            [row.probability for row in expected.top], abs=1e-6
        )
        assert found["answer"]["kind"] == expected.answer.kind
        assert found["novelty"] == pytest.approx(expected.novelty, abs=1e-6)


def test_the_prediction_says_what_it_rests_on(champion, label_weaves, cataloguer_client):
    label_weaves(6)
    found = predicted(cataloguer_client, weave("checks", 77))
    assert found["top"][0]["term"] == {
        "slug": "checks",
        "code": "checks",
        "name": {"id": "Checks", "en": "Checks"},
    }
    assert found["model_version"] == str(champion.id)
    assert found["model"] == {
        "id": str(champion.id),
        "number": 1,
        "recipe": "texture",
        "backbone": {"kind": "imagenet", "name": "efficientnet-lite0"},
        "known_weak": champion.known_weak,
        "learned_drawings": False,
    }
    assert found["novelty_threshold"] == champion.thresholds["novelty"]
    assert found["status"] == "unreviewed" and found["reviews"] == []
    assert found["vocabulary"] == "weaves" and found["artwork"] and found["image"]["width"] == 96
    shown = {row["term"]["slug"] for row in found["references"]}
    assert shown == set(WEAVES) and len(found["references"]) == 12
    assert found["explanation_url"] == f"/api/predictions/{found['id']}/explanation.png"
    assert {"id", "submission", "created_at"} <= set(found)


def test_a_prediction_tells_when_its_model_learned_drawings(champion, label_weaves, cataloguer_client):
    found = predicted(cataloguer_client, weave("checks", 77))
    assert champion.studies == 0
    champion.studies = 24
    champion.save()
    told = cataloguer_client.get(f"/api/predictions/{found['id']}/").json()["model"]
    assert told["learned_drawings"] is True


def test_a_broader_answer_is_a_term_and_can_be_confirmed(champion, vocabulary, cataloguer_client):
    found = predicted(cataloguer_client, weave("checks", 77))
    Term.objects.create(vocabulary=vocabulary, code="lines", slug="lines", name_id="Garis", name_en="Lines")
    Prediction.objects.filter(id=found["id"]).update(answer={"kind": "broader", "codes": ["lines"]})
    answer = cataloguer_client.get(f"/api/predictions/{found['id']}/").json()["answer"]
    assert answer["kind"] == "broader"
    assert answer["terms"] == [{"slug": "lines", "code": "lines", "name": {"id": "Garis", "en": "Lines"}}]
    done = cataloguer_client.post(f"/api/predictions/{found['id']}/reviews/", {"verdict": "confirm"})
    assert done.status_code == 201
    assert Review.objects.get().term.code == "lines"


def test_reading_a_prediction_costs_a_fixed_number_of_queries(
    champion, label_weaves, cataloguer_client, django_assert_max_num_queries
):
    label_weaves(6)
    found = predicted(cataloguer_client, weave("checks", 77))
    # session, user, prediction, reviews, terms, and one for the references of each of three terms
    with django_assert_max_num_queries(8):
        cataloguer_client.get(f"/api/predictions/{found['id']}/")


class QuickClassifier:
    """Answers at once, always the same."""

    def __init__(self, classifier: Classifier) -> None:
        self.info = classifier.info
        self._said = classifier.predict_explained(decode(weave("dots", 1)))

    def predict_explained(self, pixels):
        return self._said


@pytest.mark.slow
def test_three_hundred_uploads_get_three_hundred_answers(champion, cataloguer, bundle, monkeypatch):
    from djangoapp.catalogue.services import image_store

    quick = QuickClassifier(Classifier.load(bundle))
    monkeypatch.setattr(serving.shelf, "get", lambda version: quick)
    image = image_store(weave("dots", 1), filename="a.png", guarded=False)
    for number in range(300):
        Submission.objects.create(
            image=image,
            vocabulary=champion.vocabulary,
            job=jobs.job_enqueue("classify", {}, user=cataloguer),
            uploader=cataloguer,
            sha256=f"{number:064}",
        )
    work()
    assert Prediction.objects.values("submission").distinct().count() == Prediction.objects.count() == 300
    assert set(Job.objects.values_list("status", flat=True)) == {"succeeded"}


def test_a_worker_that_dies_leaves_exactly_one_answer(champion, visitor_client, monkeypatch):
    sent = [accepted(visitor_client, weave("dots", seed)) for seed in range(4)]
    real = handlers._outcome
    seen: list[int] = []

    def die(*arguments):
        seen.append(1)
        if len(seen) == 3:
            raise SystemExit("as if killed")
        return real(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(handlers, "_outcome", die)
        with pytest.raises(SystemExit):
            work()
    assert Prediction.objects.count() == 2
    Job.objects.filter(status="running").update(lease_until=timezone.now() - timedelta(seconds=1))
    jobs.sweep()
    work()
    assert Prediction.objects.count() == 4
    assert Prediction.objects.values("submission").distinct().count() == 4
    assert set(Job.objects.values_list("status", flat=True)) == {"succeeded"}
    assert len(sent) == 4


def test_an_attempt_that_lost_its_lease_writes_nothing(champion, visitor_client, monkeypatch):
    accepted(visitor_client, weave("dots", 1))
    real = handlers._outcome

    def overtaken(*arguments):
        outcome = real(*arguments)
        Job.objects.update(lease_owner="another worker")
        return outcome

    monkeypatch.setattr(handlers, "_outcome", overtaken)
    work()
    assert not Prediction.objects.exists()
    assert Job.objects.get().status == "running"


def test_one_bad_picture_spoils_no_batch(champion, visitor_client, data_dir):
    sent = [accepted(visitor_client, weave("dots", seed)) for seed in range(3)]
    broken = Image.objects.get(id=sent[1]["image"])
    (data_dir / "media" / broken.original.name).write_bytes(b"gone bad")
    work()
    states = [visitor_client.get(f"/api/jobs/{one['job']}/").json() for one in sent]
    assert [state["status"] for state in states] == ["succeeded", "failed", "succeeded"]
    assert states[1]["error"]["code"] in {"unsupported_format", "unreadable_image"}


def test_without_a_model_uploads_wait_and_the_first_promotion_releases_them(
    version, visitor_client, quiet_queue, django_capture_on_commit_callbacks
):
    sent = accepted(visitor_client, weave("dots", 1))
    job = visitor_client.get(f"/api/jobs/{sent['job']}/").json()
    assert (job["status"], job["phase"]) == ("queued", "waiting_for_model")
    work()
    assert not Prediction.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        model_promote(version)
    assert quiet_queue == ["classify"]
    work()
    assert visitor_client.get(f"/api/jobs/{sent['job']}/").json()["status"] == "succeeded"


def test_a_hold_written_after_the_promotion_is_found_by_the_sweep(champion, visitor_client, monkeypatch):
    from djangoapp.classification.services import submissions as services

    with monkeypatch.context() as patch:
        patch.setattr(services, "waits_for_model", lambda slug: True)
        accepted(visitor_client, weave("dots", 1))
    assert Job.objects.get().hold == "waiting_for_model:weaves"
    jobs.sweep()
    work()
    assert Job.objects.get().status == "succeeded"


def test_a_claimed_job_of_a_vocabulary_without_model_goes_back_to_waiting(vocabulary, visitor_client):
    accepted(visitor_client, weave("dots", 1))
    Job.objects.update(hold="")
    work()
    job = Job.objects.get()
    assert (job.status, job.hold, job.attempts) == ("queued", "waiting_for_model:weaves", 0)


def test_a_term_that_was_removed_stands_in_by_its_code(champion, visitor_client):
    found = predicted(visitor_client, weave("dots", 1))
    Term.objects.filter(code="dots").delete()
    shown = visitor_client.get(f"/api/predictions/{found['id']}/").json()
    assert "dots" in [row["term"]["code"] for row in shown["top"]]


def test_who_may_read_an_answer(champion, cataloguer_client, visitor_client, client_for, make_user):
    stranger = client_for()
    visitors = predicted(visitor_client, weave("dots", 1))
    staffs = predicted(cataloguer_client, weave("dots", 2))
    assert stranger.get(f"/api/predictions/{visitors['id']}/").status_code == 200
    for path in ("", "explanation.png"):
        assert stranger.get(f"/api/predictions/{staffs['id']}/{path}").status_code == 404
        assert client_for(make_user("visitor", "guest" + path)).get(
            f"/api/predictions/{staffs['id']}/{path}"
        ).status_code == 404  # fmt: skip
    Artwork.objects.filter(id=staffs["artwork"]).update(status="published")
    for path in ("", "explanation.png"):
        assert stranger.get(f"/api/predictions/{staffs['id']}/{path}").status_code == 200
    assert stranger.get(f"/api/predictions/{uuid.uuid4()}/").status_code == 404


def test_an_artwork_shows_what_models_said_and_what_lies_near(champion, cataloguer_client):
    found = [
        predicted(cataloguer_client, weave(kind, seed)) for kind in ("dots", "checks") for seed in (1, 2)
    ]
    Artwork.objects.update(status="published")
    shown = cataloguer_client.get(f"/api/artworks/{found[0]['artwork']}/").json()
    assert [row["id"] for row in shown["predictions"]] == [found[0]["id"]]
    assert shown["predictions"][0]["answer"] == found[0]["answer"]
    near = [row["id"] for row in shown["similar"]]
    assert near[0] == found[1]["artwork"] and len(near) == 3


def test_the_batch_is_as_large_as_the_setting_says(settings):
    from djangoapp.jobs import kinds

    assert kinds.get("classify").batch == settings.RAGAM_INFERENCE_BATCH
    assert kinds.get("classify").queue == "inference" and kinds.get("train").queue == "training"
