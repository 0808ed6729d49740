"""The feature store: what it gives back, what damage does to it, and that a killed collection goes on."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from ml.datasets import Item
from ml.training import FeatureStore, collect, feature_store

KEYS = [f"{number:064x}" for number in range(20)]


def items(count: int) -> list[Item]:
    return [Item(Path(str(n)), "a", KEYS[n], group=str(n)) for n in range(count)]


def read(path: Path, size: int) -> np.ndarray:
    return np.full((size, size, 3), int(path.name), np.uint8)


def compute(pixels: np.ndarray) -> np.ndarray:
    return np.array([[1, 2, 3], [4, 5, 6]], np.float32) + pixels[0, 0, 0]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "features" / "digest.rows"


def test_rows_are_read_like_an_array(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with FeatureStore(path, views=2, width=3) as store:
        whole = collect(items(10), store, 4, compute, read=read)
        assert isinstance(whole, np.ndarray)
        monkeypatch.setattr(feature_store, "IN_MEMORY", 0)
        rows = collect(items(10), store, 4, compute, read=read)
    assert not isinstance(rows, np.ndarray)
    assert rows.shape == whole.shape == (20, 3)
    assert rows[:].dtype == np.float32
    mask = np.arange(20) % 3 == 0
    for key in (slice(None), slice(3, 9), slice(None, None, 7), mask, np.array([19, 0, 5])):
        assert np.array_equal(rows[key], whole[key])
    assert np.array_equal(whole[::2], compute(np.zeros((1, 1, 1)))[0] + np.arange(10)[:, None])


def test_only_what_is_missing_is_computed(path: Path) -> None:
    computed: list[int] = []

    def counting(pixels: np.ndarray) -> np.ndarray:
        computed.append(int(pixels[0, 0, 0]))
        return compute(pixels)

    with FeatureStore(path, 2, 3) as store:
        collect(items(4), store, 4, counting, read=read)
    with FeatureStore(path, 2, 3) as store:
        collect(items(6), store, 4, counting, read=read)
    assert computed == [0, 1, 2, 3, 4, 5]


def test_damage_costs_the_damaged_record_alone(path: Path) -> None:
    with FeatureStore(path, 2, 3) as store:
        before = collect(items(5), store, 4, compute, read=read)
    record = path.stat().st_size // 5
    with path.open("r+b") as file:
        file.seek(2 * record + 40)
        file.write(b"\xff\xff")
        file.truncate(5 * record - 3)  # What a kill in the middle of a write leaves.
    with FeatureStore(path, 2, 3) as store:
        assert [store.get(key) is not None for key in KEYS[:5]] == [True, True, False, True, False]
        assert np.array_equal(collect(items(5), store, 4, compute, read=read)[:], before[:])
    assert path.stat().st_size == 6 * record, "the torn end was written over, the damaged record stays behind"


def test_two_writers_share_a_file(path: Path) -> None:
    with FeatureStore(path, 2, 3) as one, FeatureStore(path, 2, 3) as other:
        for number in range(6):
            (one, other)[number % 2].put(KEYS[number], compute(read(Path(str(number)), 1)))
        one.refresh()
        assert [store is not None for store in map(one.get, KEYS[:6])] == [True] * 6
        assert one.rows(KEYS[:6])[::2][:, 0].tolist() == [1, 2, 3, 4, 5, 6]


_SLOW = """
import sys, time
from pathlib import Path
from tests.ml.test_features import FeatureStore, collect, compute, items, read
def slow(pixels):
    time.sleep(0.05)
    return compute(pixels)
with FeatureStore(Path(sys.argv[1]), 2, 3) as store:
    collect(items(20), store, 4, slow, read=read)
"""


def test_a_killed_collection_goes_on_from_what_is_stored(path: Path) -> None:
    running = subprocess.Popen([sys.executable, "-c", _SLOW, str(path)])
    record = 36 + 12
    deadline = time.monotonic() + 60
    while not (path.exists() and path.stat().st_size >= 3 * record) and time.monotonic() < deadline:
        time.sleep(0.01)
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    computed: list[int] = []

    def counting(pixels: np.ndarray) -> np.ndarray:
        computed.append(1)
        return compute(pixels)

    with FeatureStore(path, 2, 3) as store:
        stored = len(store)
        rows = collect(items(20), store, 4, counting, read=read)
    assert 3 <= stored < 20
    assert len(computed) == 20 - stored
    assert rows[::2][:, 0].tolist() == [n + 1 for n in range(20)]
