"""The app's page, security headers, health."""

import json
import logging.config
import os
import threading
import time
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.test.utils import override_script_prefix
from django.utils import timezone

from djangoapp.config.logs import logging_config
from djangoapp.core.logs import about_job
from djangoapp.core.models import Pulse
from djangoapp.core.processes import health
from djangoapp.core.processes.health import Finding
from djangoapp.core.services import pulse_beat

pytestmark = pytest.mark.django_db


@pytest.fixture
def spa(tmp_path, settings):
    """A built app of one line."""
    settings.RAGAM_SPA_DIR = tmp_path
    (tmp_path / "index.html").write_text("<app-root></app-root>")
    return tmp_path


@pytest.mark.parametrize("path", ["/", "/gallery", "/artworks/7", "/motifs/batik/kawung"])
def test_deep_links_get_the_page_uncached(client, spa, path):
    response = client.get(path)
    assert response.status_code == 200
    assert b"<app-root>" in response.content
    assert response["Cache-Control"] == "no-cache"
    assert "csrftoken" in response.cookies


@pytest.mark.parametrize("path", ["/nowhere", "/gallery/more", "/models/other/1", "/apiary"])
def test_an_address_that_is_no_page_is_404_with_the_page_that_says_so(client, spa, path):
    response = client.get(path)
    assert response.status_code == 404 and b"<app-root>" in response.content


def test_robots_are_told_of_the_sitemap(client, db):
    assert "Sitemap: http://testserver/sitemap.xml" in client.get("/robots.txt").content.decode()


@pytest.mark.parametrize("path", ["/api/session/", "/api/training-runs/"])
def test_json_nested_to_any_depth_is_a_clear_refusal(client, db, path):
    body = "[" * 100_000 + "]" * 100_000
    answer = client.post(path, body, content_type="application/json")
    assert answer.status_code in {400, 401} and answer["Content-Type"] == "application/problem+json"


def test_an_address_or_headers_larger_than_any_of_ours_are_refused(client, spa):
    answer = client.get("/api/artworks/", {"q": "x" * 9000})
    assert (answer.status_code, answer.json()["code"]) == (414, "address_too_long")
    answer = client.get("/gallery", headers={"X-Long": "x" * 40_000})
    assert (answer.status_code, answer.json()["code"]) == (431, "headers_too_large")


@pytest.mark.parametrize("path", ["/api/docs/", "/api/openapi.yaml", "/api/artworks/", "/", "/robots.txt"])
def test_options_break_nothing(client, spa, db, path):
    assert client.options(path).status_code in {200, 405}


def test_missing_file_is_404_not_the_page(client, spa):
    for path in ("/main-OLDHASH1.js", "/assets/none.svg", "/media/../secret", "/static/none.css"):
        assert client.get(path).status_code == 404


def test_unbuilt_app_says_so(client, settings, tmp_path):
    settings.RAGAM_SPA_DIR = tmp_path / "none"
    response = client.get("/")
    assert response.status_code == 503
    assert b"not built yet" in response.content


def test_page_is_for_reading_only(client, spa):
    assert client.post("/gallery").status_code == 405


def test_security_headers_are_on_every_answer(client, spa):
    for path in ("/", "/api/me/", "/api/none/"):
        response = client.get(path)
        assert "script-src 'self'" in response["Content-Security-Policy"]
        assert "'unsafe-eval'" not in response["Content-Security-Policy"]
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["X-Frame-Options"] == "DENY"
        assert response["Referrer-Policy"] == "same-origin"


def test_api_answers_are_not_kept_by_shared_caches(client):
    assert client.get("/api/me/")["Cache-Control"] == "private, no-cache"


def test_openapi_and_docs_are_served_without_other_hosts(client):
    assert b"openapi: 3" in client.get("/api/openapi.yaml").content
    page = client.get("/api/docs/").content.decode()
    assert "/static/drf_spectacular_sidecar/" in page
    assert "cdn" not in page.lower()


def test_health_is_ok_when_all_parts_live(client):
    for name in ("worker:inference@a:1", "worker:training@a:2", "worker:chores@a:3", "scheduler"):
        pulse_beat(name)
    body = client.get("/api/health/").json()
    by_name = {check["name"]: check for check in body["checks"]}
    assert by_name["database"]["ok"]
    assert by_name["storage"]["ok"]
    assert by_name["broker"]["ok"]
    assert by_name["scheduler"]["ok"]
    assert by_name["worker:training"]["ok"]
    assert body["status"] == "ok"


def test_health_names_the_part_that_is_away(client):
    pulse_beat("worker:inference@a:1")
    Pulse.objects.update(at=timezone.now() - timedelta(minutes=2))
    response = client.get("/api/health/")
    assert response.status_code == 200
    body = response.json()
    assert body["status"] == "degraded"
    away = {check["name"]: check["detail"] for check in body["checks"] if not check["ok"]}
    assert away["worker:inference"].startswith("seen 12")
    assert away["worker:training"] == "has not been seen yet"


def test_health_is_503_without_the_database(client, monkeypatch):
    def broken() -> Finding:
        raise OperationalError("unable to open database file")

    monkeypatch.setattr(health, "_checks", {"database": broken})
    response = client.get("/api/health/")
    assert response.status_code == 503
    assert json.loads(response.content)["status"] == "down"


def test_registered_check_is_shown(client, monkeypatch):
    monkeypatch.setattr(health, "_checks", {})
    health.register("cellar", lambda: Finding("cellar", True, "dry"))
    assert client.get("/api/health/").json() == {
        "status": "ok",
        "checks": [{"name": "cellar", "ok": True, "detail": "dry"}],
    }


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("main-RF7EZMBM.js", True),
        ("chunk-_RP4Lg_y.js", True),
        ("media/source-sans-3-latin-wght-normal-7ARQTPZU.woff2", True),
        ("kawung-specimen.css", False),
        ("favicon.svg", False),
    ],
)
def test_only_hashed_files_are_kept_for_good(settings, tmp_path, name, kept):
    (tmp_path / "media").mkdir()
    (tmp_path / name).write_text("x")
    settings.RAGAM_SPA_DIR = tmp_path
    response = Client().get(f"/{name}")
    assert response.status_code == 200
    assert ("immutable" in response["Cache-Control"]) is kept
    assert "script-src 'self'" in response["Content-Security-Policy"]


def test_an_app_that_is_built_anew_is_served_without_a_restart(client, spa):
    assert client.get("/chunk-NEWER123.js").status_code == 404, "the page in its place would run as a script"
    (spa / "index.html").write_text("<app-root>newer</app-root>")
    (spa / "chunk-NEWER123.js").write_text("export {}")
    answer = client.get("/chunk-NEWER123.js")
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/javascript")
    assert b"newer" in client.get("/").content
    assert b"newer" in client.get("/index.html").content
    assert client.get("/index.html")["Cache-Control"] == "no-cache"
    (spa / "chunk-NEWER123.js").unlink()
    assert client.get("/chunk-NEWER123.js").status_code == 404


@pytest.mark.parametrize(
    "path", ["/../secret.txt", "/a/..%2f..%2fsecret.txt", "/%2e%2e/secret.txt", "/a\\b.js"]
)
def test_no_file_beside_the_app_is_served(client, tmp_path, settings, path):
    settings.RAGAM_SPA_DIR = tmp_path / "app"
    settings.RAGAM_SPA_DIR.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    assert client.get(path).status_code == 404


def test_a_site_under_a_path_says_so_everywhere(spa, settings):
    # As the web server sets it for each request; the test client does not.
    with override_script_prefix("/batik/"):
        _assert_says_where_it_stands(spa, settings)


def _assert_says_where_it_stands(spa, settings):
    settings.FORCE_SCRIPT_NAME = "/batik"
    settings.SESSION_COOKIE_PATH = settings.CSRF_COOKIE_PATH = "/batik"
    (spa / "index.html").write_text('<base href="/" /><app-root></app-root>')
    site = Client()
    page = site.get("/gallery")
    assert b'<base href="/batik/" />' in page.content
    assert page.cookies["csrftoken"]["path"] == "/batik"
    assert site.get("/api/me/").cookies["ragam_visitor"]["path"] == "/batik"
    robots = site.get("/robots.txt").content.decode()
    assert "Disallow: /batik/api/" in robots and "http://testserver/batik/sitemap.xml" in robots
    assert "<loc>http://testserver/batik/gallery</loc>" in site.get("/sitemap.xml").content.decode()
    assert "/batik/api/docs/" in site.get("/api/none/").json()["detail"]


@pytest.mark.parametrize(
    ("base", "asked", "told"),
    [
        ("/batik", "/batik/api/me/", "/api/me/"),
        ("/batik", "/batik", ""),
        ("/batik", "/api/me/", "/api/me/"),  # Taken off by the proxy already.
        ("/batik", "/batiks/", "/batiks/"),
        ("", "/api/me/", "/api/me/"),
    ],
)
def test_the_path_of_the_site_is_taken_off(base, asked, told):
    from djangoapp.config.wsgi import under

    seen = {}
    under(base, lambda environ, _: seen.update(environ) or [])({"PATH_INFO": asked}, lambda *_: None)
    assert seen["PATH_INFO"] == told


@pytest.mark.django_db(transaction=True)
def test_locked_database_is_waited_for(client):
    """Someone else writes for a while: the request waits its turn rather than fail."""
    locked, release = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            pulse_beat("scheduler")
            locked.set()
            release.wait(10)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    locked.wait(10)
    threading.Timer(0.5, release.set).start()
    began = time.monotonic()
    pulse_beat("scheduler")
    assert time.monotonic() - began > 0.3
    holder.join()
    assert client.get("/api/health/").status_code == 200


def test_left_over_uploads_are_removed_after_a_day(data_dir):
    from djangoapp.core.tasks import clear_uploads

    old, fresh = data_dir / "uploads" / "old", data_dir / "uploads" / "fresh"
    for path in (old, fresh):
        path.write_text("x")
    os.utime(old, (time.time() - 90_000,) * 2)
    clear_uploads()
    assert not old.exists()
    assert fresh.exists()


def test_json_log_lines_are_objects_with_the_job(capsys):
    config = logging_config("json", "info")
    config["root"]["handlers"] = []
    config["loggers"] = {"ragam.test": {"handlers": ["stderr"], "level": "INFO", "propagate": False}}
    logging.config.dictConfig(config)
    with about_job("j-1"):
        logging.getLogger("ragam.test").warning("three %s", "images")
    line = json.loads(capsys.readouterr().err)
    assert (line["message"], line["level"], line["logger"], line["job"]) == (
        "three images",
        "WARNING",
        "ragam.test",
        "j-1",
    )
