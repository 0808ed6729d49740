"""Every kind of error comes out as problem+json with its stable code."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from djangoapp.core.errors import without_paths

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.djangoapp.core.problem_urls")]


def problem_of(response) -> dict:
    """The body, after the checks that hold for any problem."""
    assert response["Content-Type"] == "application/problem+json"
    body = json.loads(response.content)
    assert set(body) >= {"type", "title", "status", "code", "detail"}
    assert body["status"] == response.status_code
    assert body["type"] == f"urn:ragam:problem:{body['code']}"
    return body


@pytest.mark.parametrize(
    ("how", "status", "code"),
    [
        ("domain", 422, "too_odd"),
        ("conflict", 409, "conflict"),
        ("http404", 404, "not_found"),
        ("denied", 403, "permission_denied"),
        ("django-validation", 400, "validation_error"),
        ("list-validation", 400, "validation_error"),
        ("locked", 503, "database_unavailable"),
        ("sqlite-full", 507, "storage_full"),
        ("full", 507, "storage_full"),
        ("throttled", 429, "throttled"),
        ("unreadable", 422, "unreadable_image"),
        ("format", 415, "unsupported_format"),
        ("pixels", 422, "image_too_large"),
        ("bytes", 413, "image_too_large"),
        ("ml-full", 507, "storage_full"),
        ("recipe", 400, "unknown_recipe"),
        ("bug", 500, "internal_error"),
    ],
)
def test_each_error_has_its_status_and_code(visitor_client, how, status, code):
    body = problem_of(visitor_client.get(f"/api/test/{how}/"))
    assert (body["status"], body["code"]) == (status, code)
    assert "secret" not in json.dumps(body)


def test_domain_error_carries_its_fields(visitor_client):
    body = problem_of(visitor_client.get("/api/test/domain/"))
    assert body["detail"] == "It is odd; send an even one."
    assert body["number"] == 3


def test_fault_of_ours_is_logged_with_its_place(visitor_client, caplog):
    visitor_client.get("/api/test/bug/")
    record = next(one for one in caplog.records if one.name == "djangoapp.core.web.problems")
    assert "GET /api/test/bug/" in record.getMessage()
    assert record.exc_info is not None


def test_fault_outside_drf_is_a_problem_too():
    client = APIClient(raise_request_exception=False)
    body = problem_of(client.get("/api/test/broken/"))
    assert body["code"] == "internal_error"
    assert "secret" not in json.dumps(body)


def test_throttled_says_when_to_come_back(visitor_client):
    response = visitor_client.get("/api/test/throttled/")
    assert response["Retry-After"] == "8"
    assert problem_of(response)["retry_after"] == 8


def test_validation_names_each_field(visitor_client):
    body = problem_of(visitor_client.post("/api/test/form/", {"name": "long name"}, format="json"))
    assert body["code"] == "validation_error"
    assert set(body["errors"]) == {"name", "count"}
    assert body["detail"].startswith("name: ")


def test_broken_json_is_malformed_request(visitor_client):
    response = visitor_client.post("/api/test/form/", b"{", content_type="application/json")
    assert problem_of(response)["code"] == "malformed_request"


def test_other_media_type_is_415(visitor_client):
    response = visitor_client.post("/api/test/form/", b"<a/>", content_type="text/xml")
    assert problem_of(response)["code"] == "unsupported_media_type"


def test_wrong_method_is_405(visitor_client):
    response = visitor_client.delete("/api/test/form/")
    assert problem_of(response)["code"] == "method_not_allowed"
    assert response["Allow"]


def test_unknown_api_path_is_a_problem_not_the_app(visitor_client):
    for path in ("/api", "/api/", "/api/nothing", "/api/nothing/here/"):
        assert problem_of(visitor_client.get(path))["code"] == "not_found"


def test_unknown_host_is_a_problem(visitor_client):
    body = problem_of(visitor_client.get("/api/health/", HTTP_HOST="evil.example"))
    assert body["code"] == "malformed_request"
    assert "'evil.example'; RAGAM_ALLOWED_HOSTS" in body["detail"]


def test_not_signed_in_is_401(visitor_client):
    response = visitor_client.get("/api/test/private/")
    assert problem_of(response)["code"] == "not_authenticated"
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Session"


def test_wrong_token_is_401(visitor_client):
    response = visitor_client.get("/api/test/private/", HTTP_AUTHORIZATION="Token nonsense")
    assert problem_of(response)["code"] == "authentication_failed"


def test_session_without_csrf_token_is_refused(cataloguer):
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(cataloguer)
    response = client.post("/api/test/private/")
    assert response.status_code == 403
    assert problem_of(response)["code"] == "csrf_failed"


def test_session_with_csrf_token_is_accepted(cataloguer):
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(cataloguer)
    client.get("/api/me/")
    token = client.cookies["csrftoken"].value
    assert client.post("/api/test/private/", HTTP_X_CSRFTOKEN=token).status_code == 200


def test_upload_over_the_limit_is_413_and_leaves_no_file(visitor_client, settings, data_dir):
    settings.RAGAM_MAX_UPLOAD_BYTES = 2_000_000
    file = SimpleUploadedFile("big.jpg", b"x" * 2_500_000)
    response = visitor_client.post("/api/test/form/", {"image": file}, format="multipart")
    assert response.status_code == 413
    assert problem_of(response)["code"] == "image_too_large"
    assert list((data_dir / "uploads").iterdir()) == []


def test_upload_under_the_limit_is_whole(visitor_client, settings, data_dir):
    file = SimpleUploadedFile("ok.jpg", b"x" * 1_900_000)
    response = visitor_client.post("/api/test/form/", {"image": file}, format="multipart")
    assert response.json() == {"image": 1_900_000}


def test_body_far_over_the_limit_is_refused_unread(visitor_client, settings):
    settings.RAGAM_MAX_UPLOAD_BYTES = 1000
    response = visitor_client.post(
        "/api/test/form/", b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH="999999999"
    )
    assert response.status_code == 413
    assert problem_of(response)["code"] == "image_too_large"


def test_json_of_megabytes_is_refused_unread(visitor_client):
    response = visitor_client.post(
        "/api/test/form/", b"[" + b"0," * 600_000 + b"0]", content_type="application/json"
    )
    assert response.status_code == 413
    assert problem_of(response)["code"] == "request_too_large"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "[Errno 2] No such file: '/srv/ragam data/models/ab/head.npz'",
            "[Errno 2] No such file: 'head.npz'",
        ),
        ("/srv/data/models/ab/head.npz is broken", "head.npz is broken"),
        ("See /api/model-versions/ or https://ragam.example/api/docs/.", None),
        ("3/4 of a.jpg, kept in media/originals/aa", None),
    ],
)
def test_paths_are_cut_to_their_last_name(text, shown):
    assert without_paths(text) == (shown or text)
