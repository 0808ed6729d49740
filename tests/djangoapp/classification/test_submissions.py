"""Uploads: whose they are, what makes two of them one, and how they end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from djangoapp.catalogue.models import Artwork, Image
from djangoapp.catalogue.services import artwork_create, image_store, term_ensure, vocabulary_ensure
from djangoapp.classification.models import Prediction, Submission
from djangoapp.classification.services import submissions as services
from djangoapp.classification.tasks import expire_visitor_uploads
from djangoapp.jobs.models import Job
from tests.djangoapp.classification.helpers import accepted, predicted, send, work
from tests.djangoapp.training.world import weave


def files(data_dir) -> list[str]:
    return sorted(path.name for path in (data_dir / "media").rglob("*") if path.is_file())


def test_staff_make_a_draft_with_the_record_they_send(vocabulary, cataloguer_client, cataloguer):
    sent = accepted(
        cataloguer_client, weave("dots", 1), name="kain_dots-1.png", maker="Bu Sri", accession_number="T.1"
    )
    artwork = Artwork.objects.get(id=sent["artwork"])
    assert (artwork.status, artwork.created_by, artwork.maker) == ("draft", cataloguer, "Bu Sri")
    assert artwork.title == "Kain Dots 1" and artwork.accession_number == "T.1"
    image = artwork.images.get()
    assert str(image.id) == sent["image"] and image.owner == cataloguer
    job = Job.objects.get(id=sent["job"])
    assert (job.kind, job.created_by) == ("classify", cataloguer)


def test_a_visitors_upload_is_no_artwork_and_has_its_time(vocabulary, visitor_client, settings):
    settings.RAGAM_VISITOR_RETENTION = 5
    sent = accepted(visitor_client, weave("dots", 1), title="mine", maker="me")
    assert sent["artwork"] is None and not Artwork.objects.exists()
    shown = visitor_client.get(f"/api/submissions/{sent['id']}/").json()
    submission = Submission.objects.get()
    left = submission.expires_at - timezone.now()
    assert timedelta(hours=4.9) < left <= timedelta(hours=5)
    assert shown["expires_at"] and shown["artwork"] is None and shown["filename"] == "cloth.png"
    assert visitor_client.get("/api/artworks/").json()["count"] == 0


def test_the_same_bytes_by_the_same_account_are_one_submission(vocabulary, cataloguer_client, manager_client):
    first = send(cataloguer_client, weave("dots", 1))
    again = send(cataloguer_client, weave("dots", 1), name="other-name.png")
    other = send(manager_client, weave("dots", 1))
    assert [answer.status_code for answer in (first, again, other)] == [202, 200, 202]
    assert first.json() == again.json() != other.json()
    assert Submission.objects.count() == Job.objects.count() == Artwork.objects.count() == 2


def test_the_same_bytes_by_one_visitor_are_one_and_by_another_their_own(vocabulary, client_for):
    one, other = client_for(), client_for()
    first, again, theirs = (send(client, weave("dots", 1)) for client in (one, one, other))
    assert [answer.status_code for answer in (first, again, theirs)] == [202, 200, 202]
    assert first.json() == again.json() != theirs.json()


def test_imported_bytes_answer_no_submission(vocabulary, label_weaves, cataloguer_client):
    [imported, *_] = label_weaves(1)
    sent = accepted(cataloguer_client, weave("stripes", 0))
    assert sent["artwork"] != str(imported.id)
    assert Image.objects.filter(sha256=imported.images.get().sha256).count() == 2


def test_racing_requests_with_the_same_bytes_make_one(vocabulary, cataloguer_client, data_dir, monkeypatch):
    """The second request looks before the first has written; the constraint decides."""
    first = accepted(cataloguer_client, weave("dots", 1))
    kept = files(data_dir)
    real, looks = services._earlier, []

    def late(*arguments):
        looks.append(1)
        return None if len(looks) == 1 else real(*arguments)

    monkeypatch.setattr(services, "_earlier", late)
    monkeypatch.setattr(services, "_place_of_known_bytes", lambda *_: services._Place())
    answer = send(cataloguer_client, weave("dots", 1))
    assert (answer.status_code, answer.json()) == (200, first)
    assert files(data_dir) == kept, "the loser's files are taken back"
    assert Submission.objects.count() == Artwork.objects.count() == Job.objects.count() == 1


def test_another_constraint_is_not_swallowed(vocabulary, cataloguer_client, data_dir, monkeypatch):
    def broken(*_):
        raise IntegrityError("something else")

    monkeypatch.setattr(services, "_enqueue", broken)
    cataloguer_client.raise_request_exception = False
    assert send(cataloguer_client, weave("dots", 1)).status_code == 500
    assert files(data_dir) == [] and not Artwork.objects.exists()


def test_sending_again_after_a_failed_or_cancelled_job_tries_again(champion, cataloguer_client):
    sent = accepted(cataloguer_client, weave("dots", 1))
    cataloguer_client.post(f"/api/jobs/{sent['job']}/cancel/")
    again = send(cataloguer_client, weave("dots", 1))
    assert again.status_code == 200 and again.json()["id"] == sent["id"]
    assert again.json()["job"] != sent["job"]
    work()
    assert Prediction.objects.get().submission_id == Submission.objects.get().id


def test_one_picture_gets_two_answers_on_one_artwork(vocabulary, cataloguer_client):
    vocabulary_ensure("hands")
    first = accepted(cataloguer_client, weave("dots", 1), title="One cloth")
    named = accepted(cataloguer_client, weave("dots", 1), vocabulary="hands", artwork=first["artwork"])
    assert (named["artwork"], named["image"]) == (first["artwork"], first["image"])
    assert named["id"] != first["id"] and named["job"] != first["job"]


def test_the_second_vocabulary_finds_the_artwork_by_itself(vocabulary, cataloguer_client):
    vocabulary_ensure("hands")
    first = accepted(cataloguer_client, weave("dots", 1), title="One cloth")
    second = accepted(cataloguer_client, weave("dots", 1), vocabulary="hands", place="Solo")
    assert (second["artwork"], second["image"]) == (first["artwork"], first["image"])
    artwork = Artwork.objects.get()
    assert (artwork.title, artwork.place) == ("One cloth", "Solo")


def test_another_accession_number_is_another_object(vocabulary, cataloguer_client):
    vocabulary_ensure("hands")
    first = accepted(cataloguer_client, weave("dots", 1), accession_number="T.1")
    second = accepted(cataloguer_client, weave("dots", 1), vocabulary="hands", accession_number="T.2")
    assert first["artwork"] != second["artwork"]


def test_another_picture_may_join_an_artwork(vocabulary, cataloguer_client):
    artwork = artwork_create(title="A cloth")
    image_store(weave("dots", 1), filename="a.png", artwork=artwork, guarded=False)
    sent = accepted(cataloguer_client, weave("dots", 2), artwork=str(artwork.id))
    assert sent["artwork"] == str(artwork.id) and artwork.images.count() == 2


def test_a_visitor_may_not_add_to_an_artwork(vocabulary, visitor_client):
    artwork = artwork_create(title="A cloth", status="published")
    answer = send(visitor_client, weave("dots", 1), artwork=str(artwork.id))
    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"", 422, "unreadable_image"),
        (b"only text\n" * 10, 415, "unsupported_format"),
        (weave("dots", 1)[:2000], 422, "unreadable_image"),
    ],
)
def test_what_is_no_picture_is_refused_and_leaves_nothing(
    vocabulary, visitor_client, data_dir, data, status, code
):
    answer = send(visitor_client, data, name="x.jpg")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert files(data_dir) == [] and not Job.objects.exists()


def test_a_missing_picture_and_an_unknown_vocabulary_are_named(vocabulary, visitor_client):
    answer = visitor_client.post("/api/submissions/", {"vocabulary": "weaves"}, format="multipart")
    assert (answer.status_code, answer.json()["code"]) == (400, "validation_error")
    assert "image" in answer.json()["errors"]
    answer = send(visitor_client, weave("dots", 1), vocabulary="nowhere")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_vocabulary")
    assert "nowhere" in answer.json()["detail"] and "weaves" in answer.json()["detail"]
    assert visitor_client.put("/api/submissions/").status_code == 405


def test_without_any_vocabulary_the_error_says_so(db, data_dir, visitor_client):
    answer = send(visitor_client, weave("dots", 1))
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_vocabulary")
    assert "no default vocabulary" in answer.json()["detail"]


def test_strange_names_are_shown_as_plain_text(vocabulary, cataloguer_client):
    sent = accepted(cataloguer_client, weave("dots", 3), name="evil\u202egnp.exe" + "x" * 300 + ".png")
    shown = cataloguer_client.get(f"/api/submissions/{sent['id']}/").json()
    assert "\u202e" not in shown["filename"] and len(shown["filename"]) <= 255


def test_visitors_are_throttled_and_staff_are_not(vocabulary, visitor_client, cataloguer_client, monkeypatch):
    from djangoapp.classification.api.submissions import VisitorThrottle

    monkeypatch.setattr(VisitorThrottle, "THROTTLE_RATES", {"visitor": "2/hour"})
    for seed in range(2):
        accepted(visitor_client, weave("dots", seed))
        accepted(cataloguer_client, weave("dots", seed))
    answer = send(visitor_client, weave("dots", 9))
    assert (answer.status_code, answer.json()["code"]) == (429, "throttled")
    assert int(answer["Retry-After"]) > 0
    accepted(cataloguer_client, weave("dots", 9))


def test_my_uploads_are_mine(champion, client_for, cataloguer_client, manager_client):
    one, other = client_for(), client_for()
    mine = predicted(one, weave("dots", 1))
    theirs = accepted(cataloguer_client, weave("dots", 2))
    assert [row["id"] for row in one.get("/api/submissions/").json()["results"]] == [mine["submission"]]
    assert other.get("/api/submissions/").json()["count"] == 0
    assert manager_client.get("/api/submissions/").json()["count"] == 0
    [row] = cataloguer_client.get("/api/submissions/").json()["results"]
    assert row["id"] == theirs["id"] and row["job"]["status"] == "queued" and row["prediction"] is None
    [row] = one.get("/api/submissions/").json()["results"]
    assert row["prediction"]["id"] == mine["id"] and row["prediction"]["top"] == mine["top"]
    assert row["image"]["id"] == mine["image"]["id"] and row["vocabulary"] == "weaves"


def test_the_list_costs_the_same_however_long(champion, cataloguer_client, django_assert_num_queries):
    for seed in range(3):
        accepted(cataloguer_client, weave("dots", seed))
    work()
    with django_assert_num_queries(6):  # session, user, count, rows, predictions, terms
        assert len(cataloguer_client.get("/api/submissions/").json()["results"]) == 3


def test_who_may_see_an_upload(vocabulary, cataloguer_client, manager_client, visitor_client, client_for):
    visitors = accepted(visitor_client, weave("dots", 1))
    staffs = accepted(cataloguer_client, weave("dots", 2))
    stranger = client_for()
    assert stranger.get(f"/api/submissions/{visitors['id']}/").status_code == 200, "the id is the key"
    assert stranger.get(f"/api/submissions/{staffs['id']}/").status_code == 404
    assert stranger.get(f"/api/jobs/{staffs['job']}/").status_code == 404
    assert manager_client.get(f"/api/submissions/{staffs['id']}/").status_code == 200
    Artwork.objects.filter(id=staffs["artwork"]).update(status="published")
    assert stranger.get(f"/api/submissions/{staffs['id']}/").status_code == 200
    assert stranger.delete(f"/api/submissions/{staffs['id']}/").status_code == 403


def test_a_visitor_removes_their_upload_and_nothing_stays(champion, visitor_client, data_dir, db):
    found = predicted(visitor_client, weave("dots", 1))
    job = Submission.objects.get().job_id
    assert visitor_client.delete(f"/api/submissions/{found['submission']}/").status_code == 204
    for path in (f"submissions/{found['submission']}", f"predictions/{found['id']}", f"jobs/{job}"):
        assert visitor_client.get(f"/api/{path}/").status_code == 404
    assert not Image.objects.exists() and not Prediction.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_files_go_with_the_upload(champion, visitor_client, data_dir):
    found = predicted(visitor_client, weave("dots", 1))
    assert len(files(data_dir)) == 3
    visitor_client.delete(f"/api/submissions/{found['submission']}/")
    assert files(data_dir) == []


def test_an_upload_removed_while_it_waits_leaves_no_job_behind(champion, visitor_client):
    sent = accepted(visitor_client, weave("dots", 1))
    visitor_client.delete(f"/api/submissions/{sent['id']}/")
    work()
    assert not Job.objects.exists() and not Prediction.objects.exists()


def test_staff_remove_an_upload_with_its_bare_draft_but_no_history(champion, cataloguer_client):
    found = predicted(cataloguer_client, weave("dots", 1))
    address = f"/api/submissions/{found['submission']}/"
    review = cataloguer_client.post(f"/api/predictions/{found['id']}/reviews/", {"verdict": "confirm"})
    assert review.status_code == 201
    refused = cataloguer_client.delete(address)
    assert (refused.status_code, refused.json()["code"]) == (409, "submission_in_use")
    other = predicted(cataloguer_client, weave("dots", 2))
    assert cataloguer_client.delete(f"/api/submissions/{other['submission']}/").status_code == 204
    assert Artwork.objects.count() == Image.objects.count() == 1


def test_an_upload_says_who_may_remove_it(champion, cataloguer_client, visitor_client):
    def can(client, found) -> bool:
        told = client.get(f"/api/submissions/{found['submission']}/").json()["can_delete"]
        listed = client.get("/api/submissions/").json()["results"]
        assert {row["id"]: row["can_delete"] for row in listed}.get(found["submission"], told) == told
        return told

    asked = predicted(visitor_client, weave("dots", 1))
    assert can(visitor_client, asked), "a visitor's is theirs"

    draft = predicted(cataloguer_client, weave("dots", 2))
    assert can(cataloguer_client, draft)
    Artwork.objects.filter(id=draft["artwork"]).update(status="published")
    assert not can(cataloguer_client, draft) and not can(visitor_client, draft)
    assert cataloguer_client.delete(f"/api/submissions/{draft['submission']}/").status_code == 409

    reviewed = predicted(cataloguer_client, weave("dots", 3))
    cataloguer_client.post(f"/api/predictions/{reviewed['id']}/reviews/", {"verdict": "unsure"})
    assert not can(cataloguer_client, reviewed)


def test_expired_uploads_are_gone_at_once_and_removed_soon(champion, visitor_client, cataloguer_client):
    found = predicted(visitor_client, weave("dots", 1))
    kept = predicted(cataloguer_client, weave("dots", 2))
    Submission.objects.filter(id=found["submission"]).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert visitor_client.get(f"/api/submissions/{found['submission']}/").status_code == 404
    assert visitor_client.get(f"/api/predictions/{found['id']}/").status_code == 404
    again = send(visitor_client, weave("dots", 1))
    assert again.status_code == 202, "the old one makes room for a new one"
    Submission.objects.filter(id=again.json()["id"]).update(expires_at=timezone.now())
    expire_visitor_uploads()
    assert [str(key) for key in Submission.objects.values_list("id", flat=True)] == [kept["submission"]]
    assert Image.objects.count() == 1


def test_two_vocabularies_are_asked_separately(champion, cataloguer_client):
    hands, _ = vocabulary_ensure("hands")
    term_ensure(hands, "left")
    first = predicted(cataloguer_client, weave("dots", 1))
    second = accepted(cataloguer_client, weave("dots", 1), vocabulary="hands")
    job = cataloguer_client.get(f"/api/jobs/{second['job']}/").json()
    assert (job["status"], job["phase"]) == ("queued", "waiting_for_model")
    shown = cataloguer_client.get(f"/api/artworks/{second['artwork']}/").json()
    assert [row["id"] for row in shown["predictions"]] == [first["id"]]
