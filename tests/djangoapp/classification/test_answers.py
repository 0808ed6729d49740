"""Classification by the champion: one answer for each upload, whatever happens on the way."""

from __future__ import annotations

import io
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image as Pillow

from djangoapp.catalogue.models import Artwork, Image, Term
from djangoapp.classification import handlers, serving
from djangoapp.classification.models import Prediction, Review, Submission
from djangoapp.jobs import services as jobs
from djangoapp.jobs.models import Job
from djangoapp.training.services import bundle_register, model_promote
from ml.images import decode
from ml.models import Classifier
from tests.djangoapp.classification.helpers import accepted, predicted, work
from tests.djangoapp.training.world import WEAVES, weave


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
        "backbone": {"kind": "drawn", "name": "drawn-cloth"},
        "known_weak": champion.figures["known_weak"],
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
    assert champion.figures["studies"] == 0
    champion.figures["studies"] = 24
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


def test_the_explanation_has_the_pictures_shape_for_each_term(champion, visitor_client):
    upright = Pillow.open(io.BytesIO(weave("dots", 5))).resize((120, 70))
    exif = Pillow.Exif()
    exif[0x0112] = 6  # turned by a quarter: 70 x 120 as seen
    buffer = io.BytesIO()
    upright.save(buffer, "JPEG", exif=exif, quality=95)
    found = predicted(visitor_client, buffer.getvalue(), name="turned.jpg")
    drawn = set()
    for row in found["top"]:
        answer = visitor_client.get(found["explanation_url"], {"term": row["term"]["slug"]})
        assert answer.status_code == 200 and answer["Content-Type"] == "image/png"
        overlay = Pillow.open(io.BytesIO(answer.content))
        assert (overlay.mode, overlay.size) == ("RGBA", (70, 120))
        assert overlay.getchannel("A").getextrema()[1] > 0
        drawn.add(answer.content)
    assert len(drawn) == len(found["top"])
    first = visitor_client.get(found["explanation_url"])
    assert first.content in drawn
    unchanged = visitor_client.get(found["explanation_url"], headers={"If-None-Match": first["ETag"]})
    assert unchanged.status_code == 304 and not unchanged.content
    unknown = visitor_client.get(found["explanation_url"], {"term": "nothing"})
    assert unknown.status_code == 404 and "dots" in unknown.json()["detail"]


def test_the_kept_maps_draw_what_the_engine_draws(champion, visitor_client, bundle):
    import numpy as np

    from djangoapp.classification.places import places_unpack

    predicted(visitor_client, weave("dots", 5))
    row = Prediction.objects.get()
    explanation = Classifier.load(bundle).explain(decode(weave("dots", 5)), row.explained[0]["code"])
    kept = places_unpack(row.places, row.places_side, 0) * row.explained[0]["scale"]
    assert kept.shape == explanation.places.shape
    assert np.abs(kept - explanation.places).max() < 1e-3 * np.abs(explanation.places).max()
    assert len(row.places) < 20_000


def test_a_reason_against_another_term_is_drawn_from_what_was_kept(champion, visitor_client):
    found = predicted(visitor_client, weave("dots", 5))
    first, second = (row["term"]["slug"] for row in found["top"][:2])
    plain = visitor_client.get(found["explanation_url"], {"term": first})
    against = visitor_client.get(found["explanation_url"], {"term": first, "against": second})
    assert against.status_code == 200 and against.content[:8] == plain.content[:8]
    assert against.content != plain.content and against["ETag"] != plain["ETag"]
    same = visitor_client.get(found["explanation_url"], {"term": first, "against": first})
    assert same.status_code == 400 and "itself" in same.json()["detail"]


def test_a_map_that_failed_its_check_is_not_shown(champion, visitor_client, bundle, monkeypatch):
    from dataclasses import replace

    classifier = Classifier.load(bundle)
    against = {"random last layer": {"similarity": 0.9, "low": 0.8, "high": 1.0, "n": 8}}
    failed = {"closed": {"passed": False, "limit": 0.5, "against": against}}
    info = replace(classifier.info, checks={"parameter_randomisation": failed})
    classifier.bundle = replace(classifier.bundle, info=info)
    monkeypatch.setattr(serving.shelf, "get", lambda version: classifier)
    found = predicted(visitor_client, weave("dots", 5))
    assert found["top"] and found["explanation_url"] is None
    refused = visitor_client.get(f"/api/predictions/{found['id']}/explanation.png")
    assert (refused.status_code, refused.json()["code"]) == (404, "explanation_withheld")


def test_a_web_process_draws_without_a_model(champion, visitor_client, monkeypatch):
    found = predicted(visitor_client, weave("dots", 5))

    def refuse(*_, **__):
        raise AssertionError("a model was loaded")

    serving.shelf.clear()
    monkeypatch.setattr(serving.Classifier, "load", refuse)
    assert visitor_client.get(found["explanation_url"]).status_code == 200


class QuickClassifier:
    """Answers at once, always the same."""

    def __init__(self, classifier: Classifier) -> None:
        self.info = classifier.info
        self._said = classifier.predict_explained(decode(weave("dots", 1)))

    def predict_explained(self, pixels):
        return self._said


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
        patch.setattr(services, "has_no_champion", lambda slug: True)
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


def test_the_next_answer_names_the_new_version_and_a_roll_back_the_old(
    champion, vocabulary, visitor_client, other_bundle
):
    assert predicted(visitor_client, weave("dots", 1))["model_version"] == str(champion.id)
    other = bundle_register(other_bundle, vocabulary)
    assert predicted(visitor_client, weave("dots", 2))["model_version"] == str(champion.id)
    model_promote(other)
    assert predicted(visitor_client, weave("dots", 3))["model_version"] == str(other.id)
    assert len(serving.shelf._loaded) == 1, "the old one is let go"
    model_promote(champion)
    assert predicted(visitor_client, weave("dots", 4))["model_version"] == str(champion.id)


def test_a_model_is_loaded_once(champion, visitor_client, monkeypatch):
    loads = []
    real = serving.Classifier.load
    monkeypatch.setattr(
        serving.Classifier, "load", lambda *given, **named: loads.append(1) or real(*given, **named)
    )
    for seed in range(3):
        predicted(visitor_client, weave("dots", seed))
    assert loads == [1]


def test_a_damaged_model_fails_the_job_by_name_and_a_new_upload_tries_again(champion, visitor_client, bundle):
    head = champion.folder / "head.npz"
    intact = head.read_bytes()
    head.write_bytes(b"damaged")
    sent = accepted(visitor_client, weave("dots", 1))
    work()
    job = visitor_client.get(f"/api/jobs/{sent['job']}/").json()
    assert (job["status"], job["error"]["code"]) == ("failed", "bundle_corrupt")
    head.write_bytes(intact)
    assert predicted(visitor_client, weave("dots", 1))["submission"] == sent["id"]


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


def test_no_worker_loads_tensorflow(champion, visitor_client):
    import sys

    predicted(visitor_client, weave("dots", 1))
    assert "tensorflow" not in sys.modules and "keras" not in sys.modules


def test_the_batch_is_as_large_as_the_setting_says(settings):
    from djangoapp.jobs import kinds

    assert kinds.get("classify").batch == settings.RAGAM_INFERENCE_BATCH
    assert kinds.get("classify").queue == "inference" and kinds.get("train").queue == "training"


def test_the_runtime_is_the_one_that_is_set(champion, settings, monkeypatch):
    asked = []
    monkeypatch.setattr(
        serving.Classifier, "load", lambda path, threads, *, runtime: asked.append((path, threads, runtime))
    )
    settings.RAGAM_RUNTIME, settings.RAGAM_INFERENCE_THREADS = "tensorflow", 3
    serving.Shelf().get(champion)
    assert asked == [(champion.folder, 3, "tensorflow")]


def test_the_shelf_lets_the_longest_unused_go(champion, vocabulary, monkeypatch):
    from djangoapp.catalogue.services import vocabulary_ensure
    from djangoapp.training.models import ModelVersion

    monkeypatch.setattr(serving.Classifier, "load", lambda path, threads, *, runtime: object())
    shelf = serving.Shelf(kept=2)
    versions = [champion]
    for number, slug in enumerate(("one", "two"), start=1):
        other, _ = vocabulary_ensure(slug)
        versions.append(
            ModelVersion.objects.create(
                vocabulary=other, number=1, bundle_path="x", digest=f"{number:064}", recipe="texture",
                backbone={}, labels=[], source="registered",
            )
        )  # fmt: skip
    shelf.get(versions[0])
    shelf.get(versions[1])
    kept = shelf.get(versions[0])
    shelf.get(versions[2])
    assert set(shelf._loaded) == {versions[0].vocabulary_id, versions[2].vocabulary_id}
    assert shelf.get(versions[0]) is kept


def test_the_overlay_of_a_very_large_picture_is_drawn_in_little_memory(champion, visitor_client):
    import resource

    found = predicted(visitor_client, weave("dots", 1))
    Image.objects.update(width=10_000, height=9_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer = visitor_client.get(found["explanation_url"])
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert answer.content[16:24] == (10_000).to_bytes(4) + (9_000).to_bytes(4)
    assert grown < 150, f"{grown:.0f} MB; the layer has 360 MB"
