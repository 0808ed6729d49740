"""Reviews: what they settle, how they supersede each other, and how one is taken back."""

from __future__ import annotations

import uuid

import pytest

from djangoapp.catalogue.models import Artwork, Label, Term
from djangoapp.catalogue.selectors import label_current
from djangoapp.classification.models import Prediction, Review
from tests.djangoapp.classification.helpers import predicted
from tests.djangoapp.training.world import weave


@pytest.fixture
def found(champion, cataloguer_client) -> dict:
    """A cataloguer's prediction of a dotted cloth."""
    return predicted(cataloguer_client, weave("dots", 42))


def review(client, found, verdict, **fields):
    return client.post(f"/api/predictions/{found['id']}/reviews/", {"verdict": verdict, **fields})


def status(client, found) -> str:
    return client.get(f"/api/predictions/{found['id']}/").json()["status"]


def settled(found, vocabulary) -> str | None:
    label = label_current(Artwork.objects.get(id=found["artwork"]), vocabulary)
    return label.term.code if label and label.term else None


def test_confirming_settles_the_first_term(found, vocabulary, cataloguer_client, cataloguer):
    answer = review(cataloguer_client, found, "confirm", comment="clear")
    assert answer.status_code == 201
    label = Label.objects.get(id=answer.json()["label"])
    assert (label.term.code, label.source, label.actor, label.note) == (
        found["top"][0]["term"]["code"],
        "review",
        cataloguer,
        "clear",
    )
    shown = cataloguer_client.get(f"/api/predictions/{found['id']}/").json()
    assert shown["status"] == "confirmed"
    [row] = shown["reviews"]
    assert (row["id"], row["verdict"], row["actor"], row["comment"]) == (
        answer.json()["id"],
        "confirm",
        "cataloguer",
        "clear",
    )
    assert row["term"]["slug"] == found["top"][0]["term"]["slug"]


def test_correcting_settles_another_term(found, vocabulary, cataloguer_client):
    answer = review(cataloguer_client, found, "correct", term="checks")
    assert answer.status_code == 201 and answer.json()["label"]
    assert settled(found, vocabulary) == "checks" and status(cataloguer_client, found) == "corrected"


def test_correcting_to_the_models_own_name_is_a_confirmation(found, vocabulary, cataloguer_client):
    assert found["answer"]["kind"] == "term"
    own = found["answer"]["terms"][0]["slug"]
    answer = review(cataloguer_client, found, "correct", term=own)
    assert (answer.status_code, answer.json()["verdict"]) == (201, "confirm")
    assert Review.objects.get().verdict == "confirm"
    assert settled(found, vocabulary) == own and status(cataloguer_client, found) == "confirmed"


def test_naming_one_of_several_that_the_model_left_open_is_a_correction(found, cataloguer_client):
    Prediction.objects.update(answer={"kind": "set", "codes": ["dots", "checks"]})
    answer = review(cataloguer_client, found, "correct", term="dots")
    assert answer.json()["verdict"] == "correct" and status(cataloguer_client, found) == "corrected"


def test_a_correction_needs_a_term_of_the_vocabulary(found, cataloguer_client):
    missing = review(cataloguer_client, found, "correct")
    assert (missing.status_code, missing.json()["code"]) == (400, "validation_error")
    assert missing.json()["errors"]["term"]
    unknown = review(cataloguer_client, found, "correct", term="plaid")
    assert (unknown.status_code, unknown.json()["code"]) == (400, "validation_error")
    assert "plaid" in unknown.json()["detail"]
    verdict = review(cataloguer_client, found, "perhaps")
    assert verdict.status_code == 400 and "verdict" in verdict.json()["errors"]
    assert not Review.objects.exists() and not Label.objects.exists()


@pytest.mark.parametrize(("verdict", "shown"), [("unsure", "unsure"), ("bad_image", "bad_image")])
def test_a_verdict_that_settles_nothing_leaves_the_label(
    found, vocabulary, cataloguer_client, verdict, shown
):
    review(cataloguer_client, found, "correct", term="checks")
    answer = review(cataloguer_client, found, verdict)
    assert answer.status_code == 201 and answer.json()["label"] is None
    assert settled(found, vocabulary) == "checks" and status(cataloguer_client, found) == shown


def test_not_in_the_vocabulary_is_settled_too(found, vocabulary, cataloguer_client):
    answer = review(cataloguer_client, found, "not_in_vocabulary")
    label = Label.objects.get(id=answer.json()["label"])
    assert label.term is None and status(cataloguer_client, found) == "not_in_vocabulary"


def test_the_latest_review_holds_and_nothing_is_lost(found, vocabulary, cataloguer_client, manager_client):
    review(cataloguer_client, found, "correct", term="checks")
    review(manager_client, found, "correct", term="stripes")
    assert settled(found, vocabulary) == "stripes" and status(manager_client, found) == "corrected"
    artwork = cataloguer_client.get(f"/api/artworks/{found['artwork']}/").json()
    assert [row["term"]["slug"] for row in artwork["label_history"]] == ["stripes", "checks"]
    assert [row["settled_by"] for row in artwork["label_history"]] == ["manager", "cataloguer"]


def test_taking_a_review_back_restores_what_was_settled_before(found, vocabulary, cataloguer_client):
    review(cataloguer_client, found, "correct", term="checks")
    second = review(cataloguer_client, found, "correct", term="stripes").json()
    address = f"/api/predictions/{found['id']}/reviews/{second['id']}/"
    assert cataloguer_client.delete(address).status_code == 204
    assert settled(found, vocabulary) == "checks" and status(cataloguer_client, found) == "corrected"
    assert Label.objects.count() == 3, "history is only added to"
    assert Review.objects.get(id=second["id"]).withdrawn_label == label_current(
        Artwork.objects.get(id=found["artwork"]), vocabulary
    )
    assert cataloguer_client.delete(address).status_code == 404


def test_taking_the_only_review_back_leaves_nothing_settled(found, vocabulary, cataloguer_client):
    only = review(cataloguer_client, found, "confirm").json()
    cataloguer_client.delete(f"/api/predictions/{found['id']}/reviews/{only['id']}/")
    assert settled(found, vocabulary) is None and status(cataloguer_client, found) == "unreviewed"


def test_taking_an_older_review_back_leaves_the_newer_label(
    found, vocabulary, cataloguer_client, manager_client
):
    first = review(cataloguer_client, found, "correct", term="checks").json()
    review(manager_client, found, "correct", term="stripes")
    assert (
        cataloguer_client.delete(f"/api/predictions/{found['id']}/reviews/{first['id']}/").status_code == 204
    )
    assert settled(found, vocabulary) == "stripes"


def test_only_its_author_takes_a_review_back(found, cataloguer_client, manager_client):
    mine = review(cataloguer_client, found, "confirm").json()
    address = f"/api/predictions/{found['id']}/reviews/{mine['id']}/"
    answer = manager_client.delete(address)
    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")
    assert manager_client.delete(address.replace(mine["id"], str(uuid.uuid4()))).status_code == 404


def test_a_visitors_picture_can_be_reviewed_by_an_admin_and_labels_nothing(
    champion, visitor_client, admin_client
):
    asked = predicted(visitor_client, weave("dots", 43))
    answer = review(admin_client, asked, "confirm")
    assert answer.status_code == 201 and answer.json()["label"] is None
    assert status(visitor_client, asked) == "confirmed" and not Label.objects.exists()


@pytest.mark.parametrize(
    ("role", "expected"), [(None, 401), ("visitor", 403), ("manager", 201), ("admin", 201)]
)
def test_who_may_review(champion, cataloguer_client, make_user, client_for, role, expected):
    asked = predicted(cataloguer_client, weave("dots", 43))
    Artwork.objects.update(status="published")
    client = client_for(make_user(role) if role else None)
    answer = review(client, asked, "unsure")
    assert answer.status_code == expected
    if expected >= 400:
        assert answer["Content-Type"] == "application/problem+json"


def test_confirming_a_term_that_is_gone_is_a_conflict(found, cataloguer_client):
    Term.objects.filter(code=found["top"][0]["term"]["code"]).delete()
    answer = review(cataloguer_client, found, "confirm")
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
