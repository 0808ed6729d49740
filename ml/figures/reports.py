"""What evaluations find: figures with their intervals, frozen, to JSON and back."""

from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal

import numpy as np

from ml.figures.plain import Plain
from ml.records import Ranked

Outcome = Literal["better", "worse", "undecided"]
ClassOutcome = Literal["lost", "gained", "watch", "kept"]
Change = Literal["orientation", "mirror", "crop", "scale", "jpeg", "blur", "light", "colour"]


@dataclass(frozen=True)
class Estimate(Plain):
    """A figure with its 95 % interval and the number of images behind it."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True)
class ClassReport(Plain):
    """How one class fared. Precision and F1 are 0 where the class was never answered.

    `f1` is `f1_score.value` once more, for readers of earlier reports.
    """

    label: str
    support: int
    precision: Estimate
    recall: Estimate
    f1: float
    f1_score: Estimate


@dataclass(frozen=True)
class Judged:
    """One evaluated image: what it is and the model's five best answers.

    `probabilities` is float32 (k,) over the labels of the report, where they are known.
    """

    sha256: str
    file: str
    truth: str
    top: tuple[Ranked, ...]
    probabilities: np.ndarray | None = field(default=None, repr=False, compare=False)

    @property
    def correct(self) -> bool:
        return bool(self.top) and self.top[0].label == self.truth


@dataclass(frozen=True)
class Bin(Plain):
    """Images whose best answer was said with about the same probability: `said` is its mean."""

    said: float
    right: Estimate


@dataclass(frozen=True)
class Calibration(Plain):
    """Expected calibration error, and the bins of the reliability diagram that have images."""

    error: Estimate
    bins: tuple[Bin, ...]


@dataclass(frozen=True)
class Curve(Plain):
    """Points of a curve, in order; thinned, never smoothed."""

    x: tuple[float, ...]
    y: tuple[float, ...]


@dataclass(frozen=True)
class ClassCurve(Plain):
    """Precision over recall for one class against all others."""

    label: str
    support: int
    average_precision: Estimate
    points: Curve


@dataclass(frozen=True)
class PrecisionRecall(Plain):
    """`macro` is the mean average precision over classes with images; `mean` the mean curve of those."""

    macro: Estimate
    mean: Curve
    per_class: tuple[ClassCurve, ...]


@dataclass(frozen=True)
class RiskCoverage(Plain):
    """Error among the surest answers: area under the curve, and how many can be answered at 5 % error."""

    area: Estimate
    coverage_at_5: Estimate
    points: Curve


@dataclass(frozen=True)
class Slice(Plain):
    """Accuracy on the images that share a property, and its difference to that on all others.

    `few` says that there are too few images for the figure to be acted on.
    """

    attribute: str
    value: str
    accuracy: Estimate
    difference: Estimate | None
    few: bool


@dataclass(frozen=True)
class Robustness(Plain):
    """Accuracy once every image was changed in one way; `difference` to unchanged, paired by image.

    `kept` is the share of images whose answer stayed the same.
    """

    kind: Change
    change: str
    accuracy: Estimate
    difference: Estimate
    kept: Estimate


@dataclass(frozen=True)
class Cost(Plain):
    """Milliseconds from decoded image to answer; peak memory of the whole process, None where unknown.

    Memory is one reading: it has no interval.
    """

    median_ms: Estimate
    p95_ms: Estimate
    peak_memory_mb: float | None


@dataclass(frozen=True)
class Summary(Plain):
    """Figures of one model on one set of images, over all classes together.

    `ece` is `calibration.error.value` once more, for readers of earlier reports.
    """

    n: int
    accuracy: Estimate
    top3: Estimate
    macro_f1: Estimate
    ece: float
    kappa: Estimate
    calibration: Calibration

    def summary(self) -> "Summary":
        """These alone, without what a whole report adds."""
        return Summary(**{one.name: getattr(self, one.name) for one in fields(Summary)})


@dataclass(frozen=True)
class EvaluationReport(Summary):
    """The whole of it; `judged` (not in the JSON) allows paired comparison.

    What was not asked for, or needs probabilities of all classes that are not known, is None or empty.
    """

    per_class: tuple[ClassReport, ...]
    confusion: dict[str, Any]
    macro_precision: Estimate
    macro_recall: Estimate
    risk_coverage: RiskCoverage
    precision_recall: PrecisionRecall | None = None
    slices: tuple[Slice, ...] = ()
    robustness: tuple[Robustness, ...] = ()
    cost: Cost | None = field(default=None, compare=False)
    judged: tuple[Judged, ...] = field(default=(), repr=False, compare=False, metadata={"json": False})

    def without_curves(self) -> "EvaluationReport":
        """The same without precision over recall, which is most of its size: for where many are kept."""
        return replace(self, precision_recall=None)


@dataclass(frozen=True)
class McNemar(Plain):
    """Images that only one of two models got right, and the exact two-sided p of such a split by chance."""

    only_first: int
    only_second: int
    p: float


@dataclass(frozen=True)
class ClassChange(Plain):
    """Recall of the second model less that of the first on one class; `p` is one-sided, for a loss.

    "lost": a loss that is no chance over all classes together (Holm). "watch": more than the margin is
    gone, which may be chance. "gained": its interval leaves zero out. "kept": none of these.
    """

    label: str
    difference: Estimate
    p: float
    outcome: ClassOutcome


@dataclass(frozen=True)
class Paired(Plain):
    """Two models image by image: `difference` is the accuracy of the second less that of the first."""

    n: int
    difference: Estimate
    macro_f1: Estimate
    mcnemar: McNemar
    per_class: tuple[ClassChange, ...]
    margin: float
    outcome: Outcome


@dataclass(frozen=True)
class Versus(Paired):
    """The same with the reports of both, and in words what it comes to."""

    first: EvaluationReport
    second: EvaluationReport
    verdict: str
