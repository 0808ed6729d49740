"""95 % intervals: Wilson for shares, Newcombe for two of them, bootstrap for everything else."""

import math
from collections.abc import Iterator

import numpy as np

from ml.figures.reports import Estimate, McNemar

REPEATS = 2000
_Z = 1.959963984540054
_WORK = 20_000_000
"""Weights that a bootstrap over single images may draw: more images, fewer repeats."""


def wilson(hits: int, n: int) -> Estimate:
    """A proportion with Wilson's 95 % interval; with n = 0 the value is 0 and the interval all of 0..1."""
    return wilson_share(hits / n if n else 0.0, n)


def wilson_share(share: float, n: int) -> Estimate:
    """Wilson's interval around any share 0..1 of n images."""
    if n == 0:
        return Estimate(0.0, 0.0, 1.0, 0)
    z2 = _Z**2
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return Estimate(share, max(0.0, min(share, centre - half)), min(1.0, max(share, centre + half)), n)


def newcombe(hits: int, n: int, other_hits: int, other_n: int) -> Estimate:
    """Share of one group less that of another, apart from it, by Newcombe's hybrid score interval.

    `n` of the result is that of the first group.
    """
    one, other = wilson(hits, n), wilson(other_hits, other_n)
    value = one.value - other.value
    low = value - math.hypot(one.value - one.low, other.high - other.value)
    high = value + math.hypot(one.high - one.value, other.value - other.low)
    return Estimate(value, max(-1.0, low), min(1.0, high), n)


def percentile(value: float, draws: np.ndarray, n: int) -> Estimate:
    """The middle 95 % of bootstrap draws around a share 0..1; draws without a value are NaN.

    Where no draw differs from another (nothing went wrong, or nothing right) the bootstrap is blind, and
    Wilson's interval for such a share of n images takes its place.
    """
    known = draws[np.isfinite(draws)]
    low, high = np.quantile(known, [0.025, 0.975]) if n and known.size else (0.0, 0.0)
    if high - low < 1e-12:
        return wilson_share(float(np.clip(value, 0, 1)), n)
    return Estimate(float(value), float(min(low, value)), float(max(high, value)), n)


def paired_difference(old: np.ndarray, new: np.ndarray, seed: int = 0) -> Estimate:
    """Mean of `new` less mean of `old`, bool (n,) about the same images in the same order (at least one).

    The paired bootstrap draws how many images were gained, lost and neither. Where it is blind because no
    image changed sides, Agresti and Min's interval for matched pairs takes its place.
    """
    n = len(old)
    gained, lost = int((new & ~old).sum()), int((old & ~new).sum())
    value = (gained - lost) / n
    if max(gained, lost, n - gained - lost) == n:
        centre = (gained - lost) / (n + 2)
        spread = gained + lost + 1 - (gained - lost) ** 2 / (n + 2)
        half = _Z * math.sqrt(spread) / (n + 2)
        return Estimate(value, max(-1.0, min(value, centre - half)), min(1.0, max(value, centre + half)), n)
    shares = [gained / n, lost / n, (n - gained - lost) / n]
    draws = np.random.default_rng(seed).multinomial(n, shares, REPEATS)
    low, high = np.quantile((draws[:, 0] - draws[:, 1]) / n, [0.025, 0.975])
    return Estimate(value, float(min(low, value)), float(max(high, value)), n)


def mcnemar(only_first: int, only_second: int) -> McNemar:
    """The exact two-sided test: how often a fair coin splits at least so unevenly."""
    tail = upper_tail(max(only_first, only_second), only_first + only_second)
    return McNemar(only_first, only_second, min(1.0, 2 * tail))


def upper_tail(hits: int, tosses: int) -> float:
    """Probability of at least `hits` heads in `tosses` of a fair coin."""
    return sum(math.comb(tosses, k) for k in range(hits, tosses + 1)) / (1 << tosses)


def auroc(known: np.ndarray, other: np.ndarray) -> Estimate:
    """Area under the ROC curve: how often `other` (m,) lies above `known` (n,).

    With the 95 % interval of DeLong et al. 1988, on the scale of its log odds.
    """
    if min(len(known), len(other)) < 2:
        return Estimate(0.5, 0.0, 1.0, len(other))
    beaten, beating = _share_below(known, other), 1 - _share_below(other, known)
    area = float(beaten.mean())
    spread = math.sqrt(beaten.var(ddof=1) / len(other) + beating.var(ddof=1) / len(known))
    if area in (0.0, 1.0) or spread == 0:
        return Estimate(area, area, area, len(other))
    odds, reach = math.log(area / (1 - area)), _Z * spread / (area * (1 - area))
    low, high = 1 / (1 + np.exp(-(odds - reach))), 1 / (1 + np.exp(-(odds + reach)))
    return Estimate(area, float(low), float(high), len(other))


def _share_below(values: np.ndarray, each: np.ndarray) -> np.ndarray:
    """The share of `values` that lie below each, equal ones by half."""
    ordered = np.sort(values)
    below, upto = (np.searchsorted(ordered, each, side) for side in ("left", "right"))
    share: np.ndarray = (below + upto) / (2 * len(ordered))
    return share


def quantile(values: np.ndarray, share: float) -> Estimate:
    """A quantile of measurements (at least one) with an interval by order statistics, free of assumptions."""
    ordered = np.sort(values)
    n = len(ordered)
    half = _Z * math.sqrt(n * share * (1 - share))
    low = ordered[max(0, math.floor(n * share - half) - 1)]
    high = ordered[min(n - 1, math.ceil(n * share + half))]
    value = float(np.quantile(ordered, share))
    return Estimate(value, min(float(low), value), max(float(high), value), n)


def image_weights(n: int, seed: int = 0, classes: int = 1) -> Iterator[np.ndarray]:
    """Blocks float32 (b, n) of how often each of n images is drawn; the same for the same arguments.

    In all 2000 draws, fewer (never below 200) when `n` images times `classes` are many.
    """
    random = np.random.default_rng(seed)
    repeats = int(np.clip(_WORK // (n * classes), 200, REPEATS))
    block = max(1, min(repeats, 2_000_000 // n))
    for start in range(0, repeats, block):
        rows = min(block, repeats - start)
        drawn = random.integers(0, n, (rows, n)) + np.arange(rows)[:, None] * n
        yield np.bincount(drawn.ravel(), minlength=rows * n).reshape(rows, n).astype(np.float32)
