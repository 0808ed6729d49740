"""The drill: a backup taken under load comes back elsewhere, byte for byte and row for row."""

from __future__ import annotations

import hashlib
import threading
from pathlib import Path

import pytest

from tests.support.pictures import noise
from tests.support.server import Server, answers, upload

pytestmark = pytest.mark.slow

COUNTS = (
    "from django.apps import apps; "
    "print({m._meta.label: m.objects.count() for m in apps.get_models() if m._meta.label != 'core.Pulse'})"
)


def digests(folder: Path) -> dict[str, str]:
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def rows(server: Server) -> str:
    return server.manage("shell", "-v", "0", "-c", COUNTS)


def drill(server: Server, elsewhere: Server, folder: Path) -> None:
    """Back up while uploads come in, restore, and compare; the restored house then answers."""
    client, stop, sent = server.client("cataloguer"), threading.Event(), []

    def keep_sending() -> None:
        while not stop.is_set():
            sent.append(upload(client, noise(len(sent), 64)))

    first = upload(client, noise(8000, 64))  # The first one waits for the decoder to start.
    answers(client, [first])
    sending = threading.Thread(target=keep_sending)
    sending.start()
    try:
        told = server.manage("backup", str(folder / "backup"))
    finally:
        stop.set()
        sending.join()
    assert "written" in told and len(sent) > 3
    assert "is whole" in server.manage("backup", "--check", str(folder / "backup"))

    elsewhere.manage("restore", str(folder / "backup"))
    assert (elsewhere.data_dir / "secret_key").read_bytes() == (server.data_dir / "secret_key").read_bytes()
    kept = digests(folder / "backup" / "media")
    assert kept == digests(elsewhere.data_dir / "media")
    assert kept.items() <= digests(server.data_dir / "media").items()
    missing = (
        "from djangoapp.catalogue.models import Image; "
        "print([i.id for i in Image.objects.all() if not i.original.storage.exists(i.original.name)])"
    )
    assert elsewhere.manage("shell", "-v", "0", "-c", missing).strip().endswith("[]")
    try:
        elsewhere.start()
        token = {"Authorization": f"Token {elsewhere.token('cataloguer')}"}
        again = elsewhere.client()
        again.headers.update(token)
        assert again.get("/api/artworks/").json()["count"] >= 40
        answers(again, [upload(again, noise(9000, 64))])
    finally:
        elsewhere.stop()


def test_a_house_on_sqlite(fragile: Server, tmp_path: Path) -> None:
    elsewhere = Server(tmp_path / "elsewhere", RAGAM_DEMO="0")
    drill(fragile, elsewhere, tmp_path)
    quiet = tmp_path / "quiet"
    fragile.stop()
    fragile.manage("backup", str(quiet))
    third = Server(tmp_path / "third", RAGAM_DEMO="0")
    third.manage("restore", str(quiet))
    assert rows(third) == rows(fragile)
