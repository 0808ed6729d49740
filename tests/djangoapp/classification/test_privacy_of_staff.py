"""What the public reads of a published artwork: what was decided and when, not by whom, and no remarks."""

from __future__ import annotations

import json

import pytest

from djangoapp.catalogue.services import artwork_update
from djangoapp.classification.models import Submission
from tests.djangoapp.classification.helpers import predicted
from tests.djangoapp.training.world import weave

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(champion, cataloguer_client, cataloguer):
    """Addresses that show a reviewed and published artwork, with a remark that is not for everyone."""
    prediction = predicted(cataloguer_client, weave("dots", 1))
    artwork = Submission.objects.get().artwork
    body = {"verdict": "confirm", "comment": "the donor wants no name"}
    assert cataloguer_client.post(f"/api/predictions/{prediction['id']}/reviews/", body).status_code == 201
    artwork_update(artwork, {"status": "published"})
    return [
        f"/api/artworks/{artwork.id}/",
        "/api/artworks/",
        f"/api/predictions/{prediction['id']}/",
    ]


def test_staff_see_names_and_remarks(published, manager_client, cataloguer):
    artwork, _, prediction = (manager_client.get(url).json() for url in published)
    assert artwork["label_history"][0]["settled_by"] == cataloguer.username
    assert artwork["label_history"][0]["note"] == "the donor wants no name"
    [review] = prediction["reviews"]
    assert (review["actor"], review["comment"]) == (cataloguer.username, "the donor wants no name")


def test_the_public_does_not(published, visitor_client, cataloguer):
    for url in published:
        text = json.dumps(visitor_client.get(url).json())
        assert cataloguer.username not in text and "donor" not in text, url
    artwork = visitor_client.get(published[0]).json()
    assert artwork["label_history"][0]["settled_by"] == "" and artwork["label_history"][0]["settled_at"]
    [review] = visitor_client.get(published[2]).json()["reviews"]
    assert (review["verdict"], review["actor"], review["comment"]) == ("confirm", "", "")


def test_a_person_may_show_a_name(published, visitor_client, cataloguer):
    cataloguer.display_name = "Dewi Sartika"
    cataloguer.save()
    assert visitor_client.get(published[0]).json()["labels"][0]["settled_by"] == "Dewi Sartika"
    assert visitor_client.get(published[2]).json()["reviews"][0]["actor"] == "Dewi Sartika"
