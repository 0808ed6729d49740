"""Real batik for tests: the command line with the weights at hand, and one model of every training image."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.pictures import real_data
from tests.support.server import ROOT
from tests.support.sharing import made_once


def ml(*arguments: object) -> dict:
    """What `python -m ml` answers."""
    weights = next((real_data() / "weights").glob("*.h5"))
    command = [sys.executable, "-m", "ml", *map(str, arguments), "--json"]
    environment = {**os.environ, "RAGAM_BACKBONE_WEIGHTS": str(weights)}
    outcome = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert outcome.returncode == 0, outcome.stderr[-3000:]
    return json.loads(outcome.stdout)


@pytest.fixture(scope="session")
def batik_training(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`bundle`, learned from the training images of batik-nusantara, and `cache`, with their features."""
    images = real_data() / "data" / "batik-nusantara" / "train"

    def make(folder: Path) -> None:
        ml("train", images, "--recipe", "texture", "--out", folder / "bundle", "--cache", folder / "cache")

    return made_once(tmp_path_factory, "batik-training", make)


@pytest.fixture(scope="session")
def batik_bundle(batik_training: Path) -> Path:
    return batik_training / "bundle"
