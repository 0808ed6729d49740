"""Facets: each is counted without its own filter, so that a choice leaves its group's other values."""

from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from djangoapp.catalogue import services
from djangoapp.catalogue.models import Artwork
from djangoapp.catalogue.services import demo

pytestmark = pytest.mark.django_db
LIST = "/api/artworks/"


def counts(client, facet: str, **query: str) -> dict[str, int]:
    answer = client.get(LIST, query)
    assert answer.status_code == 200, answer.content
    return {row["value"]: row["count"] for row in answer.json()["facets"][facet]}


@pytest.fixture
def cloths(make_artwork, make_term):
    """Two terms, places, techniques and states, drawn and not, in two vocabularies."""
    kawung, parang = make_term("kawung"), make_term("parang")
    style = services.vocabulary_ensure("style")[0]
    coastal = services.term_ensure(style, "coastal")[0]
    both = make_artwork(kawung, title="A", place="Solo", technique="tulis")
    services.label_add(both, style, coastal, source="import")
    make_artwork(kawung, title="B", place="Lasem", technique="cap", status="draft")
    make_artwork(parang, title="C", place="Lasem", technique="tulis", is_drawn=True)
    make_artwork(coastal, title="D", place="Solo", technique="cap", status="draft")


@pytest.mark.parametrize(
    ("facet", "chosen", "whole"),
    [
        ("vocabulary", {"vocabulary": "style"}, {"batik": 3, "style": 2}),
        ("vocabulary", {"vocabulary": "batik", "term": "kawung"}, {"batik": 3, "style": 2}),
        ("term", {"term": "parang"}, {"coastal": 2, "kawung": 2, "parang": 1}),
        ("place", {"place": "Solo"}, {"Solo": 2, "Lasem": 2}),
        ("technique", {"technique": "cap"}, {"tulis": 2, "cap": 2}),
        ("status", {"status": "draft"}, {"draft": 2, "published": 2}),
        ("is_drawn", {"is_drawn": "true"}, {"true": 1, "false": 3}),
        ("is_drawn", {"hide_specimens": "true"}, {"true": 1, "false": 3}),
    ],
)
def test_a_choice_leaves_the_other_values_of_its_group(facet, chosen, whole, cloths, cataloguer_client):
    assert counts(cataloguer_client, facet) == whole
    assert counts(cataloguer_client, facet, **chosen) == whole


def test_a_choice_narrows_the_other_groups(cloths, cataloguer_client):
    draft = {"status": "draft"}
    assert counts(cataloguer_client, "term", **draft) == {"kawung": 1, "coastal": 1}
    assert counts(cataloguer_client, "vocabulary", **draft) == {"batik": 1, "style": 1}
    assert counts(cataloguer_client, "place", **draft) == {"Lasem": 1, "Solo": 1}
    assert counts(cataloguer_client, "is_drawn", **draft) == {"false": 2}
    assert counts(cataloguer_client, "status", term="coastal") == {"published": 1, "draft": 1}
    assert counts(cataloguer_client, "term", hide_specimens="true") == {"kawung": 2, "coastal": 2}


def shown(client, **query: str) -> set[str]:
    return {row["title"] for row in client.get(LIST, query).json()["results"]}


def test_specimens_stand_back_once_another_artwork_is_published(
    make_artwork, visitor_client, cataloguer_client
):
    hide = {"hide_specimens": "true"}
    make_artwork(title="drawn", is_drawn=True)
    real = make_artwork(title="real", status="draft")

    assert shown(visitor_client, **hide) == {"drawn"}, "nothing else can be shown yet"
    assert shown(cataloguer_client, **hide) == {"drawn", "real"}
    services.artwork_update(real, {"status": "published"})
    assert shown(visitor_client, **hide) == {"real"}
    assert shown(visitor_client) == {"drawn", "real"}, "nothing is hidden unasked"
    assert counts(visitor_client, "is_drawn", **hide) == {"false": 1, "true": 1}


def test_a_terms_cover_and_count_follow_the_same_rule(make_artwork, make_term, visitor_client):
    kawung, parang = make_term("kawung"), make_term("parang")
    make_artwork(kawung, title="drawn", is_drawn=True)
    make_artwork(parang, title="drawn", is_drawn=True)

    def terms(**query: str) -> dict[str, tuple[int, str | None]]:
        rows = visitor_client.get("/api/vocabularies/batik/terms/", query).json()["results"]
        return {
            row["slug"]: (row["artwork_count"], row["cover"] and row["cover"]["alt"]["en"]) for row in rows
        }

    hidden = {"hide_specimens": "true"}
    assert terms(**hidden) == terms() == {"kawung": (1, "drawn"), "parang": (1, "drawn")}
    make_artwork(kawung, title="real")
    assert terms() == {"kawung": (2, "real"), "parang": (1, "drawn")}
    assert terms(**hidden) == {"kawung": (1, "real"), "parang": (0, None)}


def test_invented_numbers_and_sizes_go_where_nobody_edited_the_record(make_artwork):
    now = timezone.now()
    invented = {"accession_number": "DS.KAW.001", "dimensions": "104 x 250 cm (as drawn)"}
    made = {
        name: make_artwork(collection_key=f"{demo.PREFIX}{name}", is_drawn=True, **invented)
        for name in ("untouched", "edited")
    }
    made["real"] = make_artwork(**invented)
    Artwork.objects.update(created_at=now, updated_at=now)
    Artwork.objects.filter(id=made["edited"].id).update(updated_at=now + 5 * demo.UNTOUCHED)
    import_module("djangoapp.catalogue.migrations.0007_specimens_without_numbers").empty(apps, None)

    for name, artwork in made.items():
        artwork.refresh_from_db()
        gone = name == "untouched"
        assert (artwork.accession_number == artwork.dimensions == "") is gone
        assert ("ds.kaw.001" not in artwork.search_text) is gone
    assert made["untouched"].updated_at == now
