"""The texture recipe's arithmetic, against slow and obvious versions of it."""

import numpy as np
import pytest

from ml.answers import Projection, fit_temperature, log_loss, softmax
from ml.answers.novelty import distance_to_nearest
from ml.models.heads import block_places, spread
from ml.texture import HeadData, Scaling, ridge_path, signed_targets, similarity_rows, texture_feature
from ml.texture.gram import FLOOR, SimilarityRows, block_feature, gram, similarity_feature
from ml.training import HeldOut, choose_penalty, held_out


@pytest.fixture
def random() -> np.random.Generator:
    return np.random.default_rng(0)


def test_gram_is_the_mean_outer_product(random: np.random.Generator) -> None:
    maps = random.normal(size=(4, 5, 3)).astype(np.float32)
    slow = np.mean([np.outer(v, v) for v in maps.reshape(-1, 3)], axis=0)
    assert np.allclose(gram(maps), slow, atol=1e-6)


def test_features_are_roots_of_gram_matrices_of_norm_one(random: np.random.Generator) -> None:
    maps = [random.normal(size=(4, 4, c)).astype(np.float32) for c in (3, 5)]
    feature = texture_feature(maps)
    assert feature.shape == (6 + 15,)
    assert feature.dtype == np.float32
    assert np.allclose([np.linalg.norm(feature[:6]), np.linalg.norm(feature[6:])], 1, atol=1e-6)
    root = np.zeros((3, 3))
    root[np.triu_indices(3)] = feature[:6] / [1, np.sqrt(2), np.sqrt(2), 1, np.sqrt(2), 1]
    root += np.triu(root, 1).T
    raised = gram(maps[0]) + np.eye(3) * FLOOR * np.trace(gram(maps[0])) / 3
    assert np.allclose(root @ root, raised / np.trace(raised), atol=1e-6)
    assert np.array_equal(block_feature(np.zeros((3, 3), np.float32)), np.zeros(6, np.float32))


def test_likeness_is_read_back_from_stored_features(random: np.random.Generator) -> None:
    maps = [[random.normal(size=(7, 7, c)).astype(np.float32) for c in (3, 5)] for _ in range(4)]
    stored = np.stack([texture_feature(one) for one in maps])
    looks = np.stack([similarity_feature([gram(each) for each in one]) for one in maps])
    assert np.allclose(np.linalg.norm(looks[:, :6], axis=1), 1, atol=1e-6)
    upper = gram(maps[0][0])[np.triu_indices(3)]
    assert np.allclose(looks[0, :6] * np.abs(looks[0, :6]), upper / np.abs(upper).sum(), atol=1e-6)
    rows = similarity_rows(stored, (3, 5))
    assert np.allclose(rows[:], looks, atol=2e-3)
    lazy = SimilarityRows(stored, (3, 5))
    assert len(lazy) == 4 and lazy.shape == (4, 21)
    assert np.array_equal(lazy[np.array([2, 0])], rows[:][[2, 0]])


def test_a_picture_that_uses_one_direction_alone_has_a_finite_root() -> None:
    flat = np.full((6, 6, 4), 2, np.float32)
    feature = block_feature(gram(flat))
    assert np.all(np.isfinite(feature)) and np.isclose(np.linalg.norm(feature), 1, atol=1e-6)
    slope = np.arange(10, dtype=np.float64)
    shares, whole = block_places(flat, slope)
    assert whole == pytest.approx(slope @ feature, abs=1e-5)
    assert np.allclose(shares, whole / 36, atol=1e-9), "places that are alike speak alike"


def test_scaling_gives_mean_zero_and_unit_mean_norm(random: np.random.Generator) -> None:
    features = random.normal(3, 2, size=(50, 20)).astype(np.float32)
    features[:, 4] = 7
    x = Scaling.fit(features).apply(features)
    assert np.allclose(x.mean(axis=0), 0, atol=1e-6)
    assert np.isclose((x**2).sum(axis=1).mean(), 1, atol=1e-4)
    assert np.all(x[:, 4] == 0)


@pytest.mark.parametrize(("rows", "columns"), [(30, 80), (80, 30)])
def test_ridge_is_the_same_in_dual_and_primal(random: np.random.Generator, rows: int, columns: int) -> None:
    x = random.normal(size=(rows, columns)).astype(np.float32)
    targets = signed_targets(random.integers(0, 3, rows), 3)
    head = ridge_path(x, targets, [0.5])[0]
    double = x.astype(np.float64)
    centred = targets - targets.mean(axis=0)
    direct = np.linalg.solve(double.T @ double + 0.5 * np.eye(columns), double.T @ centred)
    assert np.allclose(head.weights, direct, atol=1e-4)
    assert np.allclose(head.scores(x), double @ direct + targets.mean(axis=0), atol=1e-3)


def test_temperature_is_the_best_there_is(random: np.random.Generator) -> None:
    labels = random.integers(0, 4, 300)
    scores = random.normal(size=(300, 4))
    scores[np.arange(300), labels] += 1.5
    best = fit_temperature(scores, labels)
    losses = [log_loss(scores, labels, t) for t in (best * 0.9, best, best * 1.1)]
    assert losses[1] == min(losses)
    assert np.allclose(softmax(scores, best).sum(axis=1), 1)


def test_slack_takes_the_largest_penalty_of_those_about_as_good() -> None:
    random = np.random.default_rng(3)
    labels = np.arange(300) % 4
    sure = 2 * np.eye(4)[labels]
    spread = random.normal(size=(300, 4))
    held = HeldOut(
        {1.0: sure + 0.7 * spread, 3.0: sure + 0.72 * spread, 9.0: sure + 2.5 * spread}, np.zeros(300)
    )
    assert choose_penalty(held, labels)[0] == 1.0
    assert choose_penalty(held, labels, slack=1.0)[0] == 3.0


def test_of_penalties_that_are_equally_good_the_first_is_taken() -> None:
    labels = np.arange(40) % 4
    told = {penalty: 50.0 * np.eye(4)[labels] for penalty in (0.1, 1.0, 10.0)}
    assert choose_penalty(HeldOut(told, np.zeros(40)), labels)[0] == 0.1


def test_held_out_scores_come_from_heads_that_never_saw_the_row(random: np.random.Generator) -> None:
    labels = np.repeat([0, 1], 40)
    features = random.normal(size=(80, 30)).astype(np.float32)
    folds = np.arange(80) % 4
    noise = held_out(HeadData(features, labels, 2, folds, 8))
    penalty, _ = choose_penalty(noise, labels)
    assert (noise.scores[penalty].argmax(axis=1) == labels).mean() < 0.7  # Nothing to learn, nothing leaked.
    features[:, 0] += 8 * labels
    told = held_out(HeadData(features, labels, 2, folds, 8))
    penalty, _ = choose_penalty(told, labels)
    assert (told.scores[penalty].argmax(axis=1) == labels).mean() > 0.9


def test_novelty_counts_what_the_references_cannot_express(random: np.random.Generator) -> None:
    basis = random.normal(size=(3, 40)).astype(np.float32)
    known = (random.normal(size=(60, 3)) @ basis).astype(np.float32)
    projection = Projection.fit(known, 8)
    references, kept = projection.apply(known)
    assert np.allclose(kept, 1, atol=1e-2)
    assert np.allclose(np.linalg.norm(references, axis=1), 1, atol=1e-5)
    foreign = random.normal(size=(60, 40)).astype(np.float32)
    inside = distance_to_nearest(
        *projection.apply((random.normal(size=(60, 3)) @ basis).astype(np.float32)), references
    )
    outside = distance_to_nearest(*projection.apply(foreign), references)
    assert outside.min() > np.quantile(inside, 0.95)


def test_projection_samples_many_rows(random: np.random.Generator) -> None:
    features = random.normal(size=(4500, 12)).astype(np.float32)
    assert Projection.fit(features, 8).axes.shape == (12, 8)
    assert Projection.fit(features[:5], 8).axes.shape == (12, 5)


def test_spreading_keeps_the_total(random: np.random.Generator) -> None:
    shares = random.normal(size=(14, 14))
    assert np.isclose(spread(shares, 28).sum(), shares.sum())
    assert np.array_equal(spread(shares, 14), shares)
