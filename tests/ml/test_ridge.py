"""Ridge by blocks: the same answers as in memory, in memory that does not grow, the same again each time."""

import os
import subprocess
import sys
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from ml.texture import HeadData, fit_ridge, ridge
from ml.texture.ridge import solve_path
from ml.training import FeatureStore, cross_validation, held_out
from ml.training.head_fitting import fit_head

PENALTIES = (0.01, 0.3)


def made(count: int, width: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    labels = random.integers(0, 3, count)
    features = random.normal(0.5, 1, (count, width)) + labels[:, None] * random.normal(0, 0.3, width)
    features[:, 1] = 4
    return features.astype(np.float16).astype(np.float32), labels, np.arange(count) % 4


class Counted:
    """Rows that know how many of them were asked for at once."""

    def __init__(self, rows: np.ndarray) -> None:
        self._rows = rows
        self.most = 0
        self.asked = 0

    @property
    def shape(self) -> tuple[int, ...]:
        return self._rows.shape

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, key: slice | np.ndarray) -> np.ndarray:
        found = self._rows[key]
        self.most = max(self.most, len(found))
        self.asked += len(found)
        return found


def by_kernel(features: np.ndarray, labels: np.ndarray, folds: np.ndarray) -> dict[float, np.ndarray]:
    """Held-out scores with every fold fitted for itself, in memory."""
    scores = {penalty: np.zeros((len(labels), 3)) for penalty in PENALTIES}
    for fold in range(4):
        inside, outside = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        data = HeadData(features, labels, 3, folds, 8)
        heads = cross_validation._by_kernel(data, inside, PENALTIES)
        told = heads(features, outside)
        for penalty, one in zip(PENALTIES, told, strict=True):
            scores[penalty][outside] = one
    return scores


def test_sums_of_blocks_answer_as_rows_in_memory_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ridge, "_ROWS_PER_PRODUCT", 32)
    monkeypatch.setattr(ridge, "_TRIANGLE", 16)
    monkeypatch.setattr(ridge, "_SMALL", 0)
    features, labels, folds = made(400, 40)
    rows = Counted(features)
    data = HeadData(rows, labels, 3, folds, 8)
    streamed = held_out(data, PENALTIES)
    slow = by_kernel(features, labels, folds)
    for penalty in PENALTIES:
        assert np.allclose(streamed.scores[penalty], slow[penalty], atol=2e-4)
    assert streamed.whole is not None
    scaling, head = fit_ridge(data, 0.3, streamed.whole)
    direct_scaling, direct = fit_ridge(HeadData(features, labels, 3, folds, 8), 0.3)
    assert np.allclose(scaling.mean, direct_scaling.mean, atol=1e-5)
    assert np.allclose(head.weights, direct.weights, atol=1e-4)
    assert np.all(head.weights[1] == 0), "a column that never varies counts for nothing"


def test_each_row_is_read_a_few_times_whatever_their_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scaling, sums, scores and novelty: no pass for each fold or penalty."""
    passes = []
    for count in (2400, 4800):
        features, labels, folds = made(count, 12)
        rows = Counted(features)
        held_out(HeadData(rows, labels, 3, folds, 4))
        passes.append(rows.asked / count)
        assert rows.most <= 4096
    assert passes[1] <= passes[0] <= 12


@pytest.mark.slow
def test_memory_does_not_grow_with_the_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ridge, "_ROWS_PER_PRODUCT", 256)
    monkeypatch.setattr("ml.texture.feature_rows.blocks.__defaults__", (256,))
    monkeypatch.setattr("ml.answers.novelty.ROWS_FOR_AXES", 256)
    peaks = []
    for count in (1500, 6000):
        features, labels, folds = made(count, 300)
        with FeatureStore(tmp_path / f"{count}.rows", 1, 300) as store:
            keys = [f"{number:064x}" for number in range(count)]
            for key, row in zip(keys, features, strict=True):
                store.put(key, row[None])
            rows = store.rows(keys)
        del features
        tracemalloc.start()
        held_out(HeadData(rows, labels, 3, folds, 8), PENALTIES)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.25 * peaks[0], peaks
    assert peaks[1] < 6000 * 300 * 4, "less than the rows themselves"


def test_a_penalty_below_rounding_gets_the_next_larger_solution(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ridge, "_SMALL", 0)
    singular = np.ones((3, 3))
    singular[0, 0] = 1 - 1e-9
    right = np.ones((3, 1))
    small, large = solve_path(singular, right, [0.0, 1.0])
    assert np.array_equal(small, large)
    assert np.allclose((np.ones((3, 3)) + np.eye(3)) @ large, right, atol=1e-6)


def test_references_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ml.answers.novelty.spread_over_classes.__defaults__", (10,))
    features, labels, folds = made(120, 30)
    fitted = fit_head(HeadData(features, labels, 3, folds, 8), ["c0", "c1", "c2"])
    assert fitted.references.shape == (30, 8)
    assert fitted.referred is not None
    assert np.bincount(labels[fitted.referred]).tolist() == [10, 10, 10]


_FIT = """
import hashlib, numpy as np
from tests.ml.test_ridge import made
from ml.training.head_fitting import fit_head
from ml.texture import HeadData
for count in (300, 600):
    features, labels, folds = made(count, 400)
    fitted = fit_head(HeadData(features, labels, 3, folds, 16), ["c0", "c1", "c2"])
    parts = [fitted.ridge.weights, fitted.ridge.bias, fitted.scaling.mean, fitted.projection.axes]
    print(hashlib.sha256(b"".join(part.tobytes() for part in [*parts, fitted.references])).hexdigest())
"""


@pytest.mark.slow
def test_the_same_head_in_every_process() -> None:
    """On one machine with one number of threads, by kernel (300 rows) and by sums (600)."""
    alone = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    running = [
        subprocess.Popen([sys.executable, "-c", _FIT], stdout=subprocess.PIPE, env=alone) for _ in range(2)
    ]
    told = [process.communicate()[0].split() for process in running]
    assert told[0] == told[1]
    assert [len(line) for line in told[0]] == [64, 64]
