"""Servers that journeys and browser tests share: one with the demo collection, small ones to break."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.pictures import write_classes
from tests.support.server import ROOT, Server

FEW_MOTIFS = ["kawung", "parang-rusak", "megamendung", "poleng"]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """What `make run` brings up: the drawn collection and the first model."""
    server = Server(tmp_path_factory.mktemp("demo"))
    try:
        yield server.start().wait_for_first_model()
    finally:  # Also when it was too slow to start: nothing stays behind.
        server.stop()


@pytest.fixture(scope="session")
def small_collection(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_classes(tmp_path_factory.mktemp("collection"), FEW_MOTIFS, 10)


@pytest.fixture(scope="session")
def small_bundle(tmp_path_factory: pytest.TempPathFactory, small_collection: Path) -> Path:
    """A texture model of the small collection, trained on the command line."""
    out = tmp_path_factory.mktemp("bundles") / "small"
    command = [sys.executable, "-m", "ml", "train", str(small_collection), "--recipe", "texture"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("RAGAM_")}
    outcome = subprocess.run(
        [*command, "--out", str(out)], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert outcome.returncode == 0, outcome.stderr[-3000:]
    return out


def furnish(server: Server, collection: Path, bundle: Path) -> None:
    """Migrate, accounts, a default vocabulary `few` and its champion, before the server starts."""
    server.manage("prepare")
    server.manage("import_collection", str(collection), "--vocabulary", "few", "--default", "--publish")
    server.manage("register_bundle", str(bundle), "--vocabulary", "few", "--promote")


@pytest.fixture
def fragile(
    tmp_path_factory: pytest.TempPathFactory, small_collection: Path, small_bundle: Path
) -> Iterator[Server]:
    """A small server of one test, whose parts may be killed."""
    server = Server(tmp_path_factory.mktemp("fragile"), RAGAM_DEMO="0")
    furnish(server, small_collection, small_bundle)
    server.start()
    yield server
    server.stop()
