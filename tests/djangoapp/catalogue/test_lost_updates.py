"""Two people on one record: whoever saves second learns of it, and both texts stay."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["artwork", "term"])
def record(request, make_artwork, make_term) -> tuple[str, str, str]:
    """Address of a record, and two fields of it."""
    if request.param == "artwork":
        return f"/api/artworks/{make_artwork(title='A').id}/", "title", "place"
    term = make_term("kawung")
    return f"/api/vocabularies/{term.vocabulary.slug}/terms/{term.slug}/", "name", "use"


def text(field: str, value: str):
    return {"id": value, "en": value} if field in {"name", "use"} else value


def test_the_second_save_is_refused_with_the_record_as_it_is(record, cataloguer_client):
    url, field, other = record
    opened = cataloguer_client.get(url)["ETag"]
    first = cataloguer_client.patch(url, {field: text(field, "first")}, headers={"If-Match": opened})
    assert first.status_code == 200 and first["ETag"] != opened
    second = cataloguer_client.patch(url, {other: text(other, "second")}, headers={"If-Match": opened})
    assert (second.status_code, second.json()["code"]) == (412, "changed_meanwhile")
    assert second.json()["current"][field] == text(field, "first")
    assert second.json()["etag"] == first["ETag"] == cataloguer_client.get(url)["ETag"]
    again = cataloguer_client.patch(
        url, {other: text(other, "second")}, headers={"If-Match": second.json()["etag"]}
    )
    assert again.status_code == 200
    assert (again.json()[field], again.json()[other]) == (text(field, "first"), text(other, "second"))


@pytest.mark.parametrize(
    ("header", "status"),
    [(None, 200), ("*", 200), ('"old", {etag}', 200), ("W/{etag}", 200), ('"old"', 412), ("nonsense", 412)],
)
def test_what_if_match_may_say(record, cataloguer_client, header, status):
    url, field, _ = record
    etag = cataloguer_client.get(url)["ETag"]
    headers = {} if header is None else {"If-Match": header.format(etag=etag)}
    assert cataloguer_client.patch(url, {field: text(field, "x")}, headers=headers).status_code == status


def test_the_etag_is_of_what_people_write(record, cataloguer_client, visitor_client):
    url, field, _ = record
    etag = cataloguer_client.get(url)["ETag"]
    assert cataloguer_client.patch(url, {})["ETag"] == etag
    value = cataloguer_client.get(url).json()[field]
    assert cataloguer_client.patch(url, {field: value})["ETag"] == etag
    assert cataloguer_client.patch(url, {field: text(field, "new")})["ETag"] != etag
