"""The gallery and an artwork's page over HTTP."""

import pytest

from djangoapp.catalogue import extensions, services
from djangoapp.catalogue.models import Artwork

pytestmark = pytest.mark.django_db

LIST = "/api/artworks/"


def titles(response) -> list[str]:
    assert response.status_code == 200, response.content
    return [row["title"] for row in response.json()["results"]]


def test_a_card_says_what_the_gallery_shows(make_artwork, make_term, visitor_client):
    artwork = make_artwork(make_term("kawung"), title="Kain panjang", title_en="Long cloth", place="Solo")
    (card,) = visitor_client.get(LIST).json()["results"]

    image = artwork.images.get()
    assert card["id"] == str(artwork.id)
    assert card["image"] == {
        "id": str(image.id),
        "width": 64,
        "height": 48,
        "role": "front",
        "thumb_url": f"/api/images/{image.id}/thumb.webp",
        "view_url": f"/api/images/{image.id}/view.webp",
        "alt": {"id": "Kain panjang", "en": "Long cloth"},
    }
    (label,) = card["labels"]
    assert label["term"] == {"slug": "kawung", "code": "kawung", "name": {"id": "kawung", "en": "kawung"}}
    assert (label["vocabulary"], label["source"], label["settled_by"]) == ("batik", "import", None)


@pytest.mark.parametrize("rows", [3, 30])
def test_the_list_takes_the_same_queries_however_long_it_is(
    rows, make_artwork, make_term, visitor_client, django_assert_num_queries
):
    terms = [make_term(code) for code in ("kawung", "parang", "truntum")]
    for number in range(rows):
        make_artwork(terms[number % 3], place=f"Place {number % 5}", technique="tulis")

    with django_assert_num_queries(9):  # count, page, labels, images, five facets
        response = visitor_client.get(LIST, {"page_size": 100})
    assert len(response.json()["results"]) == rows


def test_drafts_are_for_staff(make_artwork, visitor_client, cataloguer_client, client_for, make_user):
    draft = make_artwork(title="Draft", status="draft")
    make_artwork(title="Shown")
    registered = client_for(make_user("visitor", "guest"))

    for outsider in (visitor_client, registered):
        assert titles(outsider.get(LIST)) == ["Shown"]
        assert titles(outsider.get(LIST, {"status": "draft"})) == []
        assert outsider.get(f"{LIST}{draft.id}/").status_code == 404
        assert "status" not in outsider.get(LIST).json()["facets"]
    assert set(titles(cataloguer_client.get(LIST))) == {"Draft", "Shown"}
    assert titles(cataloguer_client.get(LIST, {"status": "draft"})) == ["Draft"]
    assert cataloguer_client.get(LIST).json()["facets"]["status"] == [
        {"value": "draft", "count": 1},
        {"value": "published", "count": 1},
    ]


def test_filters_narrow_together(make_artwork, make_term, visitor_client):
    kawung, parang = make_term("kawung"), make_term("parang")
    make_artwork(kawung, title="A", place="Cirebon, Jawa Barat", technique="tulis", is_drawn=True)
    make_artwork(parang, title="B", place="Solo", technique="cap")
    make_artwork(kawung, title="C", place="Solo", technique="tulis")
    make_artwork(title="D", place="Solo")

    def found(**query: str) -> list[str]:
        return sorted(titles(visitor_client.get(LIST, query)))

    assert found(term="kawung") == ["A", "C"]
    assert found(term="kawung,parang") == ["A", "B", "C"]
    assert found(term="kawung", vocabulary="nothing") == []
    assert found(vocabulary="batik") == ["A", "B", "C"]
    assert found(place="Cirebon, Jawa Barat") == ["A"]
    assert found(place="Solo", technique="tulis") == ["C"]
    assert found(is_drawn="true") == ["A"]
    assert found(q="solo kawung") == ["C"]
    assert found(mine="true") == []
    assert titles(visitor_client.get(LIST, {"ordering": "title"})) == ["A", "B", "C", "D"]
    assert titles(visitor_client.get(LIST, {"ordering": "-title"})) == ["D", "C", "B", "A"]


def test_a_facet_counts_what_the_other_filters_leave(make_artwork, make_term, visitor_client):
    kawung, parang = make_term("kawung"), make_term("parang")
    make_artwork(kawung, place="Solo")
    make_artwork(kawung, place="Yogyakarta")
    make_artwork(parang, place="Solo")
    facets = visitor_client.get(LIST, {"term": "kawung", "vocabulary": "batik"}).json()["facets"]

    assert [(entry["value"], entry["count"]) for entry in facets["term"]] == [("kawung", 2), ("parang", 1)]
    assert facets["term"][0]["name"] == {"id": "kawung", "en": "kawung"}
    assert facets["place"] == [{"value": "Solo", "count": 1}, {"value": "Yogyakarta", "count": 1}]


def test_a_corrected_artwork_is_found_under_its_current_term_only(
    make_artwork, make_term, vocabulary, visitor_client
):
    kawung, parang = make_term("kawung"), make_term("parang")
    services.label_add(make_artwork(kawung), vocabulary, parang, source="review")

    assert titles(visitor_client.get(LIST, {"term": "kawung"})) == []
    assert titles(visitor_client.get(LIST, {"term": "parang"})) == ["Kain"]


@pytest.mark.parametrize(
    "query", [{"is_drawn": "true", "q": "\0"}, {"status": "burnt"}, {"ordering": "password"}]
)
def test_a_filter_that_makes_no_sense_is_named(query, visitor_client):
    response = visitor_client.get(LIST, query)

    assert response.status_code == 400
    assert response.json()["code"] == "validation_error"


def test_the_page_of_an_artwork(make_artwork, make_term, vocabulary, cataloguer, cataloguer_client):
    kawung, parang = make_term("kawung"), make_term("parang")
    artwork = make_artwork(kawung, images=2, description_id="Halus.", description_en="Fine.")
    services.label_add(artwork, vocabulary, parang, source="review", actor=cataloguer, note="look closer")
    alike = make_artwork(parang, title="Alike")
    page = cataloguer_client.get(f"{LIST}{artwork.id}/").json()

    assert page["description"] == {"id": "Halus.", "en": "Fine."}
    assert len(page["images"]) == 2 and page["image"] == page["images"][0]
    assert [row["term"]["slug"] for row in page["label_history"]] == ["parang", "kawung"]
    assert page["label_history"][0]["settled_by"] == "cataloguer"
    assert page["label_history"][0]["note"] == "look closer"
    assert [row["term"]["slug"] for row in page["labels"]] == ["parang"]
    assert [row["id"] for row in page["similar"]] == [str(alike.id)]
    assert page["predictions"] == []
    assert page["can_edit"] is True


def test_similar_shows_no_draft_to_visitors(make_artwork, make_term, visitor_client):
    kawung = make_term("kawung")
    artwork = make_artwork(kawung)
    make_artwork(kawung, status="draft")

    assert visitor_client.get(f"{LIST}{artwork.id}/").json()["similar"] == []


def test_upper_apps_add_predictions_and_neighbours(make_artwork, visitor_client, monkeypatch):
    artwork, near, hidden = make_artwork(), make_artwork(), make_artwork(status="draft")
    monkeypatch.setattr(extensions, "_artwork", [])
    monkeypatch.setattr(extensions, "_similar", [])
    extensions.register_artwork_extension(lambda row: {"predictions": [{"id": str(row.id)}]})
    extensions.register_similar_provider(lambda row, limit: [hidden.id, row.id, near.id][:limit])
    page = visitor_client.get(f"{LIST}{artwork.id}/").json()

    assert page["predictions"] == [{"id": str(artwork.id)}]
    assert [row["id"] for row in page["similar"]] == [str(near.id)]


def test_a_cataloguer_edits_the_record(make_artwork, cataloguer_client):
    artwork = make_artwork(description_id="lama", description_en="old")
    response = cataloguer_client.patch(
        f"{LIST}{artwork.id}/", {"place": "Lasem", "description": {"en": "new"}, "created_by": 1}
    )

    assert response.status_code == 200
    assert response.json()["place"] == "Lasem"
    assert response.json()["description"] == {"id": "lama", "en": "new"}


def test_publishing_and_withdrawing(make_artwork, cataloguer_client, visitor_client):
    artwork = make_artwork(status="draft")
    address = f"{LIST}{artwork.id}/"

    assert cataloguer_client.patch(address, {"status": "published"}).json()["status"] == "published"
    assert visitor_client.get(address).status_code == 200
    assert cataloguer_client.patch(address, {"status": "draft"}).status_code == 200
    assert visitor_client.get(address).status_code == 404


def test_an_artwork_without_a_picture_is_not_published(make_artwork, cataloguer_client):
    artwork = make_artwork(status="draft", images=0)
    response = cataloguer_client.patch(f"{LIST}{artwork.id}/", {"status": "published", "place": "Solo"})

    assert response.status_code == 409
    assert response.json()["code"] == "artwork_without_image"
    assert "Add a picture" in response.json()["detail"]
    assert Artwork.objects.get().place == ""


@pytest.mark.parametrize(
    "body",
    [
        {"title": "x" * 301},
        {"status": "burnt"},
        {"description": "text"},
        {"description": {"fr": "non"}},
        {"description": {"id": 5 * "\0"}},
        {"title": None},
    ],
)
def test_a_bad_change_is_named_and_changes_nothing(body, make_artwork, cataloguer_client):
    artwork = make_artwork()
    response = cataloguer_client.patch(f"{LIST}{artwork.id}/", body)

    assert response.status_code == 400
    assert set(response.json()["errors"]) == set(body)
    assert Artwork.objects.get().title == "Kain"


def test_visitors_change_nothing(make_artwork, visitor_client, client_for, make_user):
    artwork = make_artwork()

    assert visitor_client.patch(f"{LIST}{artwork.id}/", {"title": "Mine"}).status_code in (401, 403)
    guest = client_for(make_user("visitor", "guest"))
    assert guest.patch(f"{LIST}{artwork.id}/", {"title": "Mine"}).status_code == 403


def test_the_wrong_method_is_said(make_artwork, cataloguer_client):
    response = cataloguer_client.delete(f"{LIST}{make_artwork().id}/")

    assert response.status_code == 405
    assert response.json()["code"] == "method_not_allowed"
