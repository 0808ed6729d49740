"""Visitors: one browser keeps its uploads together, and nobody takes more of the house than there is."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from djangoapp.classification import services
from djangoapp.classification.models import Submission
from djangoapp.classification.services.visitors import visitor_bytes, visitor_upload
from djangoapp.core.errors import DomainError
from djangoapp.core.web.visitors import COOKIE
from tests.djangoapp.classification.helpers import accepted, send
from tests.djangoapp.training.world import weave

pytestmark = pytest.mark.django_db


def mine(client) -> set[str]:
    return {row["id"] for row in client.get("/api/submissions/").json()["results"]}


def test_first_uploads_that_race_are_all_among_ones_own(vocabulary, client_for):
    browser = client_for()
    browser.get("/api/me/")
    given = browser.cookies[COOKIE].value
    sent = set()
    for number in range(3):  # Each as if it had left before the answer to the first was there.
        racing = client_for()
        racing.cookies[COOKIE] = given
        sent.add(accepted(racing, weave("dots", number))["id"])
    assert mine(browser) == sent


def test_a_key_that_is_not_ours_is_no_key(vocabulary, client_for):
    owner = client_for()
    accepted(owner, weave("dots", 1))
    key = Submission.objects.get().visitor_key
    thief = client_for()
    thief.cookies[COOKIE] = key
    assert mine(owner) and not mine(thief)


def test_looking_around_stores_no_session(client_for, django_assert_num_queries):
    client = client_for()
    with django_assert_num_queries(0):
        client.get("/api/me/")
    assert "sessionid" not in client.cookies
    assert client.cookies[COOKIE]["httponly"] and client.cookies[COOKIE]["samesite"] == "Lax"
    again = client.get("/api/me/")
    assert COOKIE not in again.cookies, "a browser keeps the key that it has"


def test_an_address_sends_so_many_at_once_and_no_more(vocabulary, client_for, settings, monkeypatch):
    settings.RAGAM_VISITOR_AT_ONCE = 1
    refused = []

    def meanwhile(upload):
        refused.append(send(client_for(), weave("dots", 2)))
        return create(upload)

    create = services.submission_create
    monkeypatch.setattr(services, "submission_create", meanwhile)
    accepted(client_for(), weave("dots", 1))
    [answer] = refused
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_at_once")
    assert answer["Retry-After"] == "2"
    monkeypatch.setattr(services, "submission_create", create)
    accepted(client_for(), weave("dots", 2))


def test_places_are_given_back_when_an_upload_is_refused(settings):
    settings.RAGAM_VISITOR_AT_ONCE = 1
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), visitor_upload("10.0.0.1", 1):
            raise ZeroDivisionError
    done = []
    with visitor_upload("10.0.0.1", 1):
        other = threading.Thread(target=lambda: done.append(1))
        other.start()
        other.join()
    assert done


def test_visitors_share_a_room_of_bytes(vocabulary, client_for, cataloguer_client, settings):
    one, two, three = (weave("dots", number) for number in range(3))
    settings.RAGAM_VISITOR_STORAGE = len(one) + len(two)
    accepted(cataloguer_client, three)
    assert visitor_bytes() == 0, "the catalogue's pictures are not counted"
    accepted(client_for(), one)
    accepted(client_for(), two)
    assert visitor_bytes() == len(one) + len(two)
    answer = send(client_for(), three)
    assert (answer.status_code, answer.json()["code"]) == (507, "visitor_storage_full")
    assert "24 hours" in answer.json()["detail"]
    assert accepted(cataloguer_client, weave("dots", 9)), "staff are not held up"
    Submission.objects.filter(uploader=None).update(expires_at=timezone.now() - timedelta(hours=1))
    services.visitor_uploads_expire()
    assert accepted(client_for(), three)


def test_the_room_is_measured_before_anything_is_decoded(settings, vocabulary):
    settings.RAGAM_VISITOR_STORAGE = 10
    with pytest.raises(DomainError) as caught, visitor_upload("10.0.0.1", 11):
        raise AssertionError("it went on")
    assert caught.value.status == 507


@pytest.mark.parametrize(
    ("fields", "word"), [({"role": "admin"}, "role"), ({"titel": "x", "image2": "y"}, "image2")]
)
def test_a_field_that_nobody_knows_is_refused_by_name(vocabulary, cataloguer_client, fields, word):
    answer = send(cataloguer_client, weave("dots", 1), **fields)
    assert answer.status_code == 400
    assert answer.json()["code"] == "validation_error" and word in answer.json()["errors"]
    assert "known are image, vocabulary" in answer.json()["detail"]


def test_two_files_in_one_request_are_refused(vocabulary, cataloguer_client):
    from django.core.files.uploadedfile import SimpleUploadedFile

    files = [SimpleUploadedFile(f"{n}.png", weave("dots", n), "image/png") for n in range(2)]
    answer = cataloguer_client.post("/api/submissions/", {"image": files}, format="multipart")
    assert answer.status_code == 400 and "Received 2" in str(answer.json()["errors"]["image"])
    assert not Submission.objects.exists()
