"""A first start: the site opens at once, and goes on where it stopped, however often it is killed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.pictures import cloth
from tests.support.server import Server, upload, wait_for_job

pytestmark = pytest.mark.slow


@pytest.fixture
def newcomer(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path / "data", DJANGO_SETTINGS_MODULE="tests.support.few_cloths")
    server.environment["PYTHONPATH"] = str(Path(__file__).resolve().parents[2])
    try:
        yield server.start()
    finally:
        server.stop()


def until(server: Server, reached: Any, timeout: float = 300) -> dict:
    """Poll the first start until `reached(drawing, model)`; a part that is over is empty."""
    deadline = time.monotonic() + timeout
    while True:
        now = server.first_start()
        if reached(now["drawing"] or {}, now["model"] or {}):
            return now
        assert time.monotonic() < deadline, now
        time.sleep(0.1)


def test_a_first_start_killed_at_several_moments_goes_on_where_it_stopped(newcomer: Server) -> None:
    visitor = newcomer.client()
    vocabulary = visitor.get("/api/vocabularies/").json()["results"][0]
    terms = visitor.get(f"/api/vocabularies/{vocabulary['slug']}/terms/").json()["count"]
    total = newcomer.first_start()["drawing"]["total"]
    assert (vocabulary["is_default"], vocabulary["has_model"], total) == (True, False, 6 * terms)
    asked = upload(visitor, cloth("kawung", 9100, 400))
    waiting = visitor.get(f"/api/jobs/{asked['job']}/").json()
    assert (waiting["status"], waiting["phase"]) == ("queued", "waiting_for_model")

    drawn = 0
    for some in (8, total // 2):  # While it draws, twice.
        shown = until(newcomer, lambda drawing, model, some=some: not drawing or drawing["done"] >= some)
        assert shown["model"]["phase"] == "waiting_for_collection" or not shown["drawing"]
        drawn = visitor.get("/api/artworks/").json()["count"]
        newcomer.kill()
        newcomer.start()
        assert visitor.get("/api/artworks/").json()["count"] >= drawn, "what was drawn is kept"

    until(newcomer, lambda drawing, model: not drawing and model.get("progress", 1) > 0.1)  # While it trains.
    newcomer.kill()
    newcomer.start().wait_for_first_model()
    done = wait_for_job(visitor, asked["job"], timeout=75)
    assert done["status"] == "succeeded", done
    titles = [row["title"] for row in visitor.get("/api/artworks/?page_size=100").json()["results"]]
    assert visitor.get("/api/artworks/").json()["count"] == len(set(titles)) == total, "each cloth once"
    versions = newcomer.client("manager").get("/api/model-versions/").json()
    assert (versions["count"], versions["results"][0]["source"]) == (1, "demo")
