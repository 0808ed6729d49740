"""What the pages owe to who reads them: they stand still while they fill, compare, and print."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import assert_accessible
from tests.support.pictures import cloth
from tests.support.server import Server

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

MOST_SHIFT = 0.05
"""How much of what one sees may move while a page fills (cumulative layout shift)."""

OBSERVE = """
window.shifted = 0; window.moved = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (entry.hadRecentInput) continue;
    window.shifted += entry.value;
    window.moved.push(...entry.sources.map(({ node }) => node?.className || node?.nodeName));
  }
}).observe({ type: 'layout-shift', buffered: true });
"""


@pytest.fixture
def answered(open_page, tmp_path: Path) -> Callable[..., str]:
    """`answered(width=320)`: the address of the answer to a picture that a visitor has sent."""

    def ask(width: int = 320) -> str:
        path = tmp_path / f"cloth-{width}.jpg"
        path.write_bytes(cloth("kawung", 5000 + width, width))
        page = open_page()
        page.goto("/")
        page.locator("input[type=file]").first.set_input_files(path)
        page.wait_for_url("**/results/**", timeout=120_000)
        expect(page.get_by_role("button", name=re.compile("^Hold to see"))).to_be_visible()
        return page.url

    return ask


def a_named_artwork(demo: Server) -> str:
    with demo.client() as client:
        found = client.get("/api/artworks/?term=kawung&page_size=1").json()["results"]
    return f"/artworks/{found[0]['id']}"


def slow(page: Page) -> None:
    """As over a poor line, where what comes late is seen to come late."""
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 90_000},
    )


def test_nothing_moves_while_a_page_fills(open_page, width: str, demo: Server, answered) -> None:
    for address in ("/", a_named_artwork(demo), "/motifs/batik/kawung", answered()):
        page = open_page(width)
        slow(page)
        page.add_init_script(OBSERVE)
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.wait_for_load_state("networkidle")
        shifted, moved = page.evaluate("[window.shifted, window.moved]")
        assert shifted <= MOST_SHIFT, f"{address} at {width}: {shifted:.3f}; {moved}"


def test_a_record_is_printed_without_what_only_a_screen_can_use(
    open_page, demo: Server, answered, sign_in
) -> None:
    page = open_page()
    sign_in(page, "manager")
    with demo.client("manager") as client:
        version = client.get("/api/model-versions/").json()["results"][0]["id"]
    addresses = [a_named_artwork(demo), "/motifs/batik/kawung", f"/models/versions/{version}", answered()]
    for address in addresses:
        page.emulate_media(media="screen")
        page.goto(address)
        page.wait_for_load_state("networkidle")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.emulate_media(media="print")
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        for name in ("nav", "ragam-site-header", "button", ".button", "input", "select", "footer"):
            shown = [one for one in page.locator(name).all() if one.is_visible()]
            assert shown == [], f"{address} prints {name}"
        assert page.locator("ragam-print-foot").inner_text().endswith(address.removeprefix(demo.base))
        assert page.locator("main details:not([open])").count() == 0
        page.evaluate("window.dispatchEvent(new Event('afterprint'))")


def test_what_spoke_for_a_name_is_shown_while_it_is_held(open_page, width: str, answered) -> None:
    page = open_page(width)
    page.goto(answered())
    hold = page.get_by_role("button", name=re.compile("^Hold to see"))
    rest = page.locator(".rest")
    expect(rest).to_have_css("opacity", "0")
    hold.focus()
    page.keyboard.down(" ")
    expect(rest).to_have_css("opacity", "1")
    page.keyboard.up(" ")
    expect(rest).to_have_css("opacity", "0")
    page.keyboard.down("e")
    expect(rest).to_have_css("opacity", "1")
    page.keyboard.up("e")
    hold.hover()
    page.mouse.down()
    expect(rest).to_have_css("opacity", "1")
    page.mouse.up()
    expect(rest).to_have_css("opacity", "0")
    page.get_by_label("Keep it shown").check()
    expect(rest).to_have_css("opacity", "1")
    expect(page.get_by_role("img", name=re.compile("^Outline"))).to_be_visible()
    assert_accessible(page)


def test_a_sample_was_not_learned_from_and_is_no_reference_of_itself(open_page, demo: Server) -> None:
    page = open_page()
    page.goto("/")
    page.get_by_role("button", name=re.compile("sample 1")).click()
    page.wait_for_url("**/results/**", timeout=120_000)
    with demo.client() as client:
        offered = client.get("/api/vocabularies/batik/samples/").json()["results"][0]["id"]
        submission = client.get(f"/api/submissions/{page.url.rsplit('/', 1)[1]}/").json()
    expect(page.get_by_role("button", name=re.compile("^Hold to see"))).to_be_visible()
    shown = page.locator("ragam-reference-images img")
    expect(shown.first).to_be_visible()
    sources = [one.get_attribute("src") or "" for one in shown.all()]
    assert submission["filename"] == "sample-1.webp"
    assert not [source for source in sources if offered in source]


@pytest.mark.parametrize("side", [96, 300])
def test_small_pictures_have_one_size_on_both_pages(open_page, width: str, sign_in, tmp_path, side) -> None:
    page = open_page(width)
    sign_in(page, "cataloguer")
    path = tmp_path / f"small-{side}-{width}.jpg"
    path.write_bytes(cloth("kawung", 6000 + side + len(width), side))
    page.goto("/upload")
    page.locator("input[type=file]:not([webkitdirectory])").first.set_input_files(path)
    row = page.locator("main a[href^='/results/']").first
    row.wait_for(timeout=60_000)
    page.goto(row.get_attribute("href") or "")
    expect(page.get_by_role("button", name=re.compile("^Hold to see"))).to_be_visible()
    result = page.locator(".fitted").bounding_box()
    page.locator("main a[href^='/artworks/']:not([href$='edit'])").first.click()
    page.wait_for_url("**/artworks/**")
    artwork = page.locator(".fitted").bounding_box()
    assert result and artwork
    for box in (result, artwork):
        assert box["width"] <= 2 * side + 1, "never beyond twice its pixels"
    if side == 96:
        assert abs(result["width"] - artwork["width"]) <= 1
    page.get_by_role("button", name="Enlarge").click()
    expect(page.locator(".level")).to_have_text(re.compile("150"))
