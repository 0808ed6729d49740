"""First passwords are for this machine alone; everybody changes their own."""

from __future__ import annotations

import json

import pytest
from rest_framework.test import APIClient

from djangoapp.accounts.models import User
from djangoapp.accounts.services import accounts_file, demo_accounts_ensure
from djangoapp.accounts.throttling import FailedSignIns

pytestmark = pytest.mark.django_db
ELSEWHERE, NEW = "203.0.113.7", "a cloth of my own"


def signed_in(username: str, password: str, **origin: str) -> tuple[APIClient, dict]:
    client = APIClient(**origin)
    answer = client.post("/api/session/", {"username": username, "password": password})
    assert answer.status_code == 200, answer.json()
    return client, answer.json()


@pytest.fixture
def first(data_dir) -> dict[str, str]:
    return demo_accounts_ensure()


def test_on_this_machine_a_first_password_is_like_any(first) -> None:
    for origin in ({}, {"REMOTE_ADDR": "::1"}):
        client, me = signed_in("manager", first["manager"], **origin)
        assert me["password_change_required"] is False
        assert "train" in me["capabilities"]
        assert client.get("/api/jobs/").status_code == 200


@pytest.mark.parametrize(
    ("proxies", "origin"),
    [
        (0, {"REMOTE_ADDR": ELSEWHERE}),
        (1, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": ELSEWHERE}),
        (1, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": f"127.0.0.1, {ELSEWHERE}"}),
        (0, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1"}),  # Nobody declared this proxy.
    ],
)
def test_from_elsewhere_it_is_good_for_a_new_one_alone(
    first, settings, proxies, origin, django_capture_on_commit_callbacks
) -> None:
    settings.RAGAM_PROXY_COUNT = proxies
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": proxies}
    client, me = signed_in("cataloguer", first["cataloguer"], **origin)
    assert me["password_change_required"] is True
    assert me["capabilities"] == []
    for path in ("/api/jobs/", "/api/artworks/", "/api/submissions/", "/api/vocabularies/"):
        answer = client.get(path)
        assert (answer.status_code, answer.json()["code"]) == (403, "password_change_required"), path
    assert client.get("/api/me/").json()["password_change_required"] is True
    with django_capture_on_commit_callbacks(execute=True):
        changed = client.post("/api/me/password/", {"current": first["cataloguer"], "new": NEW})
    assert changed.status_code == 200, changed.json()
    assert changed.json()["password_change_required"] is False
    assert client.get("/api/jobs/").status_code == 200
    assert json.loads(accounts_file().read_text()) == {
        name: password for name, password in first.items() if name != "cataloguer"
    }
    assert accounts_file().stat().st_mode & 0o777 == 0o600
    assert set(demo_accounts_ensure()) == set(first) - {"cataloguer"}, "it is not made again"


def test_forwarded_by_a_declared_proxy_on_this_machine_counts_as_it(first, settings) -> None:
    settings.RAGAM_PROXY_COUNT = 1
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": 1}
    _, me = signed_in("admin", first["admin"], REMOTE_ADDR="172.17.0.1", HTTP_X_FORWARDED_FOR="127.0.0.1")
    assert me["password_change_required"] is False


def test_whoever_must_change_may_sign_out(first) -> None:
    client, _ = signed_in("admin", first["admin"], REMOTE_ADDR=ELSEWHERE)
    assert client.delete("/api/session/").status_code == 204
    assert client.get("/api/artworks/").status_code == 200


def test_passwords_of_an_older_site_count_as_first_ones(first) -> None:
    User.objects.update(has_first_password=False)  # As a migrated database has them.
    changed = User.objects.get(username="manager")
    changed.set_password(NEW)
    changed.save()
    assert set(demo_accounts_ensure()) == {"cataloguer", "admin"}
    assert User.objects.filter(has_first_password=True).count() == 2


@pytest.mark.parametrize(
    ("current", "new", "field"),
    [
        ("wrong", NEW, "current"),
        ("pass-cataloguer", "pass-cataloguer", "new"),
        ("pass-cataloguer", "ninechars", "new"),
        ("pass-cataloguer", "password123", "new"),
        ("pass-cataloguer", "cataloguer1", "new"),
        ("pass-cataloguer", "", "new"),
    ],
)
def test_what_is_refused_is_named(cataloguer_client, cataloguer, current, new, field) -> None:
    answer = cataloguer_client.post("/api/me/password/", {"current": current, "new": new})
    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {field}
    cataloguer.refresh_from_db()
    assert cataloguer.check_password("pass-cataloguer")


def test_a_change_ends_the_other_sessions(make_user) -> None:
    make_user("cataloguer")
    here, _ = signed_in("cataloguer", "pass-cataloguer")
    there, _ = signed_in("cataloguer", "pass-cataloguer")
    assert here.post("/api/me/password/", {"current": "pass-cataloguer", "new": NEW}).status_code == 200
    assert here.get("/api/jobs/").status_code == 200
    assert there.get("/api/jobs/").status_code == 401


def test_wrong_current_passwords_are_counted(cataloguer_client, monkeypatch) -> None:
    monkeypatch.setattr(FailedSignIns, "THROTTLE_RATES", {"login": "3/minute"})
    body = {"current": "wrong", "new": NEW}
    codes = [cataloguer_client.post("/api/me/password/", body).status_code for _ in range(4)]
    assert codes == [400, 400, 400, 429]


def test_a_visitor_has_none(visitor_client) -> None:
    assert visitor_client.post("/api/me/password/", {"current": "a", "new": NEW}).status_code == 401
