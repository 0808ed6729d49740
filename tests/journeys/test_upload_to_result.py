"""A visitor and a cataloguer upload a cloth and read its motif; the cataloguer settles it and publishes."""

from __future__ import annotations

import io
import uuid

import pytest
from PIL import Image

from tests.support.pictures import cloth, stripes
from tests.support.server import Server, answers, upload, wait_for_job

pytestmark = pytest.mark.slow


def test_the_first_start_brings_a_catalogue_and_a_model(demo: Server) -> None:
    visitor = demo.client()
    vocabulary = visitor.get("/api/vocabularies/").json()["results"][0]
    terms = visitor.get(f"/api/vocabularies/{vocabulary['slug']}/terms/?page_size=100").json()
    artworks = visitor.get("/api/artworks/").json()
    assert vocabulary["is_default"] and vocabulary["has_model"]
    assert terms["count"] >= 12
    assert artworks["count"] == 12 * terms["count"]
    assert set(demo.accounts()) == {"cataloguer", "manager", "admin"}


def test_a_visitor_gets_an_honest_answer_with_its_reason(demo: Server) -> None:
    visitor = demo.client()
    accepted = upload(visitor, cloth("kawung", 9001, 400))
    assert accepted["artwork"] is None
    [prediction] = answers(visitor, [accepted])
    assert prediction["top"][0]["term"]["slug"] == "kawung"
    assert 0 < prediction["top"][0]["probability"] <= 1
    assert prediction["model_version"] and prediction["submission"] == accepted["id"]
    overlay = Image.open(io.BytesIO(visitor.get(prediction["explanation_url"]).content))
    assert (overlay.mode, overlay.size) == ("RGBA", (400, 400))


def test_what_is_no_motif_is_said_to_be_unknown(demo: Server) -> None:
    visitor = demo.client()
    found = answers(visitor, [upload(visitor, stripes(size)) for size in (240, 300, 360)])
    assert [prediction["answer"]["kind"] for prediction in found] == ["unknown"] * 3
    assert all(prediction["answer"]["terms"] == [] for prediction in found)


def test_a_visitors_upload_is_private_and_can_be_removed(demo: Server) -> None:
    visitor, other = demo.client(), demo.client()
    accepted = upload(visitor, cloth("truntum", 9002))
    answers(visitor, [accepted])
    assert visitor.get("/api/submissions/").json()["count"] == 1
    assert other.get("/api/submissions/").json()["count"] == 0
    assert visitor.get(f"/api/submissions/{accepted['id']}/").json()["expires_at"]
    session = {"X-CSRFToken": visitor.cookies.get("csrftoken", "")}
    assert visitor.delete(f"/api/submissions/{accepted['id']}/", headers=session).status_code == 204
    assert visitor.get(f"/api/submissions/{accepted['id']}/").status_code == 404
    assert visitor.get(f"/api/images/{accepted['image']}/view.webp").status_code == 404


def test_the_same_bytes_by_the_same_person_answer_once(demo: Server) -> None:
    cataloguer = demo.client("cataloguer")
    picture = cloth("nitik", 9003)
    first = cataloguer.post("/api/submissions/", files={"image": ("a.jpg", picture)})
    again = cataloguer.post("/api/submissions/", files={"image": ("b.jpg", picture)})
    someone = demo.client("manager").post("/api/submissions/", files={"image": ("c.jpg", picture)})
    assert (first.status_code, again.status_code, someone.status_code) == (202, 200, 202)
    assert first.json() == again.json() != someone.json()


def test_a_cataloguer_confirms_corrects_and_publishes(demo: Server) -> None:
    cataloguer, visitor = demo.client("cataloguer"), demo.client()
    accepted = upload(cataloguer, cloth("poleng", 9004), title="A checked cloth", accession_number="T.1")
    [prediction] = answers(cataloguer, [accepted])
    artwork = f"/api/artworks/{accepted['artwork']}/"
    assert visitor.get(artwork).status_code == 404

    reviews = f"/api/predictions/{prediction['id']}/reviews/"
    correct = cataloguer.post(reviews, json={"verdict": "correct", "term": "kawung", "comment": "a mistake"})
    confirm = cataloguer.post(reviews, json={"verdict": "correct", "term": "poleng"})
    assert (correct.status_code, confirm.status_code) == (201, 201)
    assert correct.json()["label"] and correct.json()["label"] != confirm.json()["label"]

    published = cataloguer.patch(artwork, json={"status": "published", "place": "Bali"})
    assert published.status_code == 200, published.text
    shown = visitor.get(artwork).json()
    assert shown["labels"][0]["term"]["slug"] == "poleng"
    assert [label["term"]["slug"] for label in shown["label_history"]] in (
        ["poleng", "kawung"],
        ["kawung", "poleng"],
    )
    assert shown["place"] == "Bali" and shown["title"] == "A checked cloth"


def test_a_visitor_may_not_review(demo: Server) -> None:
    visitor = demo.client()
    [prediction] = answers(visitor, [upload(visitor, cloth("ceplok", 9005))])
    answer = visitor.post(f"/api/predictions/{prediction['id']}/reviews/", json={"verdict": "confirm"})
    assert answer.status_code in {401, 403}
    assert answer.headers["content-type"].startswith("application/problem+json")


def test_an_unknown_job_is_a_clear_404(demo: Server) -> None:
    answer = demo.client().get(f"/api/jobs/{uuid.uuid4()}/")
    assert answer.status_code == 404 and answer.json()["code"] == "not_found"


def test_a_vocabulary_without_a_model_keeps_the_upload_waiting(demo: Server) -> None:
    cataloguer = demo.client("cataloguer")
    demo.manage(
        "shell",
        "-c",
        "from djangoapp.catalogue.models import Vocabulary as V; V.objects.create(slug='empty')",
    )
    accepted = upload(cataloguer, cloth("lereng", 9006), vocabulary="empty")
    job = cataloguer.get(f"/api/jobs/{accepted['job']}/").json()
    assert (job["status"], job["phase"]) == ("queued", "waiting_for_model")
    cancelled = cataloguer.post(f"/api/jobs/{accepted['job']}/cancel/")
    assert cancelled.status_code == 200
    assert wait_for_job(cataloguer, accepted["job"])["status"] == "cancelled"
