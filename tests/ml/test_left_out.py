"""What is said of motifs that were never learned, in closed form and by leaving them out for real."""

import numpy as np
import pytest

from ml.answers import Projection
from ml.texture import ExtraRows, HeadData, Scaling, ridge_path, signed_targets
from ml.training.left_out import left_out, left_out_of_network

CLASSES, EACH, WIDTH = 5, 14, 60


def data(**changes: object) -> HeadData:
    random = np.random.default_rng(5)
    labels = np.repeat(np.arange(CLASSES), EACH)
    middles = random.normal(size=(CLASSES, WIDTH)) * 2
    features = (middles[labels] + random.normal(size=(len(labels), WIDTH)) + 3).astype(np.float32)
    given = {"features": features, "labels": labels, "classes": CLASSES, "embedding_size": 16}
    return HeadData(**{**given, "folds": np.arange(len(labels)) % 5, **changes})  # type: ignore[arg-type]


def for_real(one: HeadData, label: int, penalty: float) -> np.ndarray:
    """Scores of a class's rows by a head that never saw the class, in the scaling of all rows."""
    scaled = Scaling.fit(one.features).apply(one.features[:])
    inside = one.labels != label
    x = scaled[inside].astype(np.float64)
    [ridge] = ridge_path(
        (x - x.mean(axis=0)).astype(np.float32), signed_targets(one.labels[inside], CLASSES), [penalty]
    )
    return np.asarray((scaled[~inside] - x.mean(axis=0)) @ ridge.weights + ridge.bias)


def test_the_closed_form_is_leaving_out() -> None:
    one = data()
    projection = Projection.fit(one.features, one.embedding_size)
    unseen = left_out(one, 0.1, projection)
    assert unseen is not None
    for label in range(CLASSES):
        rows = slice(label * EACH, (label + 1) * EACH)
        others = np.arange(CLASSES) != label
        assert unseen.scores[rows][:, others] == pytest.approx(for_real(one, label, 0.1)[:, others], abs=2e-3)
        assert (unseen.scores[rows].argmax(axis=1) != label).all()


def test_only_judged_rows_are_asked_and_their_class_is_left_out_whole() -> None:
    views = data(judged=slice(None, None, 2))
    projection = Projection.fit(views.features, views.embedding_size)
    unseen, whole = left_out(views, 0.1, projection), left_out(data(), 0.1, projection)
    assert unseen is not None
    assert whole is not None
    assert unseen.scores == pytest.approx(whole.scores[::2])
    assert unseen.distance == pytest.approx(whole.distance[::2])


def test_further_drawings_leave_with_their_class() -> None:
    one = data()
    again = data(extra=ExtraRows(one.features[:].copy(), one.labels.copy()))
    projection = Projection.fit(one.features, one.embedding_size)
    unseen = left_out(again, 0.1, projection)
    assert unseen is not None
    assert unseen.best.mean() < 0.5, "a copy of a left-out picture that stayed would name it"


def test_with_two_classes_there_is_nothing_to_leave_out() -> None:
    one = data()
    two = one.labels < 2
    few = HeadData(one.features[two], one.labels[two], 2, one.folds[two], 8)
    assert left_out(few, 0.1, Projection.fit(few.features, 8)) is None


def test_a_network_is_asked_by_its_last_layers_features() -> None:
    one = data()
    projection = Projection.fit(one.features, one.embedding_size)
    judged = np.arange(0, len(one.labels), 3)
    unseen = left_out_of_network(
        one.features[:], one.labels, np.arange(len(one.labels)), judged, projection, temperature=2.0
    )
    assert unseen is not None
    assert len(unseen.scores) == len(unseen.distance) == len(judged)
