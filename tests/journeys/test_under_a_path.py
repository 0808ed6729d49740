"""The site under a path of its host, asked through a proxy that leaves the path and one that takes it off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.pictures import noise
from tests.support.server import Server, upload, wait_for_job
from tests.support.servers import copy_of, running

pytestmark = [pytest.mark.journeys, pytest.mark.slow]
BASE = "/museum/batik"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, furnished: Path) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("under")
    yield from running(copy_of(furnished, folder, RAGAM_BASE_PATH=BASE, RAGAM_DEMO="0"))


def test_every_address_that_it_tells_is_below_its_path(site: Server) -> None:
    page = httpx.get(f"{site.base}{BASE}/gallery").text
    assert f'<base href="{BASE}/"' in page
    scripts = re.findall(r'src="([^"]+\.js)"', page)
    assert scripts and all(not script.startswith("/") for script in scripts)
    assert httpx.get(f"{site.base}{BASE}/{scripts[0]}").status_code == 200
    works = httpx.get(f"{site.base}{BASE}/api/artworks/?page_size=2").json()
    assert works["next"].startswith(f"{site.base}{BASE}/api/artworks/")
    thumb = works["results"][0]["image"]["thumb_url"]
    assert thumb.startswith(f"{BASE}/api/images/")
    assert httpx.get(site.base + thumb).status_code == 200
    assert f"url: {BASE}" in httpx.get(f"{site.base}{BASE}/api/openapi.yaml").text
    assert f"{site.base}{BASE}/gallery" in httpx.get(f"{site.base}{BASE}/sitemap.xml").text
    assert httpx.get(f"{site.base}{BASE}", follow_redirects=True).status_code == 200


@pytest.mark.parametrize("given", [BASE, ""], ids=["the proxy leaves the path", "it takes it off"])
def test_a_visitor_is_answered(site: Server, given: str) -> None:
    with httpx.Client(base_url=f"{site.base}{given}", timeout=60) as client:
        sent = upload(client, noise(61 + len(given), 96))
        job = wait_for_job(client, sent["job"])
        found = client.get(f"/api/predictions/{job['result']['prediction']}/").json()
    if found["explanation_url"]:
        assert found["explanation_url"].startswith(f"{BASE}/api/predictions/")
