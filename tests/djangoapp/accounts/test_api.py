"""Signing in and out by session and by token."""

import pytest
from rest_framework.test import APIClient

from djangoapp.accounts.services import token_ensure

pytestmark = pytest.mark.django_db
VISITOR = {"authenticated": False, "username": None, "role": "visitor", "capabilities": []}


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


def test_attempts_are_limited_by_user_name_from_anywhere(make_user, visitor_client, monkeypatch):
    from djangoapp.accounts.api import LoginThrottle

    monkeypatch.setattr(LoginThrottle, "THROTTLE_RATES", {"login": "3/minute"})
    make_user("cataloguer")
    answers = [
        visitor_client.post(
            "/api/session/", {"username": "cataloguer", "password": "x"}, REMOTE_ADDR=f"10.0.0.{number}"
        )
        for number in range(5)
    ]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 429, 429]
    assert answers[-1].json()["code"] == "throttled"
    assert int(answers[-1]["Retry-After"]) > 0


def test_attempts_are_limited_by_address(visitor_client, monkeypatch):
    from djangoapp.accounts.api import LoginThrottle

    monkeypatch.setattr(LoginThrottle, "THROTTLE_RATES", {"login": "3/minute"})
    answers = [
        visitor_client.post("/api/session/", {"username": f"user{number}", "password": "x"}).status_code
        for number in range(5)
    ]
    assert answers == [401, 401, 401, 429, 429]


def test_token_signs_in_without_csrf(make_user):
    make_user("manager")
    client = APIClient(enforce_csrf_checks=True)
    me = client.get("/api/me/", HTTP_AUTHORIZATION=f"Token {token_ensure('manager')}").json()
    assert me["role"] == "manager"
