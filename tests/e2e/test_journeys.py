"""The three people of the design walk their way in a real browser, every page checked by axe on the way."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import assert_accessible
from tests.support.pictures import cloth, stripes
from tests.support.server import Server, upload

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "cloth.jpg"
    path.write_bytes(cloth("kawung", 3001, 500))
    return path


def heading(page: Page):
    return page.get_by_role("heading", level=1)


def test_a_visitor_asks_about_a_cloth(open_page, width: str, picture: Path) -> None:
    page = open_page(width)
    page.goto("/")
    expect(heading(page)).to_be_visible()
    assert_accessible(page)
    page.locator("input[type=file]").first.set_input_files(picture)
    page.wait_for_url("**/results/**")
    expect(heading(page)).to_contain_text("Kawung")
    page.get_by_label("Keep it shown").check()
    slider = page.get_by_role("slider").first
    expect(slider).to_be_visible()
    slider.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("main")).to_contain_text("photographs of many things")
    assert_accessible(page)
    page.reload()
    expect(heading(page)).to_contain_text("Kawung")


def test_a_visitor_is_told_plainly_what_is_not_known(open_page, tmp_path: Path) -> None:
    page = open_page()
    path = tmp_path / "stripes.jpg"
    path.write_bytes(stripes(300))
    page.goto("/")
    page.locator("input[type=file]").first.set_input_files(path)
    page.wait_for_url("**/results/**")
    expect(heading(page)).to_contain_text("Not something I know")
    assert_accessible(page)


def test_a_visitor_tries_a_given_cloth(open_page) -> None:
    page = open_page()
    page.goto("/")
    page.get_by_role("button", name=re.compile("cloth 1|Try.*1|1")).first.click()
    page.wait_for_url("**/results/**")
    expect(page.get_by_role("button", name=re.compile("^Hold to see"))).to_be_visible()


def test_a_visitor_browses(open_page, width: str) -> None:
    page = open_page(width)
    page.goto("/gallery")
    expect(page.get_by_role("main")).to_contain_text("168")
    assert_accessible(page)
    page.goto("/gallery?term=megamendung")
    expect(page.get_by_role("main")).to_contain_text("12")
    page.locator("main a[href^='/artworks/']").first.click()
    page.wait_for_url("**/artworks/**")
    expect(heading(page)).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Megamendung")
    assert_accessible(page)
    page.goto("/motifs/batik/pring")
    expect(heading(page)).to_contain_text("Pring")
    expect(page.get_by_role("main")).to_contain_text("Also: Pring sedapur")
    expect(page.get_by_role("main")).to_contain_text("Not yet checked by an expert")
    page.get_by_role("button", name="Source 1", exact=True).first.click()
    expect(page.locator("#source-1")).to_be_focused()
    assert_accessible(page)
    page.goto("/about")
    expect(heading(page)).to_be_visible()
    assert_accessible(page)
    page.goto("/no-such-page")
    expect(heading(page)).to_be_visible()
    assert_accessible(page)


def test_drawn_specimens_stand_back_once_a_cloth_is_published(open_page, width: str, demo: Server) -> None:
    client = demo.client("cataloguer")
    seed = 4200 if width == "wide" else 4300
    sent = upload(client, cloth("kawung", seed, 400), title=f"A kept cloth, {width}")
    address = f"/api/artworks/{sent['artwork']}/"
    assert client.patch(address, json={"status": "published"}).status_code == 200
    try:
        page = open_page(width)
        page.goto("/gallery")
        main = page.get_by_role("main")
        expect(main).to_contain_text("168 drawn specimens are hidden")
        expect(main).to_contain_text(f"A kept cloth, {width}")
        assert_accessible(page)
        page.goto("/gallery?term=megamendung")
        page.get_by_role("button", name="Show drawn specimens").click()
        expect(page).to_have_url(re.compile("specimens=show"))
        expect(main).to_contain_text("12 artworks")
        if width == "phone":
            page.get_by_role("button", name="Filters", exact=True).click()
        assert_accessible(page)
        page.get_by_role("switch", name="Show drawn specimens").uncheck()
        expect(page).not_to_have_url(re.compile("specimens=show"))
    finally:
        assert client.patch(address, json={"status": "draft"}).status_code == 200


def test_the_language_is_the_readers_and_can_be_switched_for_good(open_page) -> None:
    page = open_page(locale="id-ID")
    page.goto("/about")
    expect(page.locator("html")).to_have_attribute("lang", "id")
    indonesian = heading(page).inner_text()
    page.locator("header button[lang=en]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert heading(page).inner_text() != indonesian
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_cataloguer_uploads_reviews_edits_and_publishes(
    open_page, width: str, sign_in, tmp_path: Path
) -> None:
    page = open_page(width)
    sign_in(page, "cataloguer")
    page.goto("/upload")
    expect(heading(page)).to_be_visible()
    assert_accessible(page)
    seed = 4000 if width == "wide" else 4100
    files = []
    for number, motif in enumerate(["parang-rusak", "poleng", "truntum"]):
        files.append(tmp_path / f"{motif}-{width}.jpg")
        files[-1].write_bytes(cloth(motif, seed + number, 400))
    files.append(tmp_path / "broken.jpg")
    files[-1].write_bytes(b"this is no picture")
    page.locator("input[type=file]:not([webkitdirectory])").first.set_input_files(files)
    results = page.locator("main a[href^='/results/']")
    expect(results).to_have_count(3, timeout=60_000)
    assert_accessible(page)

    page.goto("/uploads")
    page.locator("main a[href^='/results/']").first.click()
    page.wait_for_url("**/results/**")
    review = page.get_by_role("region", name="Your judgement")
    expect(review).to_be_visible()
    assert_accessible(page)
    review.get_by_role("button", name=re.compile("^Confirm|Correct")).first.click()
    if review.get_by_role("combobox").count():
        review.get_by_role("combobox").fill("truntum")
        page.get_by_role("option", name=re.compile("Truntum")).first.click()
    page.goto(page.url)
    page.locator("main a[href^='/artworks/']").first.click()
    page.wait_for_url("**/artworks/**")
    page.goto(page.url.rstrip("/") + "/edit")
    expect(heading(page)).to_be_visible()
    assert_accessible(page)


def test_a_cataloguer_edits_a_motif(open_page, width: str, sign_in) -> None:
    page = open_page(width)
    sign_in(page, "cataloguer")
    page.goto("/motifs/batik/poleng/edit")
    expect(heading(page)).to_be_visible()
    assert_accessible(page)


def test_a_model_manager_trains_and_promotes(open_page, width: str, sign_in, demo: Server) -> None:
    page = open_page(width)
    sign_in(page, "manager")
    page.goto("/models")
    expect(page.get_by_role("main")).to_contain_text("Serves now")
    assert_accessible(page)
    page.get_by_role("button", name="Start training").click()
    page.wait_for_url("**/models/runs/**")
    expect(heading(page)).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Promote|service"))).to_be_visible(timeout=240_000)
    expect(page.get_by_role("main")).to_contain_text("95 %")
    expect(page.get_by_role("main")).to_contain_text("McNemar")
    assert_accessible(page)
    page.get_by_role("button", name=re.compile("^Promote|service")).dblclick()
    expect(page.get_by_role("alertdialog")).to_contain_text("Picture by picture")
    expect(page.get_by_role("alertdialog")).to_have_count(1)
    assert_accessible(page)
    page.get_by_role("button", name="Not now").click()

    page.get_by_role("link", name="Open version").click()
    page.wait_for_url("**/models/versions/**")
    main = page.get_by_role("main")
    expect(page.get_by_role("img", name="Said and true")).to_be_visible()
    expect(main).to_contain_text("Turned left by 90°")
    page.get_by_role("gridcell", name=re.compile("^[1-9]")).first.click()
    expect(
        page.get_by_role("list", name="The pictures of this cell").get_by_role("img").first
    ).to_be_visible()
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Model card").click()
    assert download.value.suggested_filename.endswith("-model-card.md")


def test_a_signed_out_person_is_asked_to_sign_in(open_page, width: str) -> None:
    page = open_page(width)
    page.goto("/models")
    page.wait_for_url("**/sign-in**")
    assert_accessible(page)
