"""Samples are pictures that the serving version has not learned from."""

from __future__ import annotations

import pytest

from djangoapp.catalogue.models import Artwork, Image
from djangoapp.catalogue.services import image_store
from djangoapp.training.models import Snapshot
from djangoapp.training.selectors import trained_on
from djangoapp.training.services import snapshot_create
from tests.djangoapp.training.world import WEAVES, weave

ADDRESS = "/api/vocabularies/weaves/samples/"


def offered(client) -> list[Image]:
    answer = client.get(ADDRESS)
    assert answer.status_code == 200, answer.content
    return [Image.objects.get(id=row["id"]) for row in answer.json()["results"]]


@pytest.fixture
def snapshot(champion, vocabulary, label_weaves) -> Snapshot:
    """Ten labelled pictures of each weave, of which the champion learned the training side."""
    label_weaves(10)
    made = snapshot_create(vocabulary)
    champion.snapshot = made
    champion.save()
    return made


def test_samples_are_of_the_locked_test_part(snapshot, champion, visitor_client):
    found = offered(visitor_client)
    assert len(found) == 6 and len({image.id for image in found}) == 6
    locked = {row["sha256"] for row in snapshot.items if row["split"] == "test"}
    assert {image.sha256 for image in found} <= locked
    assert not {image.sha256 for image in found} & trained_on(champion)
    assert {image.artwork.title.split()[0] for image in found} == set(WEAVES), "of each term"


def test_what_was_withdrawn_or_removed_is_not_offered(snapshot, visitor_client):
    first, second = offered(visitor_client)[:2]
    gone = {first.id, second.id}
    Artwork.objects.filter(id=first.artwork_id).update(status="draft")
    second.delete()
    assert not gone & {image.id for image in offered(visitor_client)}


def test_without_a_locked_part_they_are_what_was_never_learned(champion, label_weaves, visitor_client):
    assert champion.snapshot is None
    label_weaves(8)
    assert offered(visitor_client) == [], "the bundle learned from all of these"
    label_weaves(2, first=20)
    assert {image.artwork.title.split()[1] for image in offered(visitor_client)} == {"20", "21"}


def test_another_picture_of_a_learned_cloth_is_not_offered(champion, label_weaves, visitor_client):
    artwork = label_weaves(1, kinds=("dots",))[0]
    image_store(weave("dots", 30), filename="back.png", artwork=artwork, guarded=False)
    assert offered(visitor_client) == []


def test_where_nothing_serves_or_a_bundle_is_damaged_there_are_none(
    vocabulary, label_weaves, visitor_client, request
):
    label_weaves(2, first=20)
    assert offered(visitor_client) == []
    champion = request.getfixturevalue("champion")
    (champion.folder / "bundle.json").write_text("{}")
    assert offered(visitor_client) == []


def test_an_unknown_vocabulary_is_named(db, data_dir, visitor_client):
    answer = visitor_client.get("/api/vocabularies/nowhere/samples/")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_vocabulary")
