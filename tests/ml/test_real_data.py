"""The figures the engine must reach on real cloth, with real weights."""

from pathlib import Path

import numpy as np
import pytest

from ml.answers import LINE
from ml.images import SERVING_SIDE, decode
from ml.models import Classifier
from tests.support.pictures import real_data
from tests.support.real import ml

pytestmark = [pytest.mark.data, pytest.mark.slow, pytest.mark.timeout(600)]
FLOOR = 0.94  # 0.956 to 0.9625 were measured


def test_motifs_of_real_batik_are_named(batik_bundle: Path) -> None:
    report = ml("evaluate", batik_bundle, real_data() / "data" / "batik-nusantara" / "test")
    assert report["n"] == 160
    assert report["accuracy"]["value"] >= FLOOR
    assert report["top3"]["value"] >= 0.96
    assert report["ece"] < 0.08


def test_what_is_no_batik_is_called_unknown(batik_bundle: Path) -> None:
    classifier = Classifier.load(batik_bundle)

    def novelties(pattern: str) -> tuple[np.ndarray, float]:
        files = sorted((real_data() / "data").glob(pattern))
        found = classifier.predict([decode(file, at_least=SERVING_SIDE) for file in files])
        unknown = np.mean([one.novelty > LINE for one in found])
        return np.array([one.novelty for one in found]), float(unknown)

    known, wrongly = novelties("batik-nusantara/test/*/*.jpg")
    unknown, rightly = novelties("not-batik/*/*.jpg")
    assert (known[:, None] < unknown[None]).mean() >= 0.97
    assert wrongly <= 0.12
    assert rightly >= 0.85
