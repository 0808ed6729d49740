"""What ridge heads say of rows that they had not learned from, in memory that does not grow with the rows."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ml.answers import Projection, fit_temperature, log_losses, spread_over_classes
from ml.answers.novelty import ROWS_FOR_AXES, distance_to_nearest, embedded
from ml.texture import LAMBDAS, HeadData, Ridge, Rows, Scaling, blocks
from ml.texture.ridge import Sums, solve_path, sums_of, to_learn, weighted

_ENOUGH_TO_CHOOSE = 20_000
_ENOUGH_ALONE = 1000
"""Held-out rows by which one fold chooses the penalty for all, where a head costs more than the rows do."""

Heads = Callable[[Rows, np.ndarray], list[np.ndarray]]
"""Scores (m, k) per penalty of the rows of features (n, d) that int (m,) name."""


@dataclass(frozen=True)
class HeldOut:
    """What heads said of rows they had not seen: scores (n, k) per penalty, and novelty (n,)."""

    scores: dict[float, np.ndarray]
    novelty: np.ndarray
    whole: Sums | None = None
    """What all rows add up to, when there were too many to keep: the final head needs no other pass."""

    @classmethod
    def empty(cls, count: int, classes: int, penalties: Sequence[float]) -> "HeldOut":
        """Nothing said yet, of `count` rows."""
        return cls(
            {penalty: np.zeros((count, classes), np.float32) for penalty in penalties}, np.zeros(count)
        )

    def note(self, rows: np.ndarray, said: dict[float, np.ndarray], novelty: np.ndarray) -> None:
        """Write down what heads said of some rows."""
        for penalty, scores in said.items():
            self.scores[penalty][rows] = scores
        self.novelty[rows] = novelty

    def only(self, penalties: Sequence[float]) -> "HeldOut":
        """What was said by heads of these penalties."""
        return replace(self, scores={penalty: self.scores[penalty] for penalty in penalties})


def held_out(
    data: HeadData,
    penalties: Sequence[float] = LAMBDAS,
    on_fold: Callable[[int, int], None] = lambda done, total: None,
) -> HeldOut:
    """Fit everything (scaling, projection, head) without each fold and apply it to that fold.

    Balancing is applied to the rows inside. Up to d rows are solved by their kernel; more are added up once,
    fold by fold, and what is learned without a fold is what all add up to less that fold. Of so many the
    first fold's answers on the judged rows choose the penalty, if they are enough, and the other folds are
    asked by that one alone.
    """
    answers = HeldOut.empty(len(data.labels), data.classes, penalties)
    few = data.balance != "none" or len(data.labels) <= data.features.shape[1]
    whole, parts = (None, []) if few else _by_fold(data)
    distances = _Distances(data, few)
    numbers = np.unique(data.folds)
    for done, fold in enumerate(numbers):
        on_fold(done, len(numbers))
        inside, outside = np.flatnonzero(data.folds != fold), np.flatnonzero(data.folds == fold)
        if whole is None:
            heads = _by_kernel(data, inside, penalties)
        else:
            heads = _by_weights(*whole.without(parts[done]).path(penalties))
        said = dict(zip(penalties, heads(data.features, outside), strict=True))
        answers.note(outside, said, distances.novelty(inside, outside))
        if done == 0 and whole is not None:
            penalties = _enough(answers, data, outside)
    on_fold(len(numbers), len(numbers))
    return replace(answers.only(penalties), whole=whole)


def _enough(answers: HeldOut, data: HeadData, outside: np.ndarray) -> Sequence[float]:
    """The penalties still to be tried once these rows have answers: one, if they are enough to choose it."""
    rows = np.intersect1d(outside, np.arange(len(data.labels))[data.judged])
    if len(rows) < _ENOUGH_ALONE:
        return tuple(answers.scores)
    known = {penalty: said[rows] for penalty, said in answers.scores.items()}
    return (choose_penalty(HeldOut(known, np.zeros(0)), data.labels[rows])[0],)


def _by_fold(data: HeadData) -> tuple[Sums, list[Sums]]:
    """What all rows add up to, and each fold's share of it."""
    empty = Sums.empty(Scaling.fit(data.features), data.classes)
    whole, parts = empty, []
    if data.extra is not None:
        rows = np.arange(len(data.extra.labels))
        whole = sums_of(data.extra.features, data.extra.labels, rows, empty)
    for fold in np.unique(data.folds):
        rows = np.flatnonzero(data.folds == fold)
        part = sums_of(data.features, data.labels, rows, Sums.empty(empty.scaling, data.classes))
        whole = whole.plus(part)
        parts.append(part.single())
    return whole, parts


def _by_kernel(data: HeadData, inside: np.ndarray, penalties: Sequence[float]) -> Heads:
    """Heads of the rows inside that are never written out."""
    scaling, *learned = to_learn(data, inside)
    x, centred, bias = weighted(*learned)
    solved = solve_path((x @ x.T).astype(np.float64), centred, penalties)

    def heads(asked: Rows, rows: np.ndarray) -> list[np.ndarray]:
        across = (scaling.apply(asked[rows]) @ x.T).astype(np.float64)
        return [(across @ one + bias).astype(np.float32) for one in solved]

    return heads


def _by_weights(scaling: Scaling, ridges: Sequence[Ridge]) -> Heads:
    """Heads that ask a block of rows at a time."""

    def heads(asked: Rows, rows: np.ndarray) -> list[np.ndarray]:
        said = [np.zeros((len(rows), len(ridge.bias)), np.float32) for ridge in ridges]
        for block in blocks(len(rows)):
            x = scaling.apply(asked[rows[block]])
            for one, ridge in zip(said, ridges, strict=True):
                one[block] = ridge.scores(x)
        return said

    return heads


class _Distances:
    """How far rows lie from others, in the vectors that similarity is measured by."""

    def __init__(self, data: HeadData, few: bool) -> None:
        self._rows, self._labels, self._length = data.compared, data.labels, data.embedding_size
        self._products = None
        if few and len(data.labels) <= ROWS_FOR_AXES:
            rows = data.compared[:]
            self._products = rows @ rows.T

    def novelty(self, inside: np.ndarray, outside: np.ndarray) -> np.ndarray:
        """How new rows outside look to a projection and references from the rows inside."""
        kept = inside[spread_over_classes(self._labels[inside])]
        if self._products is not None:
            vectors, share = embedded(self._products, inside, self._length, np.concatenate([outside, kept]))
            return distance_to_nearest(
                vectors[: len(outside)], share[: len(outside)], vectors[len(outside) :]
            )
        projection = Projection.fit(self._rows, self._length, inside)
        known = np.concatenate([short for short, _ in projected(self._rows, kept, projection)])
        return np.concatenate(
            [distance_to_nearest(*one, known) for one in projected(self._rows, outside, projection)]
        )


def projected(
    features: Rows, rows: np.ndarray, projection: Projection
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """What the projection makes of rows, a block at a time."""
    for block in blocks(len(rows)):
        yield projection.apply(features[rows[block]])


def choose_penalty(answers: HeldOut, labels: np.ndarray, slack: float = 0.0) -> tuple[float, float]:
    """The penalty and temperature with the least held-out log loss, of equals the first.

    With a `slack`, the largest penalty whose loss is at most so many standard errors above the least
    (Breiman et al. 1984 take one).
    """
    few = slice(None, None, -(-len(labels) // _ENOUGH_TO_CHOOSE))
    truth = labels[few]
    temperatures = {
        penalty: fit_temperature(scores[few], truth) for penalty, scores in answers.scores.items()
    }
    losses = {
        penalty: log_losses(answers.scores[penalty][few], truth, temperature)
        for penalty, temperature in temperatures.items()
    }
    best = min(losses, key=lambda penalty: float(losses[penalty].mean()))
    enough = losses[best].mean() + slack * losses[best].std() / np.sqrt(len(truth))
    chosen = max((penalty for penalty, loss in losses.items() if loss.mean() < enough), default=best)
    return chosen, temperatures[chosen]
