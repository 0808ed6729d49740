"""Signing in and out by session and by token."""

import pytest
from rest_framework.test import APIClient

from djangoapp.accounts.services import token_ensure
from djangoapp.accounts.throttling import FailedSignIns

pytestmark = pytest.mark.django_db
VISITOR = {
    "authenticated": False,
    "username": None,
    "role": "visitor",
    "capabilities": [],
    "password_change_required": False,
}


def test_visitor_is_described_and_gets_a_csrf_cookie(visitor_client):
    response = visitor_client.get("/api/me/")
    assert response.json() == VISITOR
    assert visitor_client.cookies["csrftoken"].value


def test_signing_in_sets_the_session(make_user):
    make_user("cataloguer")
    client = APIClient(enforce_csrf_checks=True)
    response = client.post("/api/session/", {"username": "cataloguer", "password": "pass-cataloguer"})
    assert response.status_code == 200
    assert response.json()["capabilities"] == ["upload", "review", "edit_catalogue"]
    assert response.cookies["sessionid"]["samesite"] == "Lax"
    assert response.cookies["sessionid"]["httponly"]
    assert client.get("/api/me/").json()["username"] == "cataloguer"


@pytest.mark.parametrize("password", ["wrong", "PASS-cataloguer", " pass-cataloguer"])
def test_wrong_password_is_401_and_says_no_more(make_user, visitor_client, password):
    make_user("cataloguer")
    response = visitor_client.post("/api/session/", {"username": "cataloguer", "password": password})
    unknown = visitor_client.post("/api/session/", {"username": "nobody", "password": password})
    assert response.status_code == unknown.status_code == 401
    assert response.json() == unknown.json()
    assert response.json()["code"] == "authentication_failed"


def test_deactivated_account_cannot_sign_in(make_user, visitor_client):
    user = make_user("cataloguer")
    user.is_active = False
    user.save()
    response = visitor_client.post("/api/session/", {"username": "cataloguer", "password": "pass-cataloguer"})
    assert response.status_code == 401


def test_missing_fields_are_named(visitor_client):
    body = visitor_client.post("/api/session/", {}).json()
    assert body["code"] == "validation_error"
    assert set(body["errors"]) == {"username", "password"}


def test_form_from_elsewhere_cannot_sign_in(make_user, visitor_client):
    make_user("cataloguer")
    response = visitor_client.post(
        "/api/session/", {"username": "cataloguer", "password": "pass-cataloguer"}, format="multipart"
    )
    assert response.status_code == 415


def test_signing_out_needs_the_csrf_token(make_user):
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(make_user("cataloguer"))
    assert client.delete("/api/session/").json()["code"] == "csrf_failed"
    client.get("/api/me/")
    done = client.delete("/api/session/", HTTP_X_CSRFTOKEN=client.cookies["csrftoken"].value)
    assert done.status_code == 204
    assert client.get("/api/me/").json() == VISITOR


@pytest.fixture
def three_a_minute(monkeypatch):
    monkeypatch.setattr(FailedSignIns, "THROTTLE_RATES", {"login": "3/minute"})


def sign_in(client, name: str, password: str, address: str = "10.0.0.1") -> int:
    body = {"username": name, "password": password}
    return client.post("/api/session/", body, REMOTE_ADDR=address).status_code


def test_failures_with_one_name_are_limited_by_address(make_user, visitor_client, three_a_minute):
    make_user("cataloguer")
    answers = [sign_in(visitor_client, "cataloguer", "x") for _ in range(5)]
    assert answers == [401, 401, 401, 429, 429]
    assert sign_in(visitor_client, "CATALOGUER", "pass-cataloguer") == 429, "nor by another spelling"
    refused = visitor_client.post(
        "/api/session/", {"username": "cataloguer", "password": "x"}, REMOTE_ADDR="10.0.0.1"
    )
    assert refused.json()["code"] == "throttled" and int(refused["Retry-After"]) > 0
    assert sign_in(visitor_client, "cataloguer", "pass-cataloguer", "10.0.0.2") == 200, "nobody is locked out"


def test_failures_with_many_names_are_limited_by_address(make_user, visitor_client, three_a_minute):
    make_user("cataloguer")
    answers = [sign_in(visitor_client, f"user{number}", "x") for number in range(16)]
    assert answers == [401] * 15 + [429]
    assert sign_in(visitor_client, "cataloguer", "pass-cataloguer") == 429


def test_right_passwords_are_never_counted(make_user, visitor_client, three_a_minute):
    make_user("cataloguer")
    assert {sign_in(visitor_client, "cataloguer", "pass-cataloguer") for _ in range(12)} == {200}
    assert sign_in(visitor_client, "cataloguer", "x") == 401


def test_names_are_compared_without_case(make_user, visitor_client):
    make_user("cataloguer", "Dewi")
    assert sign_in(visitor_client, "dewi", "pass-Dewi") == 200
    assert sign_in(visitor_client, "DEWI", "pass-Dewi") == 200
    make_user("cataloguer", "dewi")
    assert sign_in(visitor_client, "dewi", "pass-dewi") == 200
    assert sign_in(visitor_client, "Dewi", "pass-Dewi") == 200
    assert sign_in(visitor_client, "DEWI", "pass-Dewi") == 401, "two are meant"


def test_token_signs_in_without_csrf(make_user):
    make_user("manager")
    client = APIClient(enforce_csrf_checks=True)
    me = client.get("/api/me/", HTTP_AUTHORIZATION=f"Token {token_ensure('manager')}").json()
    assert me["role"] == "manager"


def test_a_page_of_an_ended_session_is_refused_and_not_taken_for_a_visitors(make_user, visitor_client):
    make_user("cataloguer")
    answer = visitor_client.get("/api/artworks/", HTTP_X_RAGAM_ACCOUNT="cataloguer")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")
    upload = visitor_client.post(
        "/api/submissions/", {}, format="multipart", HTTP_X_RAGAM_ACCOUNT="cataloguer"
    )
    assert upload.status_code == 401
    assert visitor_client.get("/api/me/").status_code == 200


def test_a_page_of_one_person_does_nothing_in_the_name_of_another(make_user):
    client = APIClient()
    client.force_login(make_user("manager", username="Ni Lùh"))
    answer = client.get("/api/artworks/", HTTP_X_RAGAM_ACCOUNT="cataloguer")
    assert (answer.status_code, answer.json()["code"]) == (401, "signed_in_as_another")
    assert client.get("/api/artworks/", HTTP_X_RAGAM_ACCOUNT="Ni%20L%C3%B9h").status_code == 200
