"""Who gets which picture file, and with which headers."""

import uuid

import pytest
from django.core.files.storage import FileSystemStorage

from djangoapp.catalogue import services
from tests.djangoapp.catalogue.conftest import picture

pytestmark = pytest.mark.django_db


def body(response) -> bytes:
    return b"".join(response.streaming_content)


@pytest.mark.parametrize("name", ["thumb.webp", "view.webp"])
def test_a_published_picture_is_public_and_cached(name, make_artwork, visitor_client):
    image = make_artwork().images.get()
    response = visitor_client.get(f"/api/images/{image.id}/{name}", HTTP_ACCEPT="image/avif,image/webp")

    assert response.status_code == 200
    assert response["Content-Type"] == "image/webp"
    assert body(response)[8:12] == b"WEBP"
    assert "public" in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"
    again = visitor_client.get(f"/api/images/{image.id}/{name}", HTTP_IF_NONE_MATCH=response["ETag"])
    assert (again.status_code, again.content) == (304, b"")


def test_a_draft_picture_is_for_staff(make_artwork, visitor_client, cataloguer_client):
    image = make_artwork(status="draft").images.get()
    for name in ("thumb.webp", "view.webp"):
        address = f"/api/images/{image.id}/{name}"
        refused = visitor_client.get(address, HTTP_IF_NONE_MATCH=f'"{image.id}-{name[:-5]}"')
        assert refused.status_code == 404
        assert refused.json()["code"] == "not_found"
        allowed = cataloguer_client.get(address)
        assert allowed.status_code == 200
        assert "private" in allowed["Cache-Control"]
    assert visitor_client.get(f"/api/images/{image.id}/original").status_code in (401, 403)


def test_a_visitors_upload_is_seen_by_who_holds_its_id(db, visitor_client):
    image = services.image_store(picture(), filename="mine.png", guarded=False)
    response = visitor_client.get(f"/api/images/{image.id}/view.webp")

    assert response.status_code == 200
    assert "private" in response["Cache-Control"]
    assert visitor_client.get(f"/api/images/{uuid.uuid4()}/view.webp").status_code == 404


def test_a_staff_upload_without_artwork_is_not_public(visitor_client, cataloguer_client, cataloguer):
    image = services.image_store(picture(), filename="a.png", owner=cataloguer, guarded=False)

    assert visitor_client.get(f"/api/images/{image.id}/view.webp").status_code == 404
    assert cataloguer_client.get(f"/api/images/{image.id}/view.webp").status_code == 200


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("kain.jpeg", 'filename="kain.jpeg"'),
        ("kain.png", 'filename="kain.jpg"'),
        ("evil.hta", 'filename="evil.jpg"'),
        ("模様 batik.png", "filename*=utf-8''"),
        ('a"; filename="evil.html', 'filename="a\\"; filename=\\"evil.jpg"'),
    ],
)
def test_the_original_is_a_download_for_staff(name, said, make_artwork, cataloguer_client):
    content = picture(kind="JPEG") + b"<script>alert(1)</script>"
    image = services.image_store(content, filename=name, artwork=make_artwork(), guarded=False)
    response = cataloguer_client.get(f"/api/images/{image.id}/original")

    assert body(response) == content
    assert response["Content-Disposition"].startswith("attachment;")
    assert said in response["Content-Disposition"]
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]


def test_a_lost_file_is_said_and_not_a_crash(make_artwork, visitor_client):
    image = make_artwork().images.get()
    image.view.storage.delete(image.view.name)

    response = visitor_client.get(f"/api/images/{image.id}/view.webp")
    assert response.status_code == 404
    assert "backup" in response.json()["detail"]


@pytest.mark.parametrize(
    "path",
    [
        "/api/images/../../etc/passwd/view.webp",
        "/api/images/..%2f..%2fsecret_key/original",
        "/api/images/%00/view.webp",
        "/media/originals/",
        "/api/images/originals/aa/view.webp",
    ],
)
def test_no_path_leads_into_the_store(path, cataloguer_client):
    assert cataloguer_client.get(path).status_code == 404


def test_the_limits_are_told(visitor_client, settings):
    limits = visitor_client.get("/api/limits/").json()

    assert limits["max_bytes"] == settings.RAGAM_MAX_UPLOAD_BYTES
    assert limits["visitor_retention_hours"] == settings.RAGAM_VISITOR_RETENTION
    assert {"image/jpeg", "image/heic", "image/avif"} <= set(limits["formats"])


@pytest.mark.parametrize("fault", [FileNotFoundError(2, "gone"), PermissionError(13, "denied")])
def test_a_file_that_cannot_be_opened_is_a_problem_and_no_fault(
    make_artwork, visitor_client, cataloguer_client, monkeypatch, fault
):
    image = make_artwork().images.get()

    def refuse(*_):
        raise fault

    monkeypatch.setattr(FileSystemStorage, "_open", refuse)
    for client, part in ((visitor_client, "thumb.webp"), (cataloguer_client, "original")):
        answer = client.get(f"/api/images/{image.id}/{part}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        assert "backup" in answer.json()["detail"]
