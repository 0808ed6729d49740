"""A record is found whatever the case of its letters, their accents, and their Unicode form."""

import unicodedata

import pytest

pytestmark = pytest.mark.django_db
WORD = "ÉLÉGANÇ"


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("typed", [WORD, WORD.lower(), "élégan", "eleganc"])
def test_artworks_and_terms_are_found_in_any_form(make_artwork, make_term, cataloguer_client, typed, form):
    typed = unicodedata.normalize(form, typed)
    found, _ = make_artwork(title=f"Kain {WORD}"), make_artwork(title="Kain lain")
    rows = cataloguer_client.get("/api/artworks/", {"q": f"kain {typed}"}).json()["results"]
    assert [row["id"] for row in rows] == [str(found.id)]
    term = make_term("luhur", name_id="Sido Élégança")
    address = f"/api/vocabularies/{term.vocabulary.slug}/terms/"
    assert cataloguer_client.get(address, {"q": typed}).json()["count"] == 1


def test_an_edit_is_found_and_what_it_replaced_is_not(make_artwork, cataloguer_client):
    artwork = make_artwork(title="Kawung")
    cataloguer_client.patch(f"/api/artworks/{artwork.id}/", {"title": "Parang"})
    assert cataloguer_client.get("/api/artworks/", {"q": "parang"}).json()["count"] == 1
    assert cataloguer_client.get("/api/artworks/", {"q": "kawung"}).json()["count"] == 0
    artwork.refresh_from_db()
    artwork.place = "Pekalongan"
    artwork.save(update_fields=["place"])
    assert cataloguer_client.get("/api/artworks/", {"q": "PEKALONGAN"}).json()["count"] == 1


def test_signs_of_a_pattern_are_looked_for_as_they_are(make_artwork, cataloguer_client):
    make_artwork(title="100% katun"), make_artwork(title="100 katun")
    assert cataloguer_client.get("/api/artworks/", {"q": "0%"}).json()["count"] == 1


def test_a_number_beyond_all_bounds_is_no_title(make_artwork, cataloguer_client):
    url = f"/api/artworks/{make_artwork(title='A').id}/"
    answer = cataloguer_client.patch(url, '{"title": 1e999}', content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_request")
    assert cataloguer_client.get(url).json()["title"] == "A"
