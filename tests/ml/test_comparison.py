"""Comparing recipes: the same parts for all, nothing trained twice, failures kept to their row."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ml.cli import main
from ml.comparison import (
    Answers,
    Cost,
    Failure,
    Outcome,
    RowSpec,
    Terms,
    answering,
    compare_rows,
    parts_of,
    terms_for,
    write_comparison,
)
from ml.comparison.measure import Request, measure
from ml.comparison.search import search, space_of
from ml.comparison.stacking import blend
from ml.comparison.store import Store
from ml.datasets import Manifest
from ml.errors import ConfigInvalid, DatasetInvalid, ExportFailed

TEXTURE = RowSpec("texture", "texture")
OTHER = RowSpec("other seed", "texture", {"seed": 3})


@pytest.fixture
def terms(trained: object, manifest: Manifest, cache_dir: Path, tmp_path: Path) -> Terms:
    """In this process, on the session's backbone and features but with nothing compared yet."""
    (tmp_path / "cache").mkdir()
    for kept in ("backbones", "features"):
        (tmp_path / "cache" / kept).symlink_to(cache_dir / kept)
    return terms_for(manifest, tmp_path / "cache", apart=False)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[Request]:
    """Every training that a comparison really begins."""
    begun: list[Request] = []

    def count(request: Request, on_progress: Any) -> Outcome:
        begun.append(request)
        return measure(request, on_progress)

    monkeypatch.setattr(answering, "measure", count)
    return begun


@pytest.mark.slow
def test_rows_learn_and_are_asked_alike_and_are_kept(
    terms: Terms, counted: list[Request], tmp_path: Path
) -> None:
    first = compare_rows([TEXTURE, OTHER], terms)
    assert [row.spec.name for row in first.rows] == ["texture", "other seed"]
    assert not first.failed
    texture, other = first.rows
    assert texture.report and other.report and texture.outcome and other.against
    assert texture.report.n == other.report.n == 20
    assert [one.sha256 for one in texture.report.judged] == [one.sha256 for one in other.report.judged]
    assert texture.report.accuracy.value > 0.6
    assert other.against.difference.n == 20
    assert texture.outcome.cost.images_per_s > 1
    assert texture.outcome.cost.bundle_bytes > 1000
    assert texture.without_twins and texture.without_twins.n <= 20
    assert all(not request.part.train.test for request in counted), "training is given no test image"

    again = compare_rows([TEXTURE, OTHER], terms)
    assert len(counted) == 2, "nothing is trained a second time"
    assert again.to_json() == first.to_json()

    write_comparison(again, tmp_path / "out", "python -m ml compare")
    assert json.loads((tmp_path / "out" / "report.json").read_text())["reference"] == "texture"
    html = (tmp_path / "out" / "report.html").read_text()
    assert "<svg" in html and "<script" not in html
    assert "| other seed |" in (tmp_path / "out" / "report.md").read_text()


@pytest.fixture
def pretended(monkeypatch: pytest.MonkeyPatch) -> list[Request]:
    """Trainings that cost nothing: the answers are drawn, right more often than not."""
    begun: list[Request] = []

    def pretend(request: Request, on_progress: Any) -> Outcome:
        if request.config.embedding_size == 99:
            raise ExportFailed("It could not be written.")
        begun.append(request)
        labels = request.part.train.labels
        asked = request.part.test
        random = np.random.default_rng([len(begun), request.config.seed])
        truth = np.array([labels.index(item.label) for item in asked], dtype=int)
        rows = random.dirichlet(np.ones(len(labels)), len(asked)) + 0.7 * np.eye(len(labels))[truth]
        answers = Answers(
            labels,
            tuple(item.sha256 for item in asked),
            tuple(item.label for item in asked),
            tuple(item.group not in request.part.groups for item in asked),
            (rows / 1.7).astype(np.float32),
        )
        held_out = {"accuracy": {"value": 0.5, "low": 0.4, "high": 0.6, "n": 48}}
        return Outcome(answers if asked else None, Cost(1, 2, 100, 50, 10), held_out, "nothing", {}, 48)

    monkeypatch.setattr(answering, "measure", pretend)
    return begun


@pytest.mark.slow
def test_a_killed_comparison_goes_on(terms: Terms, pretended: list[Request]) -> None:
    def stop(spec: RowSpec, found: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        compare_rows([TEXTURE, OTHER], terms, on_row=stop)
    assert len(pretended) == 1
    compare_rows([TEXTURE, OTHER], terms)
    assert len(pretended) == 2


def test_another_shipped_network_is_another_question(
    terms: Terms, pretended: list[Request], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What was kept under an earlier release of Ragam is not this one's answer."""
    compare_rows([TEXTURE], terms)
    (tmp_path / "other.npz").write_bytes(b"those of another release")
    monkeypatch.setattr(answering, "SHIPPED", tmp_path / "other.npz")
    compare_rows([TEXTURE], terms)
    assert len(pretended) == 2


def test_a_failing_row_loses_only_itself(terms: Terms, pretended: list[Request]) -> None:
    spoiled = RowSpec("spoiled", "texture", {"embedding_size": 99})
    comparison = compare_rows([spoiled, TEXTURE], terms)
    assert [row.failure and row.failure.code for row in comparison.rows] == ["export_failed", None]
    assert comparison.rows[1].report and comparison.rows[1].against is None
    assert comparison.to_json()["rows"][0]["failure"]["message"] == "It could not be written."


@pytest.mark.slow
def test_the_command_trains_apart_and_reports_a_dead_row(
    collection: Path,
    tmp_path: Path,
    cache_dir: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("RAGAM_BACKBONE_WEIGHTS", raising=False)
    wrong = tmp_path / "wrong.h5"
    wrong.write_bytes(b"no weights")
    arguments = ["compare", str(collection), "--recipes", "texture", "--variant", "spoiled", "texture,seed=3"]
    arguments += [
        "--weights",
        f"spoiled={wrong}",
        "--cache",
        str(cache_dir),
        "--out",
        str(tmp_path / "out"),
        "--json",
    ]
    assert main(arguments) == 1
    captured = capsys.readouterr()
    answer = json.loads(captured.out)
    assert answer["rows"][0]["report"]["n"] == 20
    assert answer["rows"][0]["cost"]["peak_memory_mb"] > 20
    assert answer["rows"][1]["failure"]["code"] == "weights_invalid"
    assert "spoiled failed, weights_invalid" in captured.err
    assert "weights_invalid" in (tmp_path / "out" / "report.md").read_text()


def test_what_cannot_be_compared_is_refused_before_training(terms: Terms) -> None:
    with pytest.raises(ConfigInvalid, match="called 'texture'"):
        compare_rows([TEXTURE, TEXTURE], terms)
    with pytest.raises(ConfigInvalid, match="No row is called 'best'"):
        compare_rows([TEXTURE], terms, reference="best")
    with pytest.raises(ConfigInvalid, match="no option 'epochs_head'"):
        compare_rows([TEXTURE, RowSpec("long", "texture", {"epochs_head": 3})], terms)
    with pytest.raises(ConfigInvalid, match="stacks 'missing'"):
        compare_rows([TEXTURE, RowSpec("stack", stack=("texture", "missing"))], terms)


def test_folds_leave_the_test_part_alone_and_pool_their_answers(
    manifest: Manifest, terms: Terms, pretended: list[Request]
) -> None:
    parts = parts_of(manifest, folds=3)
    asked = [item.sha256 for part in parts.parts for item in part.test]
    assert sorted(asked) == sorted(item.sha256 for item in manifest.train)
    for part in parts.parts:
        assert not part.groups & {item.group for item in part.test}
    comparison = compare_rows([TEXTURE], replace(terms, parts=parts_of(manifest, folds=2)))
    assert comparison.rows[0].report and comparison.rows[0].report.n == len(manifest.train)
    with pytest.raises(ConfigInvalid, match="received 1"):
        parts_of(manifest, folds=1)


def test_without_a_test_part_a_share_is_locked_away(manifest: Manifest) -> None:
    alone = replace(manifest, items=manifest.train)
    (part,) = parts_of(alone).parts
    assert part.test and set(part.train.labels) == set(manifest.labels)
    assert {item.sha256 for item in part.test}.isdisjoint(item.sha256 for item in part.train.items)
    one = replace(alone, items=tuple(replace(item, group="same") for item in alone.items))
    with pytest.raises(DatasetInvalid):
        parts_of(one)


def _answers(probabilities: np.ndarray, truth: np.ndarray, labels: tuple[str, ...]) -> Answers:
    names = tuple(f"{number:04d}" for number in range(len(truth)))
    asked = tuple(labels[index] for index in truth)
    return Answers(labels, names, asked, (True,) * len(truth), probabilities.astype(np.float32))


def test_a_blend_knows_whom_to_trust() -> None:
    random = np.random.default_rng(0)
    labels = ("a", "b", "c")
    truth = random.integers(0, 3, 300)
    # One base knows a from the rest, the other b from c; neither is enough alone.
    one = np.where(truth[:, None] == 0, [0.8, 0.1, 0.1], [0.1, 0.45, 0.45]) + random.normal(0, 0.02, (300, 3))
    tells = np.where(truth[:, None] == 1, [0.3, 0.6, 0.1], [0.3, 0.1, 0.6])
    two = np.where(truth[:, None] == 0, [0.34, 0.33, 0.33], tells) + random.normal(0, 0.02, (300, 3))
    bases = [_answers(np.abs(rows), truth, labels) for rows in (one, two)]
    folds = np.arange(300) % 3
    blended, held_out = blend(bases, bases, folds)
    right = (blended.probabilities.argmax(axis=1) == truth).mean()
    assert right > 0.95
    assert held_out["n"] == 300 and held_out["accuracy"]["value"] > 0.95
    assert np.allclose(blended.probabilities.sum(axis=1), 1, atol=1e-5)
    with pytest.raises(ConfigInvalid, match="same labels"):
        blend([bases[0], replace(bases[1], labels=("a", "b", "d"))], bases, folds)


def test_a_stack_is_a_row_like_others(terms: Terms, pretended: list[Request]) -> None:
    stack = RowSpec("stack", stack=("texture", "other seed"))
    comparison = compare_rows([TEXTURE, OTHER, stack], terms)
    row = comparison.rows[2]
    assert not comparison.failed and row.report and row.outcome and row.against
    assert row.report.n == 20
    assert row.outcome.held_out["n"] == 48
    assert row.outcome.cost.train_cpu_s > 8, "two bases, each three times without a fold and once with all"
    assert row.outcome.cost.bundle_bytes == 20
    assert row.outcome.cost.images_per_s == pytest.approx(50)
    assert len(pretended) == 8


def test_a_grid_is_searched_once(terms: Terms, pretended: list[Request]) -> None:
    space = space_of("texture", ["embedding_size=8,16"])
    found = search("texture", space, 5, terms, "grid")
    assert sorted(trial.options["embedding_size"] for trial in found.trials) == [8, 16]
    assert found.best and found.best.held_out and found.best.held_out.n == 48
    assert all(not request.part.test for request in pretended), "a search asks nothing of the test part"
    assert len(search("texture", space, 5, terms, "grid").trials) == 2
    assert len(pretended) == 2


def test_a_search_by_bayes_goes_on_and_keeps_failures(terms: Terms, monkeypatch: pytest.MonkeyPatch) -> None:
    def fake(config: Any, terms: Terms, part: Any) -> Outcome | Failure:
        if config.folds == 4:
            return Failure("dataset_too_small", "Too small.")
        value = 1 - abs(config.folds - 7) / 10
        held_out = {"accuracy": {"value": value, "low": 0.0, "high": 1.0, "n": 48}}
        return Outcome(None, Cost(0, 0, 1, 0, 0), held_out, "nothing", {}, 48)

    monkeypatch.setattr("ml.comparison.search.trained_on", fake)
    space = space_of("texture", ["folds=2..10"])
    assert len(search("texture", space, 4, terms).trials) == 4
    found = search("texture", space, 30, terms)
    assert len(found.trials) == 30
    assert found.best and found.best.options["folds"] == 7
    failed = [trial for trial in found.trials if trial.failure]
    assert all(trial.failure.startswith("dataset_too_small") for trial in failed)


def test_a_half_written_answer_counts_for_nothing(tmp_path: Path) -> None:
    answers = _answers(np.eye(2), np.array([0, 1]), ("a", "b"))
    outcome = Outcome(answers, Cost(1, 2, 3, 4, 5), {"n": 2}, "nothing", {"seed": 0}, 9)
    store = Store(tmp_path)
    store.put({"asked": 1}, outcome)
    kept = store.get({"asked": 1})
    assert kept and kept.answers and kept.facts() == outcome.facts()
    assert np.array_equal(kept.answers.probabilities, answers.probabilities)
    next(tmp_path.glob("*.npy")).write_bytes(b"")
    assert store.get({"asked": 1}) is None
    assert store.get({"asked": 2}) is None
