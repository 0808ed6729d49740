"""Ridge heads in closed form, in memory that does not grow with the images."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from ml.texture.balance import balance
from ml.texture.feature_rows import Rows, blocks
from ml.texture.gram import Ridge, Scaling

LAMBDAS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)

_ROWS_PER_PRODUCT = 4096
_TRIANGLE = 256
_SMALL = 1000
"""Up to here the axes of a kernel, found once for all penalties, cost less than a triangle for each."""
_TINY = 1e-12


@dataclass(frozen=True)
class ExtraRows:
    """Rows that every head learns from in addition to the images: float32 (m, d), class indices (m,)."""

    features: np.ndarray
    labels: np.ndarray


@dataclass(frozen=True)
class HeadData:
    """What a head is fitted on: a row for each view of each image, n in all."""

    features: Rows
    """float32 (n, d)."""
    labels: np.ndarray
    """Class indices int (n,)."""
    classes: int
    folds: np.ndarray
    """int (n,): the rows that are held out together."""
    embedding_size: int
    """Length of the vectors that similarity and novelty are measured by."""
    similarity: Rows | None = None
    """float32 (n, e): what those vectors are made of; None for the features."""
    judged: slice | np.ndarray = field(default_factory=lambda: slice(None))
    """The rows that held-out figures and calibration are taken from."""
    balance: str = "none"
    """A method of `ml.texture.balance`."""
    extra: ExtraRows | None = None
    groups: np.ndarray | None = None
    """int (n,): rows of one group show the same or look alike; None for each its own."""

    drawn: np.ndarray | None = None
    """bool (n,): rows of drawings, where they stand for photographs; None for no such row."""

    @property
    def learns_drawings(self) -> bool:
        """Whether most of what is learned was drawn."""
        return self.extra is not None or (self.drawn is not None and bool(self.drawn.mean() > 0.5))

    @property
    def look_alikes(self) -> np.ndarray:
        """The group of each row, int (n,)."""
        return np.arange(len(self.labels)) if self.groups is None else self.groups

    @property
    def compared(self) -> Rows:
        """What similarity and novelty are measured in."""
        return self.features if self.similarity is None else self.similarity


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


def sums_of(features: Rows, labels: np.ndarray, rows: np.ndarray, onto: Sums) -> Sums:
    """Add the rows (m,) in one pass: products in float32 a block at a time, sums of blocks in float64."""
    classes = len(onto.class_counts)
    for block in blocks(len(rows), _ROWS_PER_PRODUCT):
        x = onto.scaling.apply(features[rows[block]])
        chosen = np.eye(classes, dtype=np.float32)[labels[rows[block]]]
        part = Sums(
            onto.scaling,
            len(x),
            x.sum(axis=0, dtype=np.float64),
            x.T @ x,
            (chosen.T @ x).astype(np.float64),
            chosen.sum(axis=0, dtype=np.float64),
        )
        onto = onto.plus(part)
    return onto


def signed_targets(labels: np.ndarray, classes: int) -> np.ndarray:
    """Class indices (n,) to +1 for the class, -1 for the others: float64 (n, classes)."""
    targets: np.ndarray = 2 * np.eye(classes)[labels] - 1
    return targets


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


def to_learn(data: HeadData, rows: np.ndarray | slice) -> tuple[Scaling, np.ndarray, np.ndarray, np.ndarray]:
    """A scaling of these rows and the extra ones; scaled rows, targets, weights: balanced, then the extra."""
    features, extra = data.features[rows], data.extra
    scaling = Scaling.fit(features if extra is None else np.concatenate([features, extra.features]))
    x, truth, weights = balance(scaling.apply(features), data.labels[rows], data.balance)
    if extra is not None:
        x = np.concatenate([x, scaling.apply(extra.features)])
        truth = np.concatenate([truth, extra.labels])
        weights = np.concatenate([weights, np.ones(len(extra.labels))])
    return scaling, x, signed_targets(truth, data.classes), weights


def fit_ridge(data: HeadData, penalty: float, whole: Sums | None = None) -> tuple[Scaling, Ridge]:
    """The final scaling and head on all rows; `whole` as `held_out` returned it, which is used up."""
    if whole is not None:
        scaling, heads = whole.path([penalty])
        return scaling, heads[0]
    scaling, x, targets, weights = to_learn(data, slice(None))
    return scaling, ridge_path(x, targets, [penalty], weights)[0]
