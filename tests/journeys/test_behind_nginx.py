"""The shipped reverse proxy, run by nginx: headers on every answer, visitors told apart by address."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.pictures import noise
from tests.support.server import ROOT, Server
from tests.support.servers import copy_of, running
from tests.support.sharing import free_port

pytestmark = [pytest.mark.services, pytest.mark.slow]
ALWAYS = {
    "content-security-policy": "default-src 'self'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "permissions-policy": "geolocation=()",
    "cross-origin-opener-policy": "same-origin",
}
PRODUCTION = {
    "RAGAM_ENV": "production",
    "RAGAM_SECRET_KEY": "for-a-test-only-" + "x" * 40,
    "RAGAM_ALLOWED_HOSTS": "127.0.0.1,ragam.example",
    "RAGAM_TRUSTED_ORIGINS": "https://ragam.example",
    "RAGAM_DEMO": "0",
    "RAGAM_VISITOR_RATE": "2/hour",
}


def nginx(folder: Path, server: Server) -> tuple[str, subprocess.Popen]:
    """deploy/nginx.conf as it is, but for the three places that name the container's parts."""
    port = free_port()
    conf = (ROOT / "deploy" / "nginx.conf").read_text()
    for ours, here in (
        ("server web:8000;", f"server 127.0.0.1:{server.port};"),
        ("listen 8080;", f"listen 127.0.0.1:{port};"),
        ("root /usr/share/nginx/html;", f"root {ROOT / 'angularapp' / 'dist' / 'ragam' / 'browser'};"),
    ):
        assert conf.count(ours) == 1
        conf = conf.replace(ours, here)
    text = (
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log; user root; events {{}} "
        f"http {{ include /etc/nginx/mime.types; access_log off; client_body_temp_path {folder}/body; "
        f"proxy_temp_path {folder}/proxy; {conf} }}"
    )
    (folder / "nginx.conf").write_text(text)
    process = subprocess.Popen(["nginx", "-c", str(folder / "nginx.conf")], stderr=subprocess.DEVNULL)
    base = f"http://127.0.0.1:{port}"
    for _ in range(100):
        try:
            httpx.get(base)
            return base, process
        except httpx.HTTPError:
            time.sleep(0.1)
    raise AssertionError((folder / "error.log").read_text())


@pytest.fixture(scope="module", params=["1", "2"], ids=["one proxy", "two proxies"])
def site(request, tmp_path_factory, furnished: Path) -> Iterator[tuple[str, Server]]:
    """The site behind the shipped proxy; with two, this test stands for the one that ends TLS."""
    folder = tmp_path_factory.mktemp("nginx")
    settings = {**PRODUCTION, "RAGAM_PROXY_COUNT": request.param}
    for server in running(copy_of(furnished, folder, **settings)):
        base, process = nginx(folder, server)
        try:
            yield base, server
        finally:
            process.terminate()
            process.wait(timeout=20)


def test_every_answer_carries_the_headers_once(site: tuple[str, Server]) -> None:
    base, _ = site
    page = httpx.get(base)
    bundle = re.search(r'src="([^"]+\.js)"', page.text)
    assert bundle, page.text[:500]
    paths = ["/", "/gallery", "/" + bundle[1].lstrip("/"), "/api/artworks/", "/api/nothing/", "/favicon.svg"]
    for path in paths:
        answer = httpx.get(base + path)
        for name, begins in ALWAYS.items():
            values = answer.headers.get_list(name)
            assert len(values) == 1 and values[0].startswith(begins), (path, name, values)
        assert "strict-transport-security" not in answer.headers, path
        assert len(answer.headers.get_list("cache-control")) == 1, path
        secure = httpx.get(base + path, headers={"X-Forwarded-Proto": "https"})
        assert secure.headers.get_list("strict-transport-security") == ["max-age=31536000"], path
    assert "immutable" in httpx.get(base + "/" + bundle[1].lstrip("/")).headers["cache-control"]
    assert httpx.get(base).headers["cache-control"] == "no-cache"


def test_visitors_are_told_apart_by_their_own_address(site: tuple[str, Server]) -> None:
    base, server = site
    two = server.environment["RAGAM_PROXY_COUNT"] == "2"

    def ask(seed: int, address: str, claimed: str = "") -> int:
        # The outer proxy adds whom it sees behind what the visitor claims; with one there is none.
        named = ", ".join(filter(None, [claimed, address if two else ""]))
        files = {"image": ("a.jpg", noise(seed, 64))}
        headers = {"X-Forwarded-For": named} if named else {}
        return httpx.post(f"{base}/api/submissions/", files=files, headers=headers, timeout=60).status_code

    if two:
        assert [ask(seed, "203.0.113.1") for seed in range(3)] == [202, 202, 429]
        assert ask(10, "203.0.113.2") == 202, "another visitor is not held up"
        assert ask(11, "203.0.113.1", claimed="198.51.100.7") == 429, "a claim is not believed"
    else:
        assert [ask(seed, "", claimed=f"198.51.100.{seed}") for seed in range(3)] == [202, 202, 429]


def test_an_undeclared_address_is_refused_by_the_name_of_the_setting(site: tuple[str, Server]) -> None:
    base, server = site
    client = httpx.Client(base_url=base, headers={"X-Forwarded-Proto": "https", "Host": "ragam.example"})
    body = {"username": "cataloguer", "password": server.accounts()["cataloguer"]}

    def sign_in_and_out(origin: str) -> httpx.Response:
        given = client.post("/api/session/", json=body, headers={"Origin": "https://ragam.example"}).cookies
        cookies = "; ".join(f"{name}={given[name]}" for name in ("sessionid", "csrftoken"))
        # By hand: they are for https alone, and the proxy that ends it is this test.
        headers = {"Origin": origin, "Referer": f"{origin}/", "Cookie": cookies}
        return client.delete("/api/session/", headers={**headers, "X-CSRFToken": given["csrftoken"]})

    assert "RAGAM_TRUSTED_ORIGINS" in sign_in_and_out("https://other.example").json()["detail"]
    assert sign_in_and_out("https://ragam.example").status_code == 204
