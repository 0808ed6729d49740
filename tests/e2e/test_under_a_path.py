"""The site under a path of its host: everything that one clicks stays below it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import WIDTHS
from tests.support.pictures import cloth
from tests.support.server import Server
from tests.support.servers import copy_of, running

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
BASE = "/batik"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, first_start: Path) -> Iterator[Server]:
    yield from running(copy_of(first_start, tmp_path_factory.mktemp("under"), RAGAM_BASE_PATH=BASE))


def test_one_clicks_through(browser: Browser, site: Server, tmp_path: Path) -> None:
    context = browser.new_context(viewport=WIDTHS["wide"], locale="en-GB", reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(30_000)
    outside, errors = [], []
    page.on("request", lambda one: outside.append(one.url) if f"{site.base}{BASE}" not in one.url else None)
    page.on("response", lambda one: errors.append((one.status, one.url)) if one.status >= 400 else None)

    page.goto(f"{site.base}{BASE}/")
    nav = page.get_by_role("navigation", name="Main")
    nav.get_by_role("link", name="Gallery").click()
    page.wait_for_url(f"**{BASE}/gallery")
    page.locator("main a[href*='/artworks/']").first.click()
    page.wait_for_url(f"**{BASE}/artworks/**")
    picture = page.locator("main img").first
    expect(picture).to_be_visible()
    assert picture.evaluate("one => one.complete && one.naturalWidth > 0 || one.decode().then(() => true)")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_be_visible()

    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("User name").fill("cataloguer")
    page.get_by_label("Password", exact=True).fill(site.accounts()["cataloguer"])
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "sign-in" not in url)
    paths = {cookie["name"]: cookie["path"] for cookie in context.cookies()}
    assert paths["sessionid"] == paths["csrftoken"] == BASE

    nav.get_by_role("link", name="Identify").click()
    file = tmp_path / "cloth.jpg"
    file.write_bytes(cloth("kawung", 5601, 400))
    page.locator("input[type=file]:not([webkitdirectory])").first.set_input_files(file)
    page.locator("main a[href*='/results/']").first.click()
    page.wait_for_url(f"**{BASE}/results/**")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kawung")
    page.get_by_role("button", name="Account: cataloguer").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()

    page.goto(f"{site.base}{BASE}/api/docs/")
    expect(page.locator(".swagger-ui .title").first).to_contain_text("Ragam")
    context.close()
    assert [url for url in outside if url.startswith("http")] == []
    assert errors == []
