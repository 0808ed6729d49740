"""The addresses of the app's pages are known to the server: all else is 404."""

import re
from pathlib import Path

from djangoapp.core.web.views import PAGES

ROOT = Path(__file__).resolve().parents[2]
ROUTES = re.findall(r"path: '([^']*)'", (ROOT / "angularapp" / "src" / "app" / "app.routes.ts").read_text())


def test_every_route_of_the_app_is_a_page() -> None:
    assert len(ROUTES) > 10
    for route in ROUTES:
        address = "/" + re.sub(r":\w+", "something", route)
        assert bool(PAGES.match(address)) == (route != "**"), route


def test_every_page_is_a_route_of_the_app() -> None:
    names = set(re.findall(r"[a-z-]{4,}", PAGES.pattern))
    assert names == {word for route in ROUTES for word in re.findall(r"(?<!:)\b[a-z-]{4,}", route)}


def test_what_is_no_page_is_none() -> None:
    for address in (
        "/nowhere",
        "/gallery/more",
        "/artworks",
        "/motifs/a",
        "/models/other/1",
        "/wp-login.php",
    ):
        assert not PAGES.match(address), address


def test_the_reverse_proxy_leaves_pages_to_the_web_process() -> None:
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    assert "try_files $uri @page;" in text and "index.html =404" not in text
