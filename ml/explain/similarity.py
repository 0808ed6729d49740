"""How alike two maps of evidence are: by the order of their places, and by their structure."""

import numpy as np

_WINDOW = 7


def spearman(a: np.ndarray, b: np.ndarray) -> float:
    """Rank correlation of two maps (h, w), -1..1; 0 when one of them is flat."""
    ranks = [_ranks(one.ravel()) for one in (a, b)]
    centred = [one - one.mean() for one in ranks]
    size = float(np.linalg.norm(centred[0]) * np.linalg.norm(centred[1]))
    return float(centred[0] @ centred[1]) / size if size > 0 else 0.0


def _ranks(values: np.ndarray) -> np.ndarray:
    """Ranks float64, ties sharing their mean rank."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return (last - (counts - 1) / 2)[inverse].astype(np.float64)


def ssim(a: np.ndarray, b: np.ndarray) -> float:
    """Mean structural similarity (Wang et al. 2004) of two maps (h, w) of one shape, each brought to 0..1.

    Windows of 7 x 7, or of the whole map where it is smaller; -1..1.
    """
    a, b = _unit(a), _unit(b)
    side = min(_WINDOW, *a.shape)
    first, second = (np.lib.stride_tricks.sliding_window_view(one, (side, side)) for one in (a, b))
    axes = (2, 3)
    mean_a, mean_b = first.mean(axis=axes), second.mean(axis=axes)
    var_a, var_b = first.var(axis=axes), second.var(axis=axes)
    both = (first * second).mean(axis=axes) - mean_a * mean_b
    c1, c2 = 0.01**2, 0.03**2
    score = (2 * mean_a * mean_b + c1) * (2 * both + c2)
    return float((score / ((mean_a**2 + mean_b**2 + c1) * (var_a + var_b + c2))).mean())


def _unit(values: np.ndarray) -> np.ndarray:
    """A map as it is shown: what speaks against counts as nothing, and the strongest place is 1."""
    positive = np.maximum(np.asarray(values, np.float64), 0)
    return positive / max(float(positive.max()), 1e-30)
