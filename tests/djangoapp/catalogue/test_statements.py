"""What is told of a term: statements with their source, who checked them, and other names."""

from __future__ import annotations

import pytest

from djangoapp.catalogue.models import Statement, Term

pytestmark = pytest.mark.django_db

TERMS = "/api/vocabularies/batik/terms/"
MEANING = {
    "aspect": "meaning",
    "text": {"id": "Tanda hati yang bersih.", "en": "A sign of a clean heart."},
    "source": "Museum Sonobudoyo, 2023",
    "source_url": "https://sonobudoyo.jogjaprov.go.id/",
}
USE = {"aspect": "use", "text": {"id": "", "en": "Worn at court."}, "source": "A catalogue", "source_url": ""}
UNCHECKED = {"checked": None}


@pytest.fixture
def kawung(make_term) -> str:
    make_term("kawung")
    return f"{TERMS}kawung/"


def told(answer) -> list[dict]:
    assert answer.status_code in (200, 201), answer.content
    return answer.json()["statements"]


def test_statements_are_read_as_they_were_written_in_their_order(kawung, cataloguer_client, visitor_client):
    changed = cataloguer_client.patch(kawung, {"statements": [USE, MEANING]})

    assert told(changed) == [USE | UNCHECKED, MEANING | UNCHECKED]
    assert visitor_client.get(kawung).json() == changed.json()
    assert told(cataloguer_client.patch(kawung, {"statements": [MEANING, USE]})) == [
        MEANING | UNCHECKED,
        USE | UNCHECKED,
    ]
    assert told(cataloguer_client.patch(kawung, {"statements": []})) == []


def test_a_new_term_comes_with_them(make_term, cataloguer_client):
    make_term("tambal")
    body = {
        "name": {"id": "Nitik", "en": "Nitik"},
        "statements": [MEANING],
        "alt_names": [{"text": "Batik nitik", "lang": "id"}],
        "related": ["tambal"],
        "status": "candidate",
    }
    made = cataloguer_client.post(TERMS, body)

    assert told(made) == [MEANING | UNCHECKED]
    assert made.json()["alt_names"] == body["alt_names"]
    assert [term["slug"] for term in made.json()["related"]] == ["tambal"]
    assert made.json()["status"] == "candidate"
    other = cataloguer_client.get(f"{TERMS}tambal/").json()
    assert [term["slug"] for term in other["related"]] == ["nitik"]
    assert other["status"] == "approved"


def test_the_texts_of_the_contract_are_what_the_statements_tell(kawung, cataloguer_client, visitor_client):
    second = MEANING | {"text": {"id": "", "en": "And of self-control."}}
    cataloguer_client.patch(kawung, {"statements": [MEANING, USE, second]})
    read = visitor_client.get(kawung).json()

    assert read["meaning"] == {
        "id": "Tanda hati yang bersih.",
        "en": "A sign of a clean heart. And of self-control.",
    }
    assert (read["use"]["en"], read["period"]) == ("Worn at court.", {"id": "", "en": ""})
    assert read["sources"] == [
        {"title": "Museum Sonobudoyo, 2023", "checked": False},
        {"title": "A catalogue", "checked": False},
    ]
    (card,) = visitor_client.get(TERMS).json()["results"]
    assert card["meaning"] == read["meaning"]


def test_who_checked_is_told_to_staff_and_to_others_by_the_name_they_show(
    kawung, cataloguer_client, cataloguer, visitor_client
):
    (checked,) = told(cataloguer_client.patch(kawung, {"statements": [MEANING | {"checked": True}]}))
    assert checked["checked"]["by"] == cataloguer.username and checked["checked"]["at"]

    (public,) = told(visitor_client.get(kawung))
    assert public["checked"] == {"by": "", "at": checked["checked"]["at"]}
    cataloguer.display_name = "Dewi Sartika"
    cataloguer.save()
    assert told(visitor_client.get(kawung))[0]["checked"]["by"] == "Dewi Sartika"
    assert visitor_client.get(kawung).json()["sources"][0]["checked"] is True
    cataloguer.delete()
    assert told(visitor_client.get(kawung))[0]["checked"]["by"] == ""


def test_a_check_stays_until_the_text_or_its_source_changes(kawung, cataloguer_client, manager_client):
    (first,) = told(cataloguer_client.patch(kawung, {"statements": [MEANING | {"checked": True}]}))

    (moved,) = [
        row
        for row in told(manager_client.patch(kawung, {"statements": [USE, first]}))
        if row["aspect"] == "meaning"
    ]
    assert moved == first
    assert told(manager_client.patch(kawung, {"statements": [MEANING | {"checked": True}]})) == [first]
    for change in ({"text": {"id": "", "en": "Another."}}, {"source": "B"}, {"source_url": ""}):
        assert told(manager_client.patch(kawung, {"statements": [first | change]}))[0]["checked"] is None
        cataloguer_client.patch(kawung, {"statements": [MEANING | {"checked": True}]})
    assert told(manager_client.patch(kawung, {"statements": [MEANING | UNCHECKED]}))[0]["checked"] is None


def test_nobody_checks_in_the_name_of_another(kawung, cataloguer_client):
    forged = MEANING | {"checked": {"by": "the director", "at": "2020-01-01T00:00:00Z"}}

    assert told(cataloguer_client.patch(kawung, {"statements": [forged]}))[0]["checked"] is None


def test_one_text_for_an_aspect_writes_one_statement(kawung, cataloguer_client):
    cataloguer_client.patch(kawung, {"statements": [MEANING | {"checked": True}, USE]})
    meaning, use = told(cataloguer_client.patch(kawung, {"meaning": {"en": "A clean heart."}}))

    assert meaning["text"] == {"id": "Tanda hati yang bersih.", "en": "A clean heart."}
    assert (meaning["source"], meaning["source_url"]) == (MEANING["source"], MEANING["source_url"])
    assert (meaning["checked"], use) == (None, USE | UNCHECKED)
    body = {"use": {"en": "At weddings."}, "sources": [{"title": "B", "checked": True}]}
    assert told(cataloguer_client.patch(kawung, body))[1]["source"] == "B"
    assert [
        row["aspect"] for row in told(cataloguer_client.patch(kawung, {"use": {"id": "", "en": ""}}))
    ] == ["meaning"]
    same = cataloguer_client.patch(kawung, {"meaning": {"en": "A clean heart."}})
    assert told(same) == [meaning]


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        ({"statements": [MEANING | {"aspect": "rumour"}]}, "validation_error", ["'rumour'", "meaning"]),
        ({"statements": [MEANING | {"text": {"id": " ", "en": ""}}]}, "validation_error", ["without text"]),
        ({"statements": [{"text": {"id": "a", "en": "b"}}]}, "validation_error", ["required"]),
        ({"statements": [MEANING | {"source_url": "javascript:alert(1)"}]}, "validation_error", ["URL"]),
        ({"statements": [MEANING | {"checked": "perhaps"}]}, "validation_error", ["boolean"]),
        ({"statements": [MEANING] * 201}, "validation_error", ["200"]),
        ({"statements": [MEANING], "use": {"en": "x"}}, "said_twice", ["statements", "use"]),
        ({"sources": [{"title": "A", "checked": True}]}, "source_without_statement", ["statements"]),
        ({"alt_names": [{"text": "Kawoeng", "lang": "xx"}]}, "validation_error", ["'xx'", "und"]),
        ({"alt_names": [{"text": "Kawoeng"}]}, "validation_error", ["required"]),
        ({"alt_names": [{"text": "Kawoeng", "lang": "nl"}] * 2}, "validation_error", ["twice"]),
        ({"alt_names": [{"text": "x" * 201, "lang": "nl"}]}, "validation_error", ["200"]),
        ({"status": "finished"}, "validation_error", ["finished"]),
        ({"related": ["kawung"]}, "related_is_broader", ["beside"]),
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_sentence(kawung, cataloguer_client, body, code, words):
    refused = cataloguer_client.patch(kawung, body)

    assert (refused.status_code, refused.json()["code"]) == (400, code), refused.content
    assert all(word in refused.content.decode() for word in words), refused.content
    assert not Statement.objects.exists()


def test_related_terms_stand_beside_one_another(make_term, cataloguer_client):
    make_term("parang")
    make_term("rusak", broader=Term.objects.get(code="parang"))
    make_term("lereng")

    for term, other in (("parang", "rusak"), ("rusak", "parang")):
        refused = cataloguer_client.patch(f"{TERMS}{term}/", {"related": [other]})
        assert refused.json()["code"] == "related_is_broader"
    assert cataloguer_client.patch(f"{TERMS}rusak/", {"related": ["lereng"]}).status_code == 200
    assert cataloguer_client.patch(f"{TERMS}lereng/", {"broader": "rusak"}).status_code == 400
    assert cataloguer_client.patch(f"{TERMS}lereng/", {"related": ["nobody"]}).status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        {"statements": [MEANING, USE]},
        {"statements": [MEANING | {"checked": True}]},
        {"alt_names": [{"text": "Kawoeng", "lang": "nl"}]},
        {"related": ["tambal"]},
        {"status": "deprecated"},
    ],
)
def test_two_who_write_at_once_are_told(kawung, make_term, cataloguer_client, manager_client, change):
    make_term("tambal")
    cataloguer_client.patch(kawung, {"statements": [MEANING]})
    etag = cataloguer_client.get(kawung)["ETag"]
    assert manager_client.patch(kawung, change).status_code == 200

    late = cataloguer_client.patch(kawung, {"statements": []}, headers={"If-Match": etag})
    assert (late.status_code, late.json()["code"]) == (412, "changed_meanwhile")
    assert late.json()["current"]["statements"]


def test_other_names_are_found_however_they_are_written(
    kawung, make_term, make_artwork, cataloguer_client, visitor_client
):
    make_term("ceplok", meaning_en="unlike kawoeng")
    make_artwork(Term.objects.get(code="kawung"), title="Kain")
    names = [{"text": "Kawo\u00e9ng Picis", "lang": "nl"}]
    assert cataloguer_client.patch(kawung, {"alt_names": names}).json()["alt_names"] == names

    for words in ("KAWOENG", "kawoe\u0301ng pic"):
        found = visitor_client.get(TERMS, {"q": words}).json()["results"]
        assert found[0]["slug"] == "kawung" and found[0]["alt_names"] == names
        assert visitor_client.get("/api/artworks/", {"q": words}).json()["count"] == 1
    cataloguer_client.patch(kawung, {"alt_names": []})
    assert [row["slug"] for row in visitor_client.get(TERMS, {"q": "kawoeng"}).json()["results"]] == [
        "ceplok"
    ]
    assert visitor_client.get("/api/artworks/", {"q": "kawoeng"}).json()["count"] == 0
