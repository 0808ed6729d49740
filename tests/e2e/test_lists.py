"""Long lists: going back finds the place one left, with the keyboard's focus, on both widths."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.pictures import cloth

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

CARDS = "main a[href^='/artworks/']"
ROWS = "main a[href^='/results/']:not([aria-hidden])"


def load_all(page: Page, count: int) -> None:
    """Scroll down until the gallery has loaded at least so many cards."""
    while page.locator(CARDS).count() < count:
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        page.wait_for_timeout(100)


def assert_back_at(page: Page, links: str, href: str, scroll: int) -> None:
    link = page.locator(f"{links}[href='{href}']")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    assert abs(page.evaluate("scrollY") - scroll) <= 2


def leave_by(page: Page, links: str, number: int) -> tuple[str, int]:
    """Follow a link far down; gives its address and how far the page was scrolled."""
    link = page.locator(links).nth(number)
    link.scroll_into_view_if_needed()
    href, scroll = link.get_attribute("href"), page.evaluate("Math.round(scrollY)")
    assert href and scroll > 0
    link.click()
    page.wait_for_url(f"**{href}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return href, scroll


def test_back_to_the_gallery_finds_the_card(open_page, width: str) -> None:
    page = open_page(width)
    page.goto("/gallery?technique=drawn+specimen+(computer+drawing)")
    load_all(page, 108)
    href, scroll = leave_by(page, CARDS, 100)
    page.go_back()
    assert_back_at(page, CARDS, href, scroll)
    assert page.locator(CARDS).count() >= 108
    assert "technique=" in page.url

    page.keyboard.press("Enter")
    page.wait_for_url(f"**{href}")
    page.reload()
    page.get_by_role("link", name="Back to the gallery").click()
    assert_back_at(page, CARDS, href, scroll)
    assert "technique=" in page.url


def test_back_leads_over_several_artworks_to_the_gallery(open_page) -> None:
    page = open_page()
    page.goto("/gallery?term=kawung")
    href, scroll = leave_by(page, CARDS, 11)
    leave_by(page, CARDS, 0)
    page.get_by_role("link", name="Back to the gallery").click()
    page.wait_for_url("**/gallery?term=kawung")
    assert_back_at(page, CARDS, href, scroll)


def test_an_artwork_opened_by_its_address_still_leads_to_the_gallery(open_page) -> None:
    page = open_page()
    page.goto("/gallery")
    address = page.locator(CARDS).first.get_attribute("href")
    other = open_page()
    other.goto(address)
    other.get_by_role("link", name="Back to the gallery").click()
    other.wait_for_url("**/gallery")


def test_back_to_my_uploads_finds_the_row(open_page, width: str, tmp_path: Path, sign_in) -> None:
    page = open_page(width)
    sign_in(page, "cataloguer")
    page.goto("/upload")
    files = []
    for number in range(8):
        files.append(tmp_path / f"{width}-{number}.jpg")
        files[-1].write_bytes(cloth("kawung", 5000 + number + 100 * len(width), 200))
    page.locator("input[type=file]:not([webkitdirectory])").first.set_input_files(files)
    expect(page.locator("main a[href^='/results/']")).to_have_count(8, timeout=60_000)
    page.goto("/uploads")
    expect(page.locator(ROWS).nth(7)).to_be_visible()
    href, scroll = leave_by(page, ROWS, 7)
    page.get_by_role("link", name="Back to my uploads").click()
    assert_back_at(page, ROWS, href, scroll)
