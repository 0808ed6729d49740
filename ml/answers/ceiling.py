"""What a model may say at most: no more than the held-out answers that were as sure bear out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ml.answers.calibration import softmax

POSSIBLE = 0.69
"""Most that is said where nothing but drawings tells what an answer is worth: "possible", no more."""

PHOTOGRAPHS = 30
"""Photographs that have to be held out before they tell it."""

_LEVELS = 64
_HALVINGS = 30


@dataclass(frozen=True)
class Ceiling:
    """The most that is said of a label from each probability on, both ascending and as long as each other.

    Of n held-out answers at least as sure, r of them right, follows at most (r + 1) / (n + 2): Laplace's rule
    of succession. A wider group speaks for a narrower one, so what is said never falls as the model gets
    surer. Without levels nothing is bounded, as in bundles of earlier releases.
    """

    levels: Sequence[float] = ()
    most: Sequence[float] = ()

    @classmethod
    def fit(
        cls, best: np.ndarray, right: np.ndarray, groups: np.ndarray, *, drawn: bool = False
    ) -> "Ceiling":
        """From held-out best probabilities float (n,), whether they were right bool (n,), and look-alikes.

        `groups` int (n,): pictures of one group count as one together. `drawn` says that drawings stand for
        the photographs that will be asked about.
        """
        _, group, sizes = np.unique(groups, return_inverse=True, return_counts=True)
        weights = 1 / sizes[group]
        order = np.argsort(-best, kind="stable")
        held = (np.cumsum((weights * right)[order]) + 1) / (np.cumsum(weights[order]) + 2)
        levels, most = best[order][::-1], np.maximum.accumulate(held[::-1])
        if drawn:
            most = np.minimum(most, POSSIBLE)
        kept = _turning(most)
        return cls(levels[kept].tolist(), most[kept].tolist())

    @property
    def highest(self) -> float:
        """The most that is ever said."""
        return float(self.most[-1]) if len(self.most) else 1.0

    def of(self, probabilities: np.ndarray) -> np.ndarray:
        """Probabilities (..., k) as they may be said, float64: in the same order, adding up to 1.

        One that is too sure is made softer, as by a higher temperature, until its best is at its ceiling:
        what the best one loses goes first to the next in line.
        """
        found = np.asarray(probabilities, np.float64)
        if not len(self.levels):
            return found
        rows = found.reshape(-1, found.shape[-1])
        best = rows.max(axis=1)
        most = np.maximum(np.interp(best, self.levels, self.most), 1 / rows.shape[1])
        said = np.where((best > most)[:, None], _softened(rows, most), rows)
        return said.reshape(found.shape)


def _softened(rows: np.ndarray, most: np.ndarray) -> np.ndarray:
    """Rows of probabilities (n, k) to the power at which the best is `most` (n,), found by halving."""
    logs = np.log(np.maximum(rows, 1e-300))
    low, high = np.zeros(len(rows)), np.ones(len(rows))
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        above = softmax(middle[:, None] * logs, 1.0).max(axis=1) > most
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return softmax(low[:, None] * logs, 1.0)


def _turning(most: np.ndarray) -> np.ndarray:
    """Where a rising line has to be kept so that what lies between is straight: at most _LEVELS indices."""
    inner = np.flatnonzero((most[1:-1] != most[:-2]) | (most[1:-1] != most[2:])) + 1
    kept = np.unique(np.concatenate([[0], inner, [len(most) - 1]]))
    if len(kept) <= _LEVELS:
        return kept
    spread: np.ndarray = kept[np.linspace(0, len(kept) - 1, _LEVELS).round().astype(int)]
    return spread
