"""An open page whose app was replaced, or whom nobody answers: a reload or a sentence, never nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Dialog, Page, Route, expect

from tests.e2e.conftest import assert_accessible
from tests.support.server import Server

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
OFFLINE, GONE = "could not be reached", "was replaced by a newer one"


def opened(page: Page, address: str) -> set[str]:
    """The page at the address, from which the app goes on; the parts that it came with."""
    parts: set[str] = set()
    page.on("request", lambda request: parts.add(request.url))
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.evaluate("window.isOld = true")
    return set(parts)


def replace(page: Page, *, but: set[str], for_good: bool) -> None:
    """The other parts are gone; a page that is loaded anew has them again, unless `for_good`."""
    state = {"gone": True}

    def answer(route: Route) -> None:
        is_gone = state["gone"] and route.request.url not in but
        route.fulfill(status=404, body="Not found") if is_gone else route.continue_()

    if not for_good:
        page.on("framenavigated", lambda _: state.update(gone=page.evaluate("!!window.isOld")))
    page.context.route("**/chunk-*.js", answer)


def follow(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Main").get_by_role("link", name=name).click()


def test_a_replaced_app_is_loaded_anew_once(open_page) -> None:
    page = open_page()
    replace(page, but=opened(page, "/about"), for_good=False)
    follow(page, "Gallery")
    expect(page.locator("main a[href^='/artworks/']").first).to_be_visible()
    assert page.url.endswith("/gallery")
    assert not page.evaluate("!!window.isOld")


def test_a_part_that_stays_away_is_said(open_page, width: str) -> None:
    page = open_page(width)
    replace(page, but=opened(page, "/about"), for_good=True)
    if width == "phone":
        page.get_by_role("button", name="Open the menu").click()
    follow(page, "Gallery")
    notice = page.get_by_role("alert").filter(has_text=GONE)
    expect(notice).to_be_visible()
    assert not page.evaluate("!!window.isOld"), "it was loaded anew, once"
    assert_accessible(page)
    page.context.unroute_all()
    notice.get_by_role("button", name="Load the page again").click()
    expect(page.locator("main a[href^='/artworks/']").first).to_be_visible()
    assert page.url.endswith("/gallery")


def test_offline_says_so_and_tries_again(open_page) -> None:
    page = open_page()
    opened(page, "/about")
    page.context.set_offline(True)
    follow(page, "Gallery")
    notice = page.get_by_role("alert").filter(has_text=OFFLINE)
    expect(notice).to_be_visible()
    notice.get_by_role("button", name="Try again").click()
    expect(notice).to_be_visible()
    page.context.set_offline(False)
    notice.get_by_role("button", name="Try again").click()
    expect(page.locator("main a[href^='/artworks/']").first).to_be_visible()


def test_unsaved_edits_are_asked_about_first(open_page, sign_in, demo: Server) -> None:
    with demo.client("cataloguer") as client:
        artwork = client.get("/api/artworks/?page_size=1").json()["results"][0]["id"]
    page = open_page()
    sign_in(page, "cataloguer")
    replace(page, but=opened(page, f"/artworks/{artwork}/edit"), for_good=False)
    title = page.get_by_label("Title").first
    title.fill("Not saved yet")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    # The dialog that would ask is gone as well: the browser asks before the page is loaded anew.
    page.on("dialog", stay)
    follow(page, "About")
    page.wait_for_timeout(3000)
    assert asked == ["beforeunload"]
    expect(title).to_have_value("Not saved yet")
