"""Who says a name: derived from where it comes from, who agrees, and who took it back."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps

from djangoapp.catalogue.models import Artwork, CurrentLabel, Label, LabelRetraction
from djangoapp.catalogue.services import current_differences, label_add
from djangoapp.classification.models import Prediction
from tests.djangoapp.classification.helpers import predicted
from tests.djangoapp.training.world import weave


@pytest.fixture
def found(champion, cataloguer_client) -> dict:
    """A cataloguer's prediction of a dotted cloth."""
    return predicted(cataloguer_client, weave("dots", 42))


@pytest.fixture
def say(found):
    """`say(client, code)`: a review that corrects to this term; the address to take it back."""

    def make(client, code: str) -> str:
        address = f"/api/predictions/{found['id']}/reviews/"
        answer = client.post(address, {"verdict": "correct", "term": code})
        assert answer.status_code == 201, answer.content
        return f"{address}{answer.json()['id']}/"

    return make


@pytest.fixture
def artwork(found) -> Artwork:
    return Artwork.objects.get(id=found["artwork"])


def told(client, artwork) -> tuple[str | None, str | None, str | None]:
    """Who names the artwork, in the list and on its page; the term, and who says it."""
    page = client.get(f"/api/artworks/{artwork.id}/").json()
    rows = {row["id"]: row for row in client.get("/api/artworks/").json()["results"]}
    assert rows[page["id"]]["named_by"] == page["named_by"]
    assert rows[page["id"]]["labels"] == page["labels"]
    if not page["labels"]:
        return page["named_by"], None, None
    (label,) = page["labels"]
    return page["named_by"], label["term"] and label["term"]["slug"], label["named_by"]


def test_a_machine_names_what_nobody_settled(artwork, say, cataloguer_client):
    assert told(cataloguer_client, artwork) == ("machine", None, None)
    Prediction.objects.update(answer={"kind": "unknown", "codes": []})
    assert told(cataloguer_client, artwork) == (None, None, None)
    say(cataloguer_client, "checks")
    assert told(cataloguer_client, artwork) == ("person", "checks", "person")


@pytest.mark.parametrize(("source", "named_by"), [("import", "imported"), ("demo", "drawn")])
def test_the_records_and_the_drawing_name_too(source, named_by, artwork, vocabulary, visitor_client):
    label_add(artwork, vocabulary, vocabulary.terms.get(slug="checks"), source=source)
    Artwork.objects.update(status="published")
    assert told(visitor_client, artwork) == (named_by, "checks", named_by)


def test_two_people_agree_and_one_takes_it_back(artwork, say, cataloguer_client, manager_client):
    first = say(cataloguer_client, "checks")
    say(cataloguer_client, "checks")
    assert told(manager_client, artwork)[2] == "person", "one person twice is one person"
    second = say(manager_client, "checks")
    assert told(manager_client, artwork) == ("agreed", "checks", "agreed")
    manager_client.delete(second)
    assert told(manager_client, artwork) == ("person", "checks", "person")
    say(manager_client, "checks")
    assert told(manager_client, artwork)[2] == "agreed"
    cataloguer_client.delete(first)
    assert told(manager_client, artwork)[2] == "agreed", "the second time of saying it stands"
    say(cataloguer_client, "stripes")
    assert told(manager_client, artwork) == ("person", "stripes", "person")


def test_what_comes_back_is_named_by_who_said_it_first(
    artwork, say, vocabulary, cataloguer_client, manager_client
):
    label_add(artwork, vocabulary, vocabulary.terms.get(slug="dots"), source="import")
    first = say(cataloguer_client, "checks")
    second = say(manager_client, "stripes")
    cataloguer_client.delete(first)
    assert told(manager_client, artwork) == ("person", "stripes", "person")
    manager_client.delete(second)
    assert told(manager_client, artwork) == ("imported", "dots", "imported"), "not what was taken back before"
    assert current_differences() == []


def test_taking_back_what_had_come_back_reaches_further(
    artwork, say, vocabulary, cataloguer_client, manager_client
):
    first = say(cataloguer_client, "checks")
    manager_client.delete(say(manager_client, "stripes"))
    assert told(manager_client, artwork) == ("person", "checks", "person")
    cataloguer_client.delete(first)
    assert told(manager_client, artwork) == ("machine", None, None)
    history = manager_client.get(f"/api/artworks/{artwork.id}/").json()["label_history"]
    assert [row["named_by"] for row in history] == [None, "person", "person", "person"]
    assert Label.objects.count() == 4 and LabelRetraction.objects.count() == 2


def test_the_migration_finds_what_was_taken_back(artwork, say, vocabulary, cataloguer_client, manager_client):
    label_add(artwork, vocabulary, vocabulary.terms.get(slug="dots"), source="import")
    say(cataloguer_client, "checks")
    cataloguer_client.delete(say(cataloguer_client, "stripes"))
    say(manager_client, "checks")
    manager_client.delete(say(manager_client, "dots"))
    kept = list(CurrentLabel.objects.values("label", "term", "named_by"))
    retracted = set(LabelRetraction.objects.values_list("label", "replacement", "at"))
    came_back = dict(Label.objects.filter(restores__isnull=False).values_list("id", "restores"))
    assert kept[0]["named_by"] == "agreed" and len(retracted) == len(came_back) == 2

    LabelRetraction.objects.all().delete()
    Label.objects.update(restores=None)
    CurrentLabel.objects.update(named_by="person")
    migration = import_module("djangoapp.classification.migrations.0002_retracted_labels")
    migration.fill(apps, None)
    migration.name(apps, None)
    assert list(CurrentLabel.objects.values("label", "term", "named_by")) == kept
    assert {row[:2] for row in LabelRetraction.objects.values_list("label", "replacement")} == {
        row[:2] for row in retracted
    }
    assert dict(Label.objects.filter(restores__isnull=False).values_list("id", "restores")) == came_back
