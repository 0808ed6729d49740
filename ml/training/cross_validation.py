"""What ridge heads say of rows that they had not learned from, in memory that does not grow with the rows."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ml.answers import Projection, fit_temperature, log_losses, spread_over_classes
from ml.answers.novelty import ROWS_FOR_AXES, embedded, novelty
from ml.texture import ALWAYS, LAMBDAS, Extra, Ridge, Rows, Scaling, blocks
from ml.texture.ridge import Sums, solve_path, sums_of, to_learn, weighted

_ENOUGH_TO_CHOOSE = 20_000
_ENOUGH_ALONE = 1000
"""Held-out rows by which one fold chooses the penalty for all, where a head costs more than the rows do."""

Heads = Callable[[Rows, np.ndarray], list[np.ndarray]]
"""Scores (m, k) per penalty of the rows of features (n, d) that int (m,) name."""


@dataclass(frozen=True)
class Held:
    """What heads said of rows they had not seen: scores (n, k) per penalty, and novelty (n,)."""

    scores: dict[float, np.ndarray]
    novelty: np.ndarray
    whole: Sums | None = None
    """What all rows add up to, when there were too many to keep: the final head needs no other pass."""
    strangers: "Held | None" = None
    """The same of the extra rows that belong to a fold."""

    @classmethod
    def empty(cls, count: int, classes: int, penalties: Sequence[float]) -> "Held":
        """Nothing said yet, of `count` rows."""
        return cls(
            {penalty: np.zeros((count, classes), np.float32) for penalty in penalties}, np.zeros(count)
        )

    def hear(self, rows: np.ndarray, told: dict[float, np.ndarray], strange: np.ndarray) -> None:
        """Write down what heads said of some rows."""
        for penalty, scores in told.items():
            self.scores[penalty][rows] = scores
        self.novelty[rows] = strange

    def only(self, penalties: Sequence[float]) -> "Held":
        """What was said by heads of these penalties."""
        return replace(self, scores={penalty: self.scores[penalty] for penalty in penalties})


def held_out(
    features: Rows,
    labels: np.ndarray,
    folds: np.ndarray,
    classes: int,
    dimensions: int,
    penalties: Sequence[float] = LAMBDAS,
    on_fold: Callable[[int, int], None] = lambda done, total: None,
    balanced: str = "none",
    judged: slice = slice(None),
    looks: Rows | None = None,
    extra: Extra | None = None,
) -> Held:
    """Fit everything (scaling, projection, head) without each fold and apply it to that fold.

    `balanced` is one of balance.METHODS, applied to the rows inside. `features` are float32 (n, d); novelty
    is measured in `looks`, by default the same. Heads learn from the rows `extra` too. Up to d rows are
    solved by their kernel; more are added up once, fold by fold, and what is learned without a fold is what
    all add up to less that fold. Of so many the first fold's answers on the rows `judged` choose the penalty,
    if they are enough, and the other folds are asked by that one alone.
    """
    looks = features if looks is None else looks
    extra = extra or Extra.none(features.shape[1], looks.shape[1])
    strangers = extra.only(extra.folds != ALWAYS)
    own, theirs = (Held.empty(len(rows), classes, penalties) for rows in (labels, strangers.labels))
    few = balanced != "none" or len(labels) <= features.shape[1]
    whole, parts = (None, []) if few else _by_fold(features, labels, folds, classes, extra)
    sight = _Sight(looks, labels, strangers.looks, dimensions, few)
    numbers = np.unique(folds)
    for done, fold in enumerate(numbers):
        on_fold(done, len(numbers))
        inside, outside = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        strange = np.flatnonzero(strangers.folds == fold)
        if whole is None:
            beside = extra.only(extra.folds != fold)
            heads = _by_kernel(features, labels, inside, classes, penalties, balanced, beside)
        else:
            heads = _by_weights(*whole.without(parts[done]).path(penalties))
        near, far = sight.novelty(inside, outside, strange)
        own.hear(outside, dict(zip(penalties, heads(features, outside), strict=True)), near)
        theirs.hear(strange, dict(zip(penalties, heads(strangers.features, strange), strict=True)), far)
        if done == 0 and whole is not None:
            penalties = _enough(own, labels, np.intersect1d(outside, np.arange(len(labels))[judged]))
    on_fold(len(numbers), len(numbers))
    own, theirs = own.only(penalties), theirs.only(penalties)
    return replace(own, whole=whole, strangers=theirs if len(strangers.labels) else None)


def _enough(held: Held, labels: np.ndarray, rows: np.ndarray) -> Sequence[float]:
    """The penalties still to be tried once these rows have answers: one, if they are enough to choose it."""
    if len(rows) < _ENOUGH_ALONE:
        return tuple(held.scores)
    known = {penalty: told[rows] for penalty, told in held.scores.items()}
    return (choose_penalty(Held(known, np.zeros(0)), labels[rows])[0],)


def _by_fold(
    features: Rows, labels: np.ndarray, folds: np.ndarray, classes: int, extra: Extra
) -> tuple[Sums, list[Sums]]:
    """What all rows add up to, and each fold's share of it."""
    scaling = Scaling.fit(features)

    def with_extra(part: Sums, fold: int) -> Sums:
        rows = np.flatnonzero(extra.folds == fold)
        return sums_of(extra.features, extra.labels, rows, part)

    whole, parts = with_extra(Sums.empty(scaling, classes), ALWAYS), []
    for fold in np.unique(folds):
        rows = np.flatnonzero(folds == fold)
        part = with_extra(sums_of(features, labels, rows, Sums.empty(scaling, classes)), fold)
        whole = whole.plus(part)
        parts.append(part.single())
    return whole, parts


def _by_kernel(
    features: Rows,
    labels: np.ndarray,
    inside: np.ndarray,
    classes: int,
    penalties: Sequence[float],
    balanced: str,
    extra: Extra,
) -> Heads:
    """Heads of the rows inside that are never written out."""
    scaling, *learned = to_learn(features[inside], labels[inside], classes, balanced, extra)
    x, centred, bias = weighted(*learned)
    solved = solve_path((x @ x.T).astype(np.float64), centred, penalties)

    def heads(asked: Rows, rows: np.ndarray) -> list[np.ndarray]:
        across = (scaling.apply(asked[rows]) @ x.T).astype(np.float64)
        return [(across @ one + bias).astype(np.float32) for one in solved]

    return heads


def _by_weights(scaling: Scaling, ridges: Sequence[Ridge]) -> Heads:
    """Heads that ask a block of rows at a time."""

    def heads(asked: Rows, rows: np.ndarray) -> list[np.ndarray]:
        told = [np.zeros((len(rows), len(ridge.bias)), np.float32) for ridge in ridges]
        for block in blocks(len(rows)):
            x = scaling.apply(asked[rows[block]])
            for one, ridge in zip(told, ridges, strict=True):
                one[block] = ridge.scores(x)
        return told

    return heads


class _Sight:
    """Where novelty is measured: the images' rows (n, e) and the strangers' (m, e)."""

    def __init__(
        self, looks: Rows, labels: np.ndarray, strangers: np.ndarray, dimensions: int, few: bool
    ) -> None:
        self._looks, self._labels, self._strangers = looks, labels, strangers
        self._dimensions = dimensions
        self._products = None
        if few and len(labels) <= ROWS_FOR_AXES:
            rows = np.concatenate([looks[:], strangers]) if len(strangers) else looks[:]
            self._products = rows @ rows.T

    def novelty(
        self, inside: np.ndarray, outside: np.ndarray, strange: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """How new rows outside and strangers look to a projection and references from the rows inside."""
        kept = inside[spread_over_classes(self._labels[inside])]
        if self._products is not None:
            asked = np.concatenate([outside, len(self._labels) + strange])
            both, share = embedded(self._products, inside, self._dimensions, np.concatenate([asked, kept]))
            found = novelty(both[: len(asked)], share[: len(asked)], both[len(asked) :])
            return found[: len(outside)], found[len(outside) :]
        projection = Projection.fit(self._looks, self._dimensions, inside)
        known = np.concatenate([short for short, _ in projected(self._looks, kept, projection)])
        near, far = (
            [novelty(*one, known) for one in projected(looks, rows, projection)]
            for looks, rows in ((self._looks, outside), (self._strangers, strange))
        )
        return np.concatenate(near), np.concatenate([*far, np.zeros(0)])


def projected(
    features: Rows, rows: np.ndarray, projection: Projection
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """What the projection makes of rows, a block at a time."""
    for block in blocks(len(rows)):
        yield projection.apply(features[rows[block]])


def choose_penalty(held: Held, labels: np.ndarray, slack: float = 0.0) -> tuple[float, float]:
    """The penalty and temperature with the least held-out log loss, of equals the first.

    With a `slack`, the largest penalty whose loss is at most so many standard errors above the least
    (Breiman et al. 1984 take one).
    """
    few = slice(None, None, -(-len(labels) // _ENOUGH_TO_CHOOSE))
    truth = labels[few]
    temperatures = {penalty: fit_temperature(scores[few], truth) for penalty, scores in held.scores.items()}
    losses = {
        penalty: log_losses(held.scores[penalty][few], truth, temperature)
        for penalty, temperature in temperatures.items()
    }
    best = min(losses, key=lambda penalty: float(losses[penalty].mean()))
    enough = losses[best].mean() + slack * losses[best].std() / np.sqrt(len(truth))
    chosen = max((penalty for penalty, loss in losses.items() if loss.mean() < enough), default=best)
    return chosen, temperatures[chosen]
