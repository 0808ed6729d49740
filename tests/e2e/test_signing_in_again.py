"""The session ends while somebody works: they sign in on the page, and everything held goes through."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import assert_accessible
from tests.support.pictures import cloth
from tests.support.server import Server, upload, wait_for_job

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


def end_sessions(demo: Server) -> None:
    """What the end of a session's time does, at once."""
    with sqlite3.connect(demo.data_dir / "ragam.sqlite3", timeout=30) as database:
        database.execute("DELETE FROM django_session")
    database.close()


def sign_in_again(page: Page, demo: Server) -> None:
    dialog = page.get_by_role("dialog", name="Sign in again")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_label("User name")).to_have_value("cataloguer")
    expect(dialog.get_by_label("Password", exact=True)).to_be_focused()
    dialog.get_by_label("Password", exact=True).fill(demo.accounts()["cataloguer"])
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)


def test_a_review_goes_through(open_page, width: str, sign_in, demo: Server) -> None:
    with demo.client("cataloguer") as client:
        seed = 5200 if width == "wide" else 5300
        sent = upload(client, cloth("truntum", seed, 300))
        prediction = wait_for_job(client, sent["job"])["result"]["prediction"]
    page = open_page(width)
    sign_in(page, "cataloguer")
    page.goto(f"/results/{sent['id']}")
    review = page.get_by_role("region", name="Your judgement")
    review.get_by_role("textbox").fill("seen by daylight")
    expect(page.get_by_role("button", name="Hold to see what spoke for it")).to_be_visible()
    page.wait_for_load_state("networkidle")
    end_sessions(demo)
    page.keyboard.press("Tab")
    page.keyboard.press("u")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(page.get_by_text("You are signed out. This page")).to_be_visible()
    expect(review).to_contain_text("Not sent")
    review.get_by_role("button", name="Send again").click()
    sign_in_again(page, demo)
    expect(page.get_by_text("You are signed out. This page")).to_have_count(0)
    assert page.url.endswith(f"/results/{sent['id']}")
    expect(review).not_to_contain_text("Not sent")
    with demo.client("cataloguer") as client:
        (written,) = client.get(f"/api/predictions/{prediction}/").json()["reviews"]
    assert written["verdict"] == "unsure"
    assert written["comment"] == "seen by daylight"


def test_an_edited_record_is_saved(open_page, sign_in, demo: Server) -> None:
    with demo.client("cataloguer") as client:
        artwork = client.get("/api/artworks/?page_size=1").json()["results"][0]["id"]
    page = open_page()
    sign_in(page, "cataloguer")
    page.goto(f"/artworks/{artwork}/edit")
    page.get_by_label("Title").first.fill("A cloth of another name")
    end_sessions(demo)
    page.get_by_role("button", name=re.compile("^Save")).first.click()
    sign_in_again(page, demo)
    page.wait_for_url(f"**/artworks/{artwork}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("A cloth of another name")


def test_an_upload_goes_on(open_page, sign_in, demo: Server, tmp_path: Path) -> None:
    files = []
    for number in range(4):
        files.append(tmp_path / f"cloth-{number}.jpg")
        files[-1].write_bytes(cloth("poleng", 5500 + number, 300))
    page = open_page()
    sign_in(page, "cataloguer")
    page.goto("/upload")
    page.wait_for_load_state("networkidle")
    end_sessions(demo)
    page.locator("input[type=file]:not([webkitdirectory])").first.set_input_files(files)
    sign_in_again(page, demo)
    expect(page.locator("main a[href^='/results/']")).to_have_count(4, timeout=60_000)
    with demo.client("cataloguer") as client:
        rows = client.get("/api/submissions/?page_size=4").json()["results"]
    assert all(row["artwork"] for row in rows), "none became a visitor's"


def test_somebody_else_sends_nothing_of_the_former_person(open_page, sign_in, demo: Server) -> None:
    with demo.client("cataloguer") as client:
        artwork = client.get("/api/artworks/?page_size=2").json()["results"][1]
    page = open_page()
    sign_in(page, "cataloguer")
    page.goto(f"/artworks/{artwork['id']}/edit")
    page.get_by_label("Title").first.fill("A name that one person typed")
    end_sessions(demo)
    page.get_by_role("button", name=re.compile("^Save")).first.click()
    dialog = page.get_by_role("dialog", name="Sign in again")
    dialog.get_by_label("User name").fill("manager")
    dialog.get_by_label("Password", exact=True).fill(demo.accounts()["manager"])
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url == f"{demo.base}/")
    expect(page.get_by_text("had not sent was not sent")).to_be_visible()
    page.goto(f"/artworks/{artwork['id']}/edit")
    expect(page.get_by_label("Title").first).to_have_value(artwork["title"])
