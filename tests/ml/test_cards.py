"""The cards that a training writes: facts from the folder and the figures, the same every time."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ml.cli.output import print_training
from ml.datasets import Item, Manifest
from ml.figures import wilson
from ml.models import DATA_CARD, MODEL_CARD
from ml.pages import Figure, page_markdown
from ml.recipes import TrainConfig
from ml.records import Progress
from ml.training import Evidence, TrainResult, Worth, train
from ml.training.cards import Facts
from ml.training.cards.data import data_page
from ml.training.cards.model import model_page
from ml.training.cards.sources import NOT_STATED, Stated, stated_by
from ml.training.head_fitting import Fitted
from tests.ml.patterns import KINDS, jpeg, pattern

Trained = tuple[TrainResult, list[Progress]]


def card(path: Path, name: str) -> str:
    return (path / name).read_text(encoding="utf-8")


def test_the_model_card_tells_the_figures_and_what_it_stands_on(trained: Trained) -> None:
    result = trained[0]
    told = card(result.bundle_path, MODEL_CARD)
    assert result.report is not None
    for estimate in (result.report.accuracy, result.held_out.accuracy, result.report.top3):
        assert Figure(estimate).text in told, "value, interval and n"
    for name in ("head.npz", "backbone.tflite", "backbone.weights.h5"):
        assert result.info.files[name] in told
    assert result.info.snapshot_digest in told
    assert "learned from photographs of many things (ImageNet), by Google" in told
    for label in KINDS:
        assert f"| {label} | 12 |" in told
    for part in ("is for, and not for", "## Known weak at", "## Its reasons", "Seed 0", "numpy", "CPU time"):
        assert part in told
    assert "| closed | shuffled labels |" in told and "| shown |" in told
    assert "not from quarter turns" in told


def test_the_data_card_tells_counts_and_digest(trained: Trained, manifest: Manifest) -> None:
    told = card(trained[0].bundle_path, DATA_CARD)
    assert "68 images of 4 classes: 48 to learn from and 20 to test on" in told
    assert manifest.digest in told
    assert "| JPEG 68 |" in told.replace("format | ", "| ")
    assert "| width in pixels | 96, 96, 96 |" in told
    for label in KINDS:
        assert f"| {label} | 12 | 5 |" in told
    assert NOT_STATED in told, "the folder says nothing of where its images are from"


@pytest.mark.slow
def test_the_same_training_writes_the_same_cards(
    manifest: Manifest, trained: Trained, cache_dir: Path, tmp_path: Path
) -> None:
    again = train(TrainConfig(), manifest, tmp_path / "again", cache_dir=cache_dir)
    first = trained[0]
    assert again.info.files[DATA_CARD] == first.info.files[DATA_CARD]
    told, before = (card(one.bundle_path, MODEL_CARD).split("## This run") for one in (again, first))
    assert told[0] == before[0]
    assert "by the clock" in told[1] and "by the clock" not in told[0]


def test_the_command_line_points_to_them(trained: Trained, capsys: pytest.CaptureFixture[str]) -> None:
    print_training(trained[0])
    assert f"to read    {MODEL_CARD}, {DATA_CARD}" in capsys.readouterr().out


def items(**changes: str) -> list[Item]:
    """Two classes, three images each to learn from and one to test on; `changes` give groups by name."""
    found = []
    for label in ("kawung", "parang"):
        for number in range(4):
            name = f"{label}{number}"
            split = "test" if number == 3 else "train"
            item = Item(Path(f"/{name}.jpg"), label, name, changes.get(name, name), split)  # type: ignore[arg-type]
            found.append(item)
    return found


def told_of(manifest: Manifest, stated: Stated | None = None) -> str:
    return page_markdown(data_page(manifest, stated or Stated()))


def test_leaks_and_contradictions_are_counted() -> None:
    clean = told_of(Manifest.from_items(items()))
    assert "No test image looks like one that was learned from." in clean
    assert "| groups of look-alikes | 0 |" in clean
    mixed = items(kawung0="a", kawung3="a", parang1="b", kawung1="b", parang2="b")
    told = told_of(Manifest.from_items(mixed))
    assert "**1 of its 2 images look like one that was learned from**" in told
    assert "| groups of look-alikes | 2 |" in told
    assert "| images in such groups | 5 |" in told
    assert "| groups whose images carry different labels | 1 |" in told
    assert "| kawung / parang | 1 |" in told
    alone = told_of(Manifest.from_items([one for one in items() if one.split == "train"]))
    assert "There is no test part." in alone


def folder_of(root: Path, parts: tuple[str, ...] = ("",)) -> list[Path]:
    """One image of each of two classes in each part."""
    found = []
    for part in parts:
        for label in ("dots", "waves"):
            path = root / part / label / "a.jpg"
            path.parent.mkdir(parents=True)
            path.write_bytes(jpeg(pattern(label, len(found))))
            found.append(path)
    return found


@pytest.mark.parametrize("parts", [("",), ("train",), ("train", "test")])
def test_the_folders_own_words_are_quoted(tmp_path: Path, parts: tuple[str, ...]) -> None:
    paths = folder_of(tmp_path, parts)
    assert stated_by(paths) == Stated()
    (tmp_path / "README.md").write_text("# Cloth\nFrom the museum's store.\n- Licence: CC BY 4.0\n```\nrm\n")
    (tmp_path / "manifest.csv").write_text(
        "file,photographer,source_md5,source_url\na,Sari,1,http://x/1\nb,Sari,2,http://x/2\nc,,3,http://x/3\n"
    )
    stated = stated_by(paths)
    assert stated.licence_lines == ("- Licence: CC BY 4.0",)
    assert dict(stated.origins) == {
        "photographer": "Sari (2)",
        "source_url": "3 different values, such as http://x/1, http://x/2",
    }
    told = told_of(Manifest.from_items(items()), stated)
    assert "From the museum's store." in told and "Sari (2)" in told
    assert told.count("```") == 4, "two blocks; the read-me cannot end its own"
    assert "Ask the owner" not in told
    (tmp_path / "LICENSE.txt").write_text("All rights reserved.")
    assert "All rights reserved." in told_of(Manifest.from_items(items()), stated_by(paths))


def test_long_words_are_cut_and_odd_files_do_no_harm(tmp_path: Path) -> None:
    paths = folder_of(tmp_path)
    (tmp_path / "README").write_bytes(b"\xff\xfe" + b"x" * 50_000)
    (tmp_path / "manifest.csv").write_bytes(b"source\n\xff\xff\n")
    stated = stated_by(paths)
    assert stated.readme is not None and len(stated.readme[1]) < 5000
    assert stated.readme[1].endswith("[...]")
    assert len(stated.origins) == 1


@pytest.fixture
def facts(trained: Trained, manifest: Manifest) -> Facts:
    """Of the trained bundle, with answers that were given to nobody."""
    result = trained[0]
    random = np.random.default_rng(0)
    truth = np.arange(40) % 4
    scores = random.normal(size=(40, 4)) + 3 * np.eye(4)[truth]
    worth = Worth.fit(Evidence.in_turn(scores, truth, random.random(40)), KINDS, {})
    fitted = Fitted(None, None, None, None, worth, {})  # type: ignore[arg-type]
    return Facts(result.info, manifest, fitted, result.report, wilson(3, 4), [("time", "1 s")])


def test_weakness_stands_in_words(facts: Facts) -> None:
    assert "No class is surely recognised less" in page_markdown(model_page(facts))
    weak = [{"label": "dots", "sentence": {"en": "Recognised in 2 of 12 (5 % to 45 %).", "id": ""}}]
    told = page_markdown(model_page(replace(facts, info=replace(facts.info, known_weak=weak))))
    assert "**dots**: Recognised in 2 of 12 (5 % to 45 %)." in told


def test_cautions_follow_from_what_is_missing(facts: Facts) -> None:
    told = page_markdown(model_page(facts))
    assert "| accuracy without look-alikes in training | 75.0 %" in told
    assert "There was no test part" not in told
    assert "never seen a photograph" not in told, "what Ragam ships learned from photographs"
    assert "fewer than 10 images" not in told
    lost = [one for one in facts.manifest.train if one.label == "checks"][:4]
    short = replace(facts.manifest, items=tuple(one for one in facts.manifest.items if one not in lost))
    told = page_markdown(model_page(replace(facts, manifest=short, test=None, apart=None)))
    assert "There was no test part" in told
    assert "fewer than 10 images: checks." in told
    assert "without look-alikes" not in told


def test_maps_that_failed_are_called_withheld(facts: Facts) -> None:
    checks = facts.info.checks
    found = checks["parameter_randomisation"]["closed"]
    failed = {"parameter_randomisation": {"closed": {**found, "passed": False}}}
    told = page_markdown(model_page(replace(facts, info=replace(facts.info, checks=failed))))
    assert "| withheld |" in told and "| shown |" not in told


def test_promises_are_checked_on_answers_without_a_say(facts: Facts) -> None:
    told = page_markdown(model_page(facts))
    held = next(line for line in told.splitlines() if "hold the truth, held out" in line)
    known = next(line for line in told.splitlines() if "stay known" in line)
    assert "n = 40" in held and "n = 40" in known
    assert "hold the truth, test part" in told and "n = 20" in told
