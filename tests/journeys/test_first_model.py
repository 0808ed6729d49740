"""What a fresh install, which has seen nothing but drawings, says of photographs of real cloth."""

import json
from pathlib import Path

import pytest

from benchmarks.demo import PHOTOGRAPHS, pictures
from ml.images import read_for_network
from ml.models import Classifier
from ml.records import Prediction
from tests.support.pictures import real_data

pytestmark = [pytest.mark.slow, pytest.mark.data]


@pytest.fixture(scope="module")
def first_model(first_start: Path) -> Classifier:
    """The model that the first start trained on the drawn collection."""
    found = (first_start / "models").rglob("bundle.json")
    first = min(found, key=lambda path: json.loads(path.read_text())["created_at"])
    return Classifier.load(first.parent, threads=1)


def answers(model: Classifier, files: list[Path]) -> list[Prediction]:
    return [model.predict([read_for_network(file, model.info.input_size)])[0] for file in files]


@pytest.mark.parametrize("motif", PHOTOGRAPHS)
def test_real_cloth_is_named_rightly_more_often_than_not(first_model: Classifier, motif: str) -> None:
    data = real_data() / "data"
    files = [file for place in PHOTOGRAPHS[motif] for file in pictures(data, place)]
    assert len(files) > 70
    found = answers(first_model, files)
    first = sum(one.top[0].label == motif for one in found)
    aloud = [one.answer.labels[0] for one in found if one.answer.kind == "term"]
    print(f"\n{motif}: first for {first} of {len(files)}; named {len(aloud)}, {aloud.count(motif)} rightly")
    assert aloud.count(motif) > len(files) / 2


def test_most_of_what_is_no_batik_gets_no_name(first_model: Classifier) -> None:
    files = sorted((real_data() / "data" / "not-batik").glob("*/*.jpg"))
    found = answers(first_model, files)
    unnamed = sum(one.answer.kind == "unknown" for one in found)
    print(f"\nno batik: {unnamed} of {len(files)} get no name")
    assert unnamed > len(files) / 2
