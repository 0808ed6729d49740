"""Long lists: Back finds the place one left, nothing jumps while they load, a double click acts once."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.pictures import cloth

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

CARDS = "main a[href^='/artworks/']"
ROWS = "main a[href^='/results/']:not([aria-hidden])"
WATCH_SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({ type: 'layout-shift', buffered: true });
"""
MOST_SHIFT = 0.05


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


def upload(page: Page, folder: Path, count: int, seed: int) -> None:
    page.goto("/upload")
    files = [folder / f"{seed}-{number}.jpg" for number in range(count)]
    for number, file in enumerate(files):
        file.write_bytes(cloth("kawung", seed + number, 200))
    page.locator("input[type=file]:not([webkitdirectory])").first.set_input_files(files)
    expect(page.locator("main a[href^='/results/']")).to_have_count(count, timeout=60_000)


def test_back_to_my_uploads_finds_the_row(open_page, width: str, tmp_path: Path, sign_in) -> None:
    page = open_page(width)
    sign_in(page, "cataloguer")
    upload(page, tmp_path, 8, seed=5000 if width == "wide" else 5100)
    page.goto("/uploads")
    expect(page.locator(ROWS).nth(7)).to_be_visible()
    href, scroll = leave_by(page, ROWS, 7)
    page.get_by_role("link", name="Back to my uploads").click()
    assert_back_at(page, ROWS, href, scroll)


def test_after_an_upload_the_list_is_in_view(open_page, width: str, tmp_path: Path, sign_in) -> None:
    page = open_page(width)
    sign_in(page, "cataloguer")
    upload(page, tmp_path, 2, seed=5200 if width == "wide" else 5300)
    target = page.locator("ragam-drop-target")
    assert target.bounding_box()["height"] <= 80
    expect(page.locator("ragam-upload-row").first).to_be_in_viewport(ratio=1)
    expect(target.get_by_role("button", name="Choose pictures")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Of 2 files")).to_have_count(1)


@pytest.mark.parametrize("path", ["/gallery", "/gallery?term=kawung", "/uploads", "/upload", "/sign-in"])
def test_nothing_jumps_while_a_page_loads(open_page, width: str, sign_in, path: str) -> None:
    page = open_page(width)
    if path.startswith("/upload"):
        sign_in(page, "cataloguer")
    page.add_init_script(WATCH_SHIFTS)
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    slow = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 90_000}
    network.send("Network.emulateNetworkConditions", slow)
    page.goto(path)
    page.wait_for_load_state("networkidle")
    expect(page.locator("ragam-loading:not(.coming)")).to_have_count(0)
    page.wait_for_timeout(300)
    assert page.evaluate("shifted") <= MOST_SHIFT


def test_a_double_click_opens_one_dialog_and_answers_nothing(open_page, tmp_path: Path) -> None:
    page = open_page()
    page.goto("/upload")
    picture = tmp_path / "double.jpg"
    picture.write_bytes(cloth("kawung", 5400, 200))
    page.locator("input[type=file]").first.set_input_files(picture)
    page.wait_for_url("**/results/**")
    page.goto("/uploads")
    for _ in range(2):  # The first time, the dialog's code is still on its way.
        page.locator(ROWS).first.wait_for()
        page.get_by_role("button", name="Delete").first.dblclick()
        expect(page.get_by_role("alertdialog")).to_have_count(1)
        page.wait_for_timeout(600)
        expect(page.get_by_role("alertdialog")).to_have_count(1)
        page.keyboard.press("Escape")
        expect(page.get_by_role("alertdialog")).to_have_count(0)
    expect(page.locator(ROWS)).to_have_count(1)


def test_a_double_click_opens_the_menu_and_leaves_it_open(open_page) -> None:
    page = open_page("phone")
    page.goto("/about")
    page.get_by_role("button", name="Open the menu").dblclick()
    expect(page.get_by_role("button", name="Close the menu")).to_be_visible()
    brand = page.locator("header .brand").bounding_box()
    assert brand["y"] >= 8, "the bar keeps its padding while the menu is open"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/gallery?status=nix", "One of these filters is not known here"),
        ("/gallery?q=%00", "One of these filters is not known here"),
        ("/gallery?q=" + 400 * "x", "Nothing fits all these filters"),
        ("/gallery?term=kawung&term=poleng", "12 artworks"),
        ("/uploads?page=99", "The list does not go so far"),
    ],
)
def test_odd_addresses_are_answered_in_words(open_page, address: str, said: str) -> None:
    page = open_page("phone")
    page.goto(address)
    expect(page.get_by_role("main")).to_contain_text(said)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_search_without_a_network_says_so_instead_of_showing_the_old_wall(open_page) -> None:
    page = open_page("phone")
    page.goto("/gallery")
    expect(page.locator(CARDS).first).to_be_visible()
    page.context.set_offline(True)
    page.get_by_role("searchbox").fill("kawung")
    main = page.get_by_role("main")
    expect(main.get_by_role("alert")).to_be_in_viewport()
    expect(page.locator(CARDS)).to_have_count(0)
    page.context.set_offline(False)
    main.get_by_role("button", name="Try again").click()
    expect(page.locator(CARDS)).to_have_count(12)


def test_taking_a_filter_off_keeps_the_focus_on_the_page(open_page) -> None:
    page = open_page()
    page.goto("/gallery?term=kawung&q=kawung")
    page.get_by_role("button", name="Remove the filter Kawung").click()
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.get_by_role("button", name="Clear all filters").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_focused()
