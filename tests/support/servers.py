"""Servers that journeys and browser tests share: one with the demo collection, small ones to break."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.pictures import write_classes
from tests.support.server import ROOT, Server
from tests.support.sharing import made_once

# A data folder that a first start has left already; none is made then.
GIVEN = os.environ.get("RAGAM_FIRST_START")
FEW_MOTIFS = ["kawung", "parang-rusak", "megamendung", "poleng"]


@pytest.fixture(scope="session")
def first_start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder that a first start left: the drawn collection and the first model."""
    if GIVEN:
        return Path(GIVEN)
    return (
        made_once(tmp_path_factory, "first-start", lambda folder: furnish_demo(Server(folder / "data")))
        / "data"
    )


def furnish_demo(server: Server) -> None:
    """What `make run` does on an empty folder, until the first model serves."""
    try:
        server.start().wait_for_first_model()
    finally:  # Also when it was too slow to start: nothing stays behind.
        server.stop()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, first_start: Path) -> Iterator[Server]:
    """A second start of what `make run` brings up, on a copy of this process's own."""
    yield from running(copy_of(first_start, tmp_path_factory.mktemp("demo")))


def copy_of(furnished: Path, folder: Path, **settings: str) -> Server:
    """A server on its own copy of a data folder."""
    shutil.copytree(furnished, folder / "data")
    return Server(folder / "data", **settings)


def running(server: Server) -> Iterator[Server]:
    """Started for as long as a fixture lends it, and stopped also when it was too slow to start."""
    try:
        yield server.start()
    finally:
        server.stop()


@pytest.fixture(scope="session")
def small_collection(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_once(
        tmp_path_factory, "small-collection", lambda folder: write_classes(folder, FEW_MOTIFS, 10)
    )


@pytest.fixture(scope="session")
def small_bundle(tmp_path_factory: pytest.TempPathFactory, small_collection: Path) -> Path:
    """A texture model of the small collection, trained on the command line."""
    folder = made_once(
        tmp_path_factory, "small-bundle", lambda folder: train(small_collection, folder / "bundle")
    )
    return folder / "bundle"


def train(collection: Path, out: Path) -> None:
    command = [sys.executable, "-m", "ml", "train", str(collection), "--recipe", "texture"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("RAGAM_")}
    outcome = subprocess.run(
        [*command, "--out", str(out)], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert outcome.returncode == 0, outcome.stderr[-3000:]


def furnish(server: Server, collection: Path, bundle: Path) -> None:
    """Migrate, accounts, a default vocabulary `few` and its champion, before the server starts."""
    server.manage("prepare")
    server.manage("import_collection", str(collection), "--vocabulary", "few", "--default", "--publish")
    server.manage("register_bundle", str(bundle), "--vocabulary", "few", "--promote")


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory, small_collection: Path, small_bundle: Path) -> Path:
    """A data folder with the small collection and its champion, to be copied."""

    def make(folder: Path) -> None:
        furnish(Server(folder / "data", RAGAM_DEMO="0"), small_collection, small_bundle)

    return made_once(tmp_path_factory, "furnished", make) / "data"


@pytest.fixture
def fragile(tmp_path_factory: pytest.TempPathFactory, furnished: Path) -> Iterator[Server]:
    """A small server of one test, whose parts may be killed."""
    yield from running(copy_of(furnished, tmp_path_factory.mktemp("fragile"), RAGAM_DEMO="0"))
