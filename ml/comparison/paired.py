"""Whether one row is better than another on the same images: difference, interval, McNemar's test."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import comb
from typing import Any, Literal

from ml.evaluation import compare
from ml.reports import Estimate, Judged

Verdict = Literal["better", "worse", "within noise"]


@dataclass(frozen=True)
class Paired:
    """A row against the reference row: accuracy difference, and the images that only one of the two named."""

    difference: Estimate
    only_this: int
    only_reference: int
    p: float

    @property
    def verdict(self) -> Verdict:
        """Better or worse only when the interval leaves 0 out and McNemar's p is below 0.05."""
        if self.p >= 0.05 or self.difference.low <= 0 <= self.difference.high:
            return "within noise"
        return "better" if self.difference.value > 0 else "worse"

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "difference": self.difference.to_json(), "verdict": self.verdict}


def paired(reference: Sequence[Judged], row: Sequence[Judged]) -> Paired:
    """`row` against `reference`; raises DatasetInvalid when they share no image."""
    right = {one.sha256: one.correct for one in reference}
    both = [(right[one.sha256], one.correct) for one in row if one.sha256 in right]
    gained = sum(new and not old for old, new in both)
    lost = sum(old and not new for old, new in both)
    return Paired(compare(reference, row), gained, lost, mcnemar(gained, lost))


def mcnemar(gained: int, lost: int) -> float:
    """Exact two-sided p that gains and losses are this uneven by chance; 1 when nothing differs."""
    n = gained + lost
    tail = sum(comb(n, k) for k in range(min(gained, lost) + 1)) / 2**n
    return min(1.0, 2 * tail)
