"""What a head says of motifs that it never learned: each class left out in turn, in closed form."""

from dataclasses import dataclass

import numpy as np

from ml.answers import Projection, distance_to_nearest, spread_over_classes
from ml.datasets import group_folds
from ml.texture import HeadData, Scaling, signed_targets
from ml.training.cross_validation import choose_penalty, held_out, projected

MOST_ROWS = 4000
"""Rows that are looked at at most; of more, as many of each class as fit."""

_FOLDS = 5

_NEVER = -1e9
"""The score of the class that was left out: it can be named no more than one that does not exist."""


@dataclass(frozen=True)
class Unseen:
    """Answers to pictures of classes that were left out: raw scores (m, k), distance to the others (m,)."""

    scores: np.ndarray
    distance: np.ndarray

    @property
    def best(self) -> np.ndarray:
        """The best score of each picture (m,)."""
        best: np.ndarray = self.scores.max(axis=1)
        return best


def left_out(data: HeadData, penalty: float, projection: Projection) -> Unseen | None:
    """Each class's judged pictures as a head of this penalty sees them that learned from all others.

    `projection` makes what distances are measured in. With C the rows of a class and B the inverse of the
    kernel, bordered by ones for the intercept, the scores without them are t - inv(B[C, C]) (B t)[C]: one
    inverse serves all classes (Rasmussen and Williams 2006, 5.4.2, for single rows). Further drawings are
    left out with their class; balancing is not applied. None with two classes: one is no choice.
    """
    if data.classes < 3:
        return None
    rows = _rows(data)
    scaled, labels = _learned(data, rows)
    inverse = _bordered_inverse(scaled, penalty)
    targets = signed_targets(labels, data.classes)
    along = inverse @ targets
    embedded = list(projected(data.compared, rows, projection))
    vectors, kept = (np.concatenate(part) for part in zip(*embedded, strict=True))
    judged = np.isin(rows, np.arange(len(data.labels))[data.judged])
    scores, distance = [], []
    for label in np.unique(data.labels):
        out = np.flatnonzero(labels == label)
        said = targets[out] - np.linalg.solve(inverse[np.ix_(out, out)], along[out])
        said[:, label] = _NEVER
        inside = data.labels[rows] == label
        own = np.flatnonzero(inside & judged)
        scores.append(said[np.isin(out, own)])
        distance.append(distance_to_nearest(vectors[own], kept[own], vectors[~inside]))
    return Unseen(np.concatenate(scores), np.concatenate(distance))


def left_out_of_network(
    features: np.ndarray,
    labels: np.ndarray,
    groups: np.ndarray,
    judged: np.ndarray,
    projection: Projection,
    temperature: float,
) -> Unseen | None:
    """The same for a network, by a closed-form head on its last layer's features float32 (n, d).

    `labels` and `groups` are int (n,), `judged` the rows int (m,) that are asked about. Scores are brought to
    the scale on which `temperature` turns them into probabilities. The features were learned with the classes
    that are left out, so the figure flatters a little.
    """
    folds = group_folds([str(label) for label in labels], [str(group) for group in groups], _FOLDS, seed=0)
    classes = int(labels.max()) + 1
    data = HeadData(features, labels, classes, folds, projection.axes.shape[1], judged=judged)
    penalty, own = choose_penalty(held_out(data), labels)
    unseen = left_out(data, penalty, projection)
    return unseen and Unseen(unseen.scores * (temperature / own), unseen.distance)


def _rows(data: HeadData) -> np.ndarray:
    if len(data.labels) <= MOST_ROWS:
        return np.arange(len(data.labels))
    return spread_over_classes(data.labels, MOST_ROWS // data.classes)


def _learned(data: HeadData, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Scaled rows, further drawings after them, and the class of each."""
    features, labels = data.features[rows], data.labels[rows]
    if data.extra is not None:
        features = np.concatenate([features, data.extra.features])
        labels = np.concatenate([labels, data.extra.labels])
    return Scaling.fit(features).apply(features), labels


def _bordered_inverse(scaled: np.ndarray, penalty: float) -> np.ndarray:
    """Of the ridge's kernel with an unpenalised intercept, less its last row and column: float64 (n, n)."""
    count = len(scaled)
    system = np.ones((count + 1, count + 1))
    system[:count, :count] = scaled @ scaled.T
    system[np.arange(count), np.arange(count)] += penalty
    system[count, count] = 0
    inverse: np.ndarray = np.linalg.inv(system)[:count, :count]
    return inverse
