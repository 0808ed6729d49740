"""Take pictures of a running Ragam: `tools/screens.py URL ACCOUNTS.json FOLDER [--wide|--phone]`."""

from __future__ import annotations

import io
import json
import sys
import tempfile
from pathlib import Path

import httpx
from PIL import Image
from playwright.sync_api import Page, ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES: dict[str, ViewportSize] = {
    "wide": {"width": 1280, "height": 900},
    "phone": {"width": 390, "height": 844},
}


def main(base: str, accounts: str, folder: str, size: str = "--wide") -> int:
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        viewport = SIZES[size.removeprefix("--")]
        page = browser.new_page(viewport=viewport, locale="en-GB", base_url=base)
        for name, path in visitor_pages(base).items():
            shoot(page, path, out / f"{name}.webp")
        page.goto("/")
        page.locator("input[type=file]").first.set_input_files(str(drawn_cloth()))
        page.wait_for_url("**/results/**", timeout=60_000)
        page.get_by_role("slider").first.wait_for(timeout=60_000)
        shoot(page, None, out / "result.webp")
        sign_in(page, json.loads(Path(accounts).read_text()))
        for name, path in {"models": "/models", "upload": "/upload", "uploads": "/uploads"}.items():
            shoot(page, path, out / f"{name}.webp")
        browser.close()
    return 0


def visitor_pages(base: str) -> dict[str, str]:
    artwork = httpx.get(f"{base}/api/artworks/?term=kawung").json()["results"][0]["id"]
    return {
        "home": "/",
        "gallery": "/gallery",
        "motif": "/motifs/batik/kawung",
        "artwork": f"/artworks/{artwork}",
        "sign-in": "/sign-in",
        "about": "/about",
    }


def sign_in(page: Page, accounts: dict[str, str]) -> None:
    page.goto("/sign-in")
    page.get_by_label("User name").fill("manager")
    page.get_by_label("Password", exact=True).fill(accounts["manager"])
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "sign-in" not in url)


def drawn_cloth() -> Path:
    sys.path.insert(0, str(ROOT))
    from ml import drawings

    path = Path(tempfile.mkdtemp()) / "cloth.jpg"
    Image.fromarray(drawings.render("kawung", seed=77, size=900, variation=0.4)).save(path, quality=92)
    return path


def shoot(page: Page, path: str | None, target: Path) -> None:
    if path:
        page.goto(path)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(700)
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.convert("RGB").save(target, quality=80, method=6)
    print(target)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
