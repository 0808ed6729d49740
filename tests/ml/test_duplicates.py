"""Look-alikes are found without trying every pair, and none is lost on the way."""

import numpy as np
import pytest

from ml.datasets import fingerprint, look_alikes, near_duplicate_groups, near_pairs
from ml.datasets.look_alikes import NEAR_DUPLICATE, orientations
from tests.ml.patterns import KINDS, pattern


def turned_prints(count: int) -> np.ndarray:
    """Prints of patterns, some of them mirrored, turned copies of others: float32 (n, 1024)."""
    rows = []
    for seed in range(count):
        picture = pattern(KINDS[seed % 4], seed, 64)
        picture[: 8 + seed % 20, : 30 - seed % 7] //= 3  # What no turn of the pattern repeats.
        rows.append(fingerprint(picture))
        if seed % 3 == 0:
            view = np.rot90(picture[:, ::-1] if seed % 2 else picture, seed % 4)
            rows.append(fingerprint(np.clip(view.astype(int) + 9, 0, 255).astype(np.uint8)))
    return np.stack(rows)


def test_the_same_pairs_as_by_trying_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(look_alikes, "_BLOCK", 17)
    prints = turned_prints(60)
    views = orientations(prints.reshape(-1, 32, 32))
    best = np.max([prints @ view.reshape(prints.shape).T for view in views], axis=0)
    wanted = np.argwhere(np.triu(best > NEAR_DUPLICATE, 1))
    found = near_pairs(prints)
    assert {(pair.first, pair.second) for pair in found} == {(int(i), int(j)) for i, j in wanted}
    assert len(found) >= 20
    for pair in found:
        assert pair.likeness == pytest.approx(best[pair.first, pair.second], abs=1e-5)
        seen = views[pair.view][pair.second].ravel()
        assert float(prints[pair.first] @ seen) == pytest.approx(pair.likeness, abs=1e-5)


def test_the_bound_is_never_below_the_truth() -> None:
    random = np.random.default_rng(0)
    prints = np.concatenate([turned_prints(20), random.normal(size=(30, 1024)).astype(np.float32)])
    prints -= prints.mean(axis=1, keepdims=True)
    prints /= np.linalg.norm(prints, axis=1, keepdims=True)
    best = np.max(
        [prints @ v.reshape(prints.shape).T for v in orientations(prints.reshape(-1, 32, 32))], axis=0
    )
    parts = look_alikes._Parts.of(prints)
    assert np.all(parts.bound(parts) >= best - 1e-5)


def test_many_copies_of_one_picture_cost_no_pair_each() -> None:
    prints = np.repeat(turned_prints(1)[:1], 1200, axis=0)
    assert set(near_duplicate_groups(prints, [f"{i:04}" for i in range(1200)])) == {"0000"}
    assert near_duplicate_groups(prints[:0], []) == []
