"""What the texture recipe learns from beside the pictures as they are: balanced classes, other views."""

from typing import Any

import numpy as np
import pytest

from ml.errors import ConfigInvalid
from ml.images import turn
from ml.texture import HeadData, ridge_path, signed_targets
from ml.texture.balance import balance
from ml.training import held_out
from ml.training.texture import seen, views_of


def _uneven(sizes: tuple[int, ...] = (40, 12, 6)) -> tuple[Any, np.ndarray]:
    random = np.random.default_rng(0)
    labels = np.repeat(np.arange(len(sizes)), sizes)
    centres = random.normal(0, 1.2, (len(sizes), 80))
    return (centres[labels] + random.normal(0, 1, (len(labels), 80))).astype(np.float32), labels


def test_weights_give_every_class_the_same_sum() -> None:
    features, labels = _uneven()
    same, named, weights = balance(features, labels, "class_weights")
    assert same is features and named is labels
    assert np.allclose([weights[labels == label].sum() for label in range(3)], len(labels) / 3)


def test_a_weight_of_two_is_a_row_twice() -> None:
    features, labels = _uneven()
    targets = signed_targets(labels, 3)
    twice = np.concatenate([features, features[labels == 2]])
    again = np.concatenate([targets, targets[labels == 2]])
    weighed = ridge_path(features, targets, [0.1], np.where(labels == 2, 2.0, 1.0))[0]
    repeated = ridge_path(twice, again, [0.1])[0]
    assert np.allclose(weighed.weights, repeated.weights, atol=1e-4)
    assert np.allclose(weighed.bias, repeated.bias, atol=1e-6)


def test_smote_fills_up_between_neighbours_and_is_the_same_every_time() -> None:
    features, labels = _uneven((20, 9, 4, 1))
    more, named, weights = balance(features, labels, "smote", seed=1)
    assert np.bincount(named).tolist() == [20, 20, 20, 1], "a class of one has no neighbour to go to"
    assert np.array_equal(more[: len(labels)], features) and more.dtype == np.float32
    assert np.all(weights == 1)
    made = more[len(labels) :][named[len(labels) :] == 2]
    own = features[labels == 2]
    assert np.all(made.min(axis=0) >= own.min(axis=0) - 1e-5) and np.all(
        made.max(axis=0) <= own.max(axis=0) + 1e-5
    )
    assert np.array_equal(more, balance(features, labels, "smote", seed=1)[0])


@pytest.mark.parametrize("method", ["none", "class_weights", "smote"])
def test_held_out_rows_are_never_made_up(method: str) -> None:
    features, labels = _uneven()
    folds = np.arange(len(labels)) % 3
    held = held_out(HeadData(features, labels, 3, folds, 8, balance=method), [0.1])
    assert held.scores[0.1].shape == (len(labels), 3)
    right = held.scores[0.1].argmax(axis=1) == labels
    assert right.mean() > 0.8


def test_an_unknown_method_is_named() -> None:
    features, labels = _uneven()
    with pytest.raises(ConfigInvalid, match="received 'luck'"):
        balance(features, labels, "luck")


def test_views_are_orientations_and_scales() -> None:
    assert views_of(turned=False, zoomed=False) == [0]
    assert views_of(turned=False, zoomed=True) == [0, 8]
    assert views_of(turned=True, zoomed=True) == list(range(16))
    picture = np.random.default_rng(0).integers(0, 255, (64, 64, 3), dtype=np.uint8)
    assert np.array_equal(seen(picture, 0), picture)
    assert np.array_equal(seen(picture, 5), turn(picture, 5))
    nearer = seen(picture, 8)
    assert nearer.shape == picture.shape and nearer.dtype == np.uint8
    assert np.array_equal(seen(picture, 9), turn(nearer, 1))
    assert np.abs(nearer[32, 32].astype(int) - picture[32, 32]).max() < 90, "the middle stays in the middle"
