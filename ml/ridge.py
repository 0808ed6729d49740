"""Ridge heads in closed form and their cross-validation, in memory that does not grow with the images."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ml.balance import balance
from ml.calibration import fit_temperature, log_loss
from ml.novelty import ROWS_FOR_AXES, Projection, embedded, novelty, spread_over_classes
from ml.rows import Rows, blocks
from ml.texture import Ridge, Scaling

LAMBDAS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)

NONE = -1
"""Class index of a row that belongs to no class: every score should be low."""

_ENOUGH_TO_CHOOSE = 20_000
_ENOUGH_ALONE = 1000
"""Held-out rows by which one fold chooses the penalty for all, where a head costs more than the rows do."""
_ROWS_PER_PRODUCT = 4096
_TRIANGLE = 256
_SMALL = 1000
"""Up to here the axes of a kernel, found once for all penalties, cost less than a triangle for each."""
_TINY = 1e-12


@dataclass(frozen=True)
class Extra:
    """Rows that every head learns from and none is judged by: float32 (m, d), class indices or NONE (m,)."""

    features: np.ndarray
    labels: np.ndarray


@dataclass(frozen=True)
class Held:
    """What heads said of rows they had not seen: scores (n, k) per penalty, and novelty (n,)."""

    scores: dict[float, np.ndarray]
    novelty: np.ndarray
    whole: "Sums | None" = None
    """What all rows add up to, when there were too many to keep: the final head needs no other pass."""


@dataclass(frozen=True)
class Sums:
    """All that a ridge needs to know of scaled rows: their number, sums, products, and sums per class."""

    scaling: Scaling
    count: int
    total: np.ndarray
    products: np.ndarray
    by_class: np.ndarray
    class_counts: np.ndarray

    @classmethod
    def empty(cls, scaling: Scaling, classes: int) -> "Sums":
        """Of no rows at all; float64."""
        d = len(scaling.mean)
        return cls(scaling, 0, np.zeros(d), np.zeros((d, d)), np.zeros((classes, d)), np.zeros(classes))

    def plus(self, other: "Sums") -> "Sums":
        """Both together; this one's products are added to in place."""
        products = self.products
        products += other.products
        return Sums(
            self.scaling,
            self.count + other.count,
            self.total + other.total,
            products,
            self.by_class + other.by_class,
            self.class_counts + other.class_counts,
        )

    def without(self, part: "Sums") -> "Sums":
        """This less a part of it, with products of its own."""
        return Sums(
            self.scaling,
            self.count - part.count,
            self.total - part.total,
            self.products - part.products,
            self.by_class - part.by_class,
            self.class_counts - part.class_counts,
        )

    def single(self) -> "Sums":
        """The same with products as float32, half the memory, for parts that are put by."""
        return Sums(
            self.scaling,
            self.count,
            self.total,
            self.products.astype(np.float32),
            self.by_class,
            self.class_counts,
        )

    def path(self, penalties: Sequence[float]) -> tuple[Scaling, list[Ridge]]:
        """These rows' own scaling, and ridge heads on it. Uses up the products."""
        outer, mean = self.products, self.total / self.count
        scale = np.where(np.isfinite(self.scaling.scale), self.scaling.scale, 0.0).astype(np.float64)
        variance = np.maximum(outer.diagonal() / self.count - mean**2, 0.0)
        scaling = Scaling.of(self.scaling.mean + mean * scale, variance * scale**2)
        ratio = scale / scaling.scale
        for rows in blocks(len(outer)):
            outer[rows] -= (self.count * mean[rows])[:, None] * mean
            outer[rows] *= ratio[rows, None] * ratio
        right = 2 * ((self.by_class - self.class_counts[:, None] * mean) * ratio).T
        bias = (2 * self.class_counts / self.count - 1).astype(np.float32)
        solved = solve_path(outer, right, penalties)
        return scaling, [Ridge(weights.astype(np.float32), bias) for weights in solved]


def sums_of(features: Rows, labels: np.ndarray, rows: np.ndarray, scaling: Scaling, classes: int) -> Sums:
    """Add up the rows (m,) in one pass: products in float32 a block at a time, sums of blocks in float64."""
    whole = Sums.empty(scaling, classes)
    for block in blocks(len(rows), _ROWS_PER_PRODUCT):
        x = scaling.apply(features[rows[block]])
        chosen = np.eye(classes + 1, classes, dtype=np.float32)[labels[rows[block]]]  # NONE is the last row.
        part = Sums(
            scaling,
            len(x),
            x.sum(axis=0, dtype=np.float64),
            x.T @ x,
            (chosen.T @ x).astype(np.float64),
            chosen.sum(axis=0, dtype=np.float64),
        )
        whole = whole.plus(part)
    return whole


def signed_targets(labels: np.ndarray, classes: int) -> np.ndarray:
    """Class indices (n,) to +1 for the class, -1 for the others: float64 (n, classes). NONE has none."""
    return 2 * np.eye(classes + 1, classes)[labels] - 1


def solve_path(kernel: np.ndarray, right: np.ndarray, penalties: Sequence[float]) -> list[np.ndarray]:
    """(kernel + penalty I) x = right for each penalty; float64 (d, d), which is worked on, and (d, k).

    A penalty so small that rounding leaves no positive definite matrix gets the solution of the next larger.
    """
    if len(kernel) <= _SMALL and len(penalties) == 1:
        np.fill_diagonal(kernel, kernel.diagonal() + penalties[0])
        return [np.linalg.solve(kernel, right)]
    if len(kernel) <= _SMALL:
        values, axes = np.linalg.eigh(kernel)
        along = axes.T @ right
        return [axes @ (along / np.maximum(values + penalty, _TINY)[:, None]) for penalty in penalties]
    diagonal = kernel.diagonal().copy()
    found: dict[float, np.ndarray] = {}
    solved = np.zeros_like(right)
    for penalty in sorted(penalties, reverse=True):
        np.fill_diagonal(kernel, diagonal + penalty)
        with contextlib.suppress(np.linalg.LinAlgError):
            solved = _substitute(np.linalg.cholesky(kernel), right)
        found[penalty] = solved
    return [found[penalty] for penalty in penalties]


def _substitute(lower: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Solve L L' x = right, a block of the triangle at a time (numpy knows no triangular solver)."""
    solved = right.copy()
    steps = list(blocks(len(lower), _TRIANGLE))
    for at in steps:
        rest = solved[at] - lower[at, : at.start] @ solved[: at.start]
        solved[at] = np.linalg.solve(lower[at, at], rest)
    for at in reversed(steps):
        rest = solved[at] - lower[at.stop :, at].T @ solved[at.stop :]
        solved[at] = np.linalg.solve(lower[at, at].T, rest)
    return solved


def ridge_path(
    x: np.ndarray, targets: np.ndarray, penalties: Sequence[float], weights: np.ndarray | None = None
) -> list[Ridge]:
    """Ridge heads for several penalties; solved in the dual while there are fewer rows than columns.

    `weights` (n,) say how much each row counts; by default all the same.
    """
    x, centred, bias = weighted(x, targets, weights)
    dual = x.shape[0] <= x.shape[1]
    kernel = (x @ x.T if dual else x.T @ x).astype(np.float64)
    solved = solve_path(kernel, centred if dual else _product(x.T, centred), penalties)
    heads = [_product(x.T, one) for one in solved] if dual else solved
    return [Ridge(one.astype(np.float32), bias.astype(np.float32)) for one in heads]


def weighted(
    x: np.ndarray, targets: np.ndarray, weights: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows and targets less their mean, each times the root of its weight, and that mean (k,)."""
    bias = np.average(targets, axis=0, weights=weights)
    if weights is None:
        return x, targets - bias, bias
    root = np.sqrt(weights)[:, None]
    return x * root.astype(np.float32), (targets - bias) * root, bias


def _product(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """float32 (m, n) by float64 (n, k) in float64, without a float64 copy of the whole left side."""
    out = np.zeros((len(left), right.shape[1]))
    for block in blocks(left.shape[1], 64):
        out += left[:, block].astype(np.float64) @ right[block]
    return out


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

    `balanced` is a method of `ml.balance`, applied to the rows inside. `features` are float32 (n, d); novelty
    is measured in `looks`, by default the same. Every head learns from the rows `extra` too. Up to d rows
    are solved by their kernel; more are added up
    once, fold by fold, and what is learned without a fold is what all add up to less that fold. Of so many
    the first fold's answers on the rows `judged` choose the penalty, if they are enough, and the other folds
    are asked by that one alone.
    """
    scores = {penalty: np.zeros((len(labels), classes), np.float32) for penalty in penalties}
    strange = np.zeros(len(labels))
    numbers = np.unique(folds)
    few = balanced != "none" or len(labels) <= features.shape[1]
    whole, parts = (None, []) if few else _by_fold(features, labels, folds, classes, extra)
    looks = features if looks is None else looks
    near = _products(looks) if few and len(labels) <= ROWS_FOR_AXES else None
    for done, fold in enumerate(numbers):
        on_fold(done, len(numbers))
        inside, outside = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        if whole is None:
            told = _asked_by_kernel(features, labels, inside, outside, classes, penalties, balanced, extra)
        else:
            told = _asked(features, outside, *whole.without(parts[done]).path(penalties))
        for penalty, told_by in zip(penalties, told, strict=True):
            scores[penalty][outside] = told_by
        strange[outside] = _novelty_without(looks, labels, inside, outside, dimensions, near)
        if done == 0 and whole is not None:
            penalties = _enough(scores, labels, np.intersect1d(outside, np.arange(len(labels))[judged]))
            scores = {penalty: scores[penalty] for penalty in penalties}
    on_fold(len(numbers), len(numbers))
    return Held(scores, strange, whole)


def _products(features: Rows) -> np.ndarray:
    """Every row with every row: float32 (n, n)."""
    rows: np.ndarray = features[:]
    return rows @ rows.T


def _enough(scores: dict[float, np.ndarray], labels: np.ndarray, rows: np.ndarray) -> tuple[float, ...]:
    """The penalties still to be tried once these rows have answers: one, if they are enough to choose it."""
    if len(rows) < _ENOUGH_ALONE:
        return tuple(scores)
    known = {penalty: told[rows] for penalty, told in scores.items()}
    return (choose_penalty(Held(known, np.zeros(0)), labels[rows])[0],)


def _by_fold(
    features: Rows, labels: np.ndarray, folds: np.ndarray, classes: int, extra: Extra | None = None
) -> tuple[Sums, list[Sums]]:
    """What all rows add up to, and each fold's share of it; extra rows belong to no fold."""
    scaling = Scaling.fit(features)
    whole = Sums.empty(scaling, classes)
    if extra is not None:
        every = np.arange(len(extra.labels))
        whole = whole.plus(sums_of(extra.features, extra.labels, every, scaling, classes))
    parts = []
    for fold in np.unique(folds):
        part = sums_of(features, labels, np.flatnonzero(folds == fold), scaling, classes)
        whole = whole.plus(part)
        parts.append(part.single())
    return whole, parts


def _asked_by_kernel(
    features: Rows,
    labels: np.ndarray,
    inside: np.ndarray,
    outside: np.ndarray,
    classes: int,
    penalties: Sequence[float],
    balanced: str = "none",
    extra: Extra | None = None,
) -> list[np.ndarray]:
    """Scores (m, k) per penalty of the rows outside, by heads of those inside that are never written out."""
    scaling, *learned = _to_learn(features[inside], labels[inside], classes, balanced, extra)
    x, centred, bias = weighted(*learned)
    solved = solve_path((x @ x.T).astype(np.float64), centred, penalties)
    across = (scaling.apply(features[outside]) @ x.T).astype(np.float64)
    return [(across @ one + bias).astype(np.float32) for one in solved]


def _to_learn(
    features: np.ndarray, labels: np.ndarray, classes: int, balanced: str, extra: Extra | None
) -> tuple[Scaling, np.ndarray, np.ndarray, np.ndarray]:
    """A scaling of all rows; scaled rows, targets, weights: the classes' balanced ones, then the extra."""
    every = features if extra is None else np.concatenate([features, extra.features])
    scaling = Scaling.fit(every)
    x, truth, weights = balance(scaling.apply(features), labels, balanced)
    if extra is not None:
        x = np.concatenate([x, scaling.apply(extra.features)])
        truth = np.concatenate([truth, extra.labels])
        weights = np.concatenate([weights, np.ones(len(extra.labels))])
    return scaling, x, signed_targets(truth, classes), weights


def _asked(features: Rows, rows: np.ndarray, scaling: Scaling, heads: Sequence[Ridge]) -> list[np.ndarray]:
    """Scores (m, k) of rows by each head, a block at a time."""
    told: list[list[np.ndarray]] = [[] for _ in heads]
    for block in blocks(len(rows)):
        x = scaling.apply(features[rows[block]])
        for one, head in zip(told, heads, strict=True):
            one.append(head.scores(x))
    return [np.concatenate(one) for one in told]


def _novelty_without(
    features: Rows,
    labels: np.ndarray,
    inside: np.ndarray,
    outside: np.ndarray,
    dimensions: int,
    products: np.ndarray | None = None,
) -> np.ndarray:
    """How new rows outside look (m,) to a projection and references from those inside."""
    kept = inside[spread_over_classes(labels[inside])]
    if products is not None:
        both, share = embedded(products, inside, dimensions, np.concatenate([outside, kept]))
        return novelty(both[: len(outside)], share[: len(outside)], both[len(outside) :])
    projection = Projection.fit(features, dimensions, inside)
    known = np.concatenate([short for short, _ in projected(features, kept, projection)])
    return np.concatenate([novelty(*one, known) for one in projected(features, outside, projection)])


def projected(
    features: Rows, rows: np.ndarray, projection: Projection
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """What the projection makes of rows, a block at a time."""
    for block in blocks(len(rows)):
        yield projection.apply(features[rows[block]])


def fit_ridge(
    features: Rows,
    labels: np.ndarray,
    classes: int,
    penalty: float,
    whole: Sums | None = None,
    balanced: str = "none",
    extra: Extra | None = None,
) -> tuple[Scaling, Ridge]:
    """The final scaling and head on all rows; `whole` as `held_out` returned it, which is used up."""
    if whole is not None:
        scaling, heads = whole.path([penalty])
        return scaling, heads[0]
    scaling, x, targets, weights = _to_learn(features[:], labels, classes, balanced, extra)
    return scaling, ridge_path(x, targets, [penalty], weights)[0]


def choose_penalty(held: Held, labels: np.ndarray) -> tuple[float, float]:
    """The penalty and temperature with the least held-out log loss."""
    few = slice(None, None, -(-len(labels) // _ENOUGH_TO_CHOOSE))
    best = None
    for penalty, scores in held.scores.items():
        temperature = fit_temperature(scores[few], labels[few])
        loss = log_loss(scores[few], labels[few], temperature)
        if best is None or loss < best[0]:
            best = (loss, penalty, temperature)
    assert best is not None
    return best[1], best[2]
