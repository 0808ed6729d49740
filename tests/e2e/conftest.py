"""Chromium as the machine has it, pages in two widths, and axe."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.support.server import Server

WIDTHS = {"wide": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
expect.set_options(timeout=30_000)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert chromium, "Chromium is missing; on Debian: apt install chromium"
    return {"executable_path": chromium, "args": FLAGS}


@pytest.fixture(params=list(WIDTHS))
def width(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def open_page(browser: Browser, demo: Server) -> Iterator[Callable[..., Page]]:
    """`open_page(width)`: a page of a new browser session; any error on its console fails the test."""
    contexts, errors = [], []

    def make(size: str = "wide", locale: str = "en-GB") -> Page:
        context = browser.new_context(
            base_url=demo.base, viewport=WIDTHS[size], locale=locale, reduced_motion="reduce"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def sign_in(demo: Server) -> Callable[[Page, str], None]:
    def act(page: Page, username: str) -> None:
        page.goto("/sign-in")
        page.get_by_label("User name").fill(username)
        page.get_by_label("Password", exact=True).fill(demo.accounts()[username])
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: "sign-in" not in url)

    return act


def assert_accessible(page: Page) -> None:
    """No serious or critical finding of axe, and nothing wider than the screen."""
    page.wait_for_load_state("networkidle")
    findings = Axe().run(page).response["violations"]
    serious = [
        f"{finding['id']}: {[node['html'][:160] for node in finding['nodes'][:3]]}"
        for finding in findings
        if finding["impact"] in {"serious", "critical"}
    ]
    assert serious == [], f"{page.url}: {serious}"
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0, f"{page.url} is {overflow} px wider than the screen"
