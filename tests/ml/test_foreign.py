"""Drawn textures that are no motif, and heads that learn to leave such things unnamed."""

from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from ml import foreign
from ml.cloth import SHIPPED, cloth_file
from ml.foreign import foreign_features, foreign_pictures
from ml.litert import NetworkPerThread
from ml.ridge import fit_ridge, held_out

PENALTY = 10.0


def test_foreign_pictures_are_always_the_same_and_never_blank() -> None:
    first, again = (list(islice(foreign_pictures(96), 20)) for _ in range(2))
    for picture, other in zip(first, again, strict=True):
        assert picture.shape == (96, 96, 3)
        assert picture.dtype == np.uint8
        assert picture.std() > 2
        np.testing.assert_array_equal(picture, other)
    assert len({picture.tobytes() for picture in first}) == 20


def test_features_are_kept_and_a_broken_file_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(foreign, "COUNT", 4)
    network = NetworkPerThread(SHIPPED / cloth_file(224))
    kept = tmp_path / "cache" / "foreign.npy"
    told: list[int] = []
    features = foreign_features(network, 224, kept, lambda done, total: told.append(done))
    assert features.shape[0] == 4
    assert told == [0, 1, 2, 3, 4]
    np.testing.assert_array_equal(foreign_features(network, 224, kept, lambda done, total: None), features)
    kept.write_bytes(kept.read_bytes()[:200])
    np.testing.assert_array_equal(foreign_features(network, 224, kept, lambda done, total: None), features)


@pytest.mark.parametrize(("count", "width"), [(100, 128), (400, 24)])
def test_what_belongs_to_no_class_scores_low_and_classes_stay_apart(count: int, width: int) -> None:
    """Fewer rows than columns are solved by their kernel, more by sums."""
    random = np.random.default_rng(0)
    labels = np.arange(count) % 2
    features = random.normal(0, 0.5, (count, width)).astype(np.float32)
    features[:, :8] += np.where(labels, 4, -4)[:, None]
    features[:, 8:16] += 3
    strangers = random.normal(0, 0.5, (2 * count, width)).astype(np.float32)
    strangers[:, :8] += random.choice([-4, 4], (2 * count, 1))
    strangers[:, 8:16] -= 3
    folds = np.arange(count) // 2 % 5
    learned, asked = strangers[:count], strangers[count:]
    plain = held_out(features, labels, folds, 2, 8, [PENALTY])
    warned = held_out(features, labels, folds, 2, 8, [PENALTY], foreign=learned)
    assert np.mean(warned.scores[PENALTY].argmax(axis=1) == labels) >= 0.95
    told_apart = {}
    for name, held, rows in (("plain", plain, None), ("warned", warned, learned)):
        own = held.scores[PENALTY].max(axis=1)
        scaling, head = fit_ridge(features, labels, 2, PENALTY, held.whole, foreign=rows)
        strange = head.scores(scaling.apply(asked)).max(axis=1)
        told_apart[name] = (own[:, None] > strange[None]).mean()
    assert told_apart["plain"] < 0.9  # They look like a class of their side.
    assert told_apart["warned"] > 0.95
