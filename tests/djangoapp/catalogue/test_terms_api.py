"""Vocabularies and terms over HTTP."""

import uuid

import pytest

from djangoapp.catalogue import extensions, services
from djangoapp.catalogue.models import Term, Vocabulary

pytestmark = pytest.mark.django_db

TERMS = "/api/vocabularies/batik/terms/"
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1z"/></svg>'


def test_a_vocabulary_says_its_counts_and_its_model(
    make_artwork, make_term, vocabulary, visitor_client, monkeypatch
):
    make_artwork(make_term("kawung"))
    make_artwork(make_term("parang"), status="draft")
    champion = uuid.uuid4()
    monkeypatch.setattr(extensions, "_vocabulary", [])
    extensions.register_vocabulary_extension(lambda page: {vocabulary.id: {"champion": champion}})
    services.vocabulary_ensure("style")
    response = visitor_client.get("/api/vocabularies/").json()

    assert [row["slug"] for row in response["results"]] == ["batik", "style"]
    assert response["results"][0] == {
        "slug": "batik",
        "name": {"id": "Motif batik", "en": "Batik motifs"},
        "noun": {"id": "motif", "en": "motif"},
        "description": {"id": "", "en": ""},
        "is_default": True,
        "term_count": 2,
        "artwork_count": 1,
        "has_model": True,
        "champion": str(champion),
    }
    assert visitor_client.get("/api/vocabularies/batik/").json() == response["results"][0]
    assert response["results"][1]["has_model"] is False


def test_an_unknown_vocabulary_is_named(vocabulary, visitor_client):
    response = visitor_client.get("/api/vocabularies/batk/terms/")

    assert response.status_code == 404
    assert response.json()["code"] == "unknown_vocabulary"
    assert "'batk'" in response.json()["detail"] and "batik" in response.json()["detail"]


def test_one_default_at_a_time(vocabulary):
    other = services.vocabulary_ensure("style", default=True)[0]

    assert Vocabulary.objects.get(is_default=True) == other


@pytest.mark.parametrize("rows", [3, 30])
def test_the_list_of_terms_takes_the_same_queries_however_long(
    rows, make_term, make_artwork, visitor_client, django_assert_num_queries
):
    for number in range(rows):
        make_artwork(make_term(f"term-{number}"))

    with django_assert_num_queries(8):  # vocabulary, count, page, statements, names, counts, covers, pictures
        response = visitor_client.get(TERMS, {"page_size": 100})
    cards = response.json()["results"]
    assert len(cards) == rows
    assert all(card["artwork_count"] == 1 and card["cover"]["thumb_url"] for card in cards)


def test_a_draft_is_neither_counted_nor_a_cover(make_term, make_artwork, visitor_client):
    make_artwork(make_term("kawung"), status="draft")
    (card,) = visitor_client.get(TERMS).json()["results"]

    assert (card["artwork_count"], card["cover"]) == (0, None)


def test_terms_are_searched_by_word(make_term, visitor_client):
    make_term("kawung", origin_place="Yogyakarta")
    make_term("parang", meaning_en="a broken knife")

    def found(words: str) -> list[str]:
        return [row["slug"] for row in visitor_client.get(TERMS, {"q": words}).json()["results"]]

    assert found("yogya") == ["kawung"]
    assert found("knife broken") == ["parang"]
    assert found("nothing\0") == []


BODY = {
    "name": {"id": "Sekar jagad", "en": "Flowers of the world"},
    "origin": {"place": "Yogyakarta", "province": "DIY", "latitude": -7.8, "longitude": 110.36},
    "meaning": {"id": "Keragaman.", "en": "Variety."},
    "period": {"id": "abad ke-18", "en": "18th century"},
    "elements": [{"id": "bunga", "en": "flower"}],
    "colours": [{"id": "soga", "en": "soga brown"}],
    "use": {"id": "Pernikahan", "en": "Weddings"},
    "sources": [{"title": "A museum", "checked": False}],
    "look_alikes": [{"slug": "tambal", "how": {"id": "beda", "en": "other"}}],
    "broader": "tambal",
}


def test_a_cataloguer_adds_a_term_and_everybody_reads_it(make_term, cataloguer_client, visitor_client):
    make_term("tambal", specimen_svg=DRAWING)
    response = cataloguer_client.post(TERMS, BODY)
    assert response.status_code == 201, response.content
    read = visitor_client.get(f"{TERMS}flowers-of-the-world/").json()

    assert read == response.json()
    assert read["code"] == "flowers-of-the-world"
    for key in ("name", "origin", "meaning", "period", "elements", "colours", "use", "sources"):
        assert read[key] == BODY[key], key
    assert read["broader"]["slug"] == "tambal"
    (alike,) = read["look_alikes"]
    assert alike["name"] == {"id": "tambal", "en": "tambal"}
    assert alike["specimen_url"] == f"{TERMS}tambal/specimen.svg"


def test_a_term_is_changed_but_not_its_code(make_term, cataloguer_client):
    make_term("kawung", meaning_id="lama", meaning_en="old")
    address = f"{TERMS}kawung/"
    changed = cataloguer_client.patch(address, {"meaning": {"en": "new"}, "origin": {"place": "Solo"}})

    assert changed.status_code == 200, changed.content
    assert changed.json()["meaning"] == {"id": "lama", "en": "new"}
    assert changed.json()["origin"]["place"] == "Solo"
    refused = cataloguer_client.patch(address, {"code": "other"})
    assert refused.status_code == 409
    assert "models and addresses" in refused.json()["detail"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"name": {"id": "a", "en": "b"}, "code": "kawung"}, 409, "conflict"),
        ({"name": {"id": "a", "en": "b"}, "broader": "nobody"}, 404, "not_found"),
        ({"name": {"id": "a", "en": "b"}, "look_alikes": [{"slug": "nobody"}]}, 400, "unknown_term"),
        ({"name": {"id": "a", "en": "b"}, "origin": {"latitude": 91}}, 400, "validation_error"),
        ({"name": {"id": "x" * 201}}, 400, "validation_error"),
        ({}, 400, "validation_error"),
    ],
)
def test_a_bad_term_is_refused_by_name(body, status, code, make_term, cataloguer_client):
    make_term("kawung")
    response = cataloguer_client.post(TERMS, body)

    assert (response.status_code, response.json()["code"]) == (status, code), response.content
    assert Term.objects.count() == 1


def test_a_term_does_not_stand_above_itself(make_term, cataloguer_client):
    upper = make_term("upper")
    make_term("lower", broader=upper)
    response = cataloguer_client.patch(f"{TERMS}upper/", {"broader": "lower"})

    assert response.json()["code"] == "circular_broader_term"


def test_visitors_write_no_terms(make_term, visitor_client):
    make_term("kawung")

    assert visitor_client.post(TERMS, BODY).status_code in (401, 403)
    assert visitor_client.patch(f"{TERMS}kawung/", {}).status_code in (401, 403)


def test_the_specimen_is_a_drawing_that_cannot_do_anything(make_term, visitor_client):
    make_term("kawung", specimen_svg=DRAWING)
    make_term("parang")
    (card,) = [row for row in visitor_client.get(TERMS).json()["results"] if row["specimen_url"]]
    response = visitor_client.get(card["specimen_url"], HTTP_ACCEPT="image/svg+xml")

    assert response.content.decode() == DRAWING
    assert response["Content-Type"].startswith("image/svg+xml")
    assert "default-src 'none'" in response["Content-Security-Policy"]
    again = visitor_client.get(card["specimen_url"], HTTP_IF_NONE_MATCH=response["ETag"])
    assert again.status_code == 304
    assert visitor_client.get(f"{TERMS}parang/specimen.svg").status_code == 404


@pytest.mark.parametrize(
    ("code", "slug"), [("Bali_Barong", "bali_barong"), ("Sekar Jagad", "sekar-jagad"), ("батик", "term")]
)
def test_an_imported_term_keeps_its_code_verbatim(vocabulary, code, slug):
    term, made = services.term_ensure(vocabulary, code)

    assert (term.code, term.slug, made) == (code, slug, True)
    assert services.term_ensure(vocabulary, code) == (term, False)


def test_codes_that_would_share_a_slug_get_a_number(vocabulary):
    slugs = [
        services.term_ensure(vocabulary, code)[0].slug for code in ("Sido Mukti", "sido-mukti", "Sido mukti!")
    ]

    assert slugs == ["sido-mukti", "sido-mukti-2", "sido-mukti-3"]
