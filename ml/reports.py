"""What evaluations find: figures with their intervals, frozen, plain, ready for JSON."""

from dataclasses import asdict, dataclass, field
from typing import Any

from ml.records import Ranked


@dataclass(frozen=True)
class Estimate:
    """A figure with its 95 % interval and the number of images behind it."""

    value: float
    low: float
    high: float
    n: int

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class ClassReport:
    """How one class fared. Precision and F1 are 0 where the class was never answered."""

    label: str
    support: int
    precision: Estimate
    recall: Estimate
    f1: float

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Judged:
    """One evaluated image: what it is and the model's five best answers."""

    sha256: str
    file: str
    truth: str
    top: tuple[Ranked, ...]

    @property
    def correct(self) -> bool:
        return bool(self.top) and self.top[0].label == self.truth


@dataclass(frozen=True)
class EvaluationReport:
    """Figures of one model on one set of images; `judged` (not in the JSON) allows paired comparison."""

    n: int
    accuracy: Estimate
    top3: Estimate
    macro_f1: Estimate
    ece: float
    per_class: tuple[ClassReport, ...]
    confusion: dict[str, Any]
    judged: tuple[Judged, ...] = field(default=(), repr=False, compare=False)

    def to_json(self) -> dict[str, Any]:
        return {
            "n": self.n,
            "accuracy": self.accuracy.to_json(),
            "top3": self.top3.to_json(),
            "macro_f1": self.macro_f1.to_json(),
            "ece": self.ece,
            "per_class": [report.to_json() for report in self.per_class],
            "confusion": self.confusion,
        }
