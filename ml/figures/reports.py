"""What evaluations find: figures with their intervals, frozen, plain, to JSON and back."""

from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, field, fields, is_dataclass, replace
from functools import cache
from types import NoneType
from typing import Any, Literal, Self, get_args, get_origin, get_type_hints

import numpy as np

from ml.errors import ConfigInvalid
from ml.records import Ranked

Outcome = Literal["better", "worse", "undecided"]
ClassOutcome = Literal["lost", "gained", "watch", "kept"]
Change = Literal["orientation", "mirror", "crop", "scale", "jpeg", "blur", "light", "colour"]


class _Plain:
    """To JSON and back, field by field."""

    def to_json(self) -> dict[str, Any]:
        """Plain values; fields marked as kept out of the JSON are left out."""
        return {one.name: _plain(getattr(self, one.name)) for one in _written(self)}

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Self:
        """Rebuild from `to_json`; raises ConfigInvalid naming a field that is missing or does not fit."""
        value = _built(cls, raw, cls.__name__)
        assert isinstance(value, cls)
        return value


@dataclass(frozen=True)
class Estimate(_Plain):
    """A figure with its 95 % interval and the number of images behind it."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True)
class ClassReport(_Plain):
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
class Bin(_Plain):
    """Images whose best answer was said with about the same probability: `said` is its mean."""

    said: float
    right: Estimate


@dataclass(frozen=True)
class Calibration(_Plain):
    """Expected calibration error, and the bins of the reliability diagram that have images."""

    error: Estimate
    bins: tuple[Bin, ...]


@dataclass(frozen=True)
class Curve(_Plain):
    """Points of a curve, in order; thinned, never smoothed."""

    x: tuple[float, ...]
    y: tuple[float, ...]


@dataclass(frozen=True)
class ClassCurve(_Plain):
    """Precision over recall for one class against all others."""

    label: str
    support: int
    average_precision: Estimate
    points: Curve


@dataclass(frozen=True)
class PrecisionRecall(_Plain):
    """`macro` is the mean average precision over classes with images; `mean` the mean curve of those."""

    macro: Estimate
    mean: Curve
    per_class: tuple[ClassCurve, ...]


@dataclass(frozen=True)
class RiskCoverage(_Plain):
    """Error among the surest answers: area under the curve, and how many can be answered at 5 % error."""

    area: Estimate
    coverage_at_5: Estimate
    points: Curve


@dataclass(frozen=True)
class Slice(_Plain):
    """Accuracy on the images that share a property, and its difference to that on all others.

    `few` says that there are too few images for the figure to be acted on.
    """

    attribute: str
    value: str
    accuracy: Estimate
    difference: Estimate | None
    few: bool


@dataclass(frozen=True)
class Robustness(_Plain):
    """Accuracy once every image was changed in one way; `difference` to unchanged, paired by image.

    `kept` is the share of images whose answer stayed the same.
    """

    kind: Change
    change: str
    accuracy: Estimate
    difference: Estimate
    kept: Estimate


@dataclass(frozen=True)
class Cost(_Plain):
    """Milliseconds from decoded image to answer; peak memory of the whole process, None where unknown.

    Memory is one reading: it has no interval.
    """

    median_ms: Estimate
    p95_ms: Estimate
    peak_memory_mb: float | None


@dataclass(frozen=True)
class EvaluationReport(_Plain):
    """Figures of one model on one set of images; `judged` (not in the JSON) allows paired comparison.

    `ece` is `calibration.error.value` once more, for readers of earlier reports. What was not asked for, or
    needs probabilities of all classes that are not known, is None or empty.
    """

    n: int
    accuracy: Estimate
    top3: Estimate
    macro_f1: Estimate
    ece: float
    per_class: tuple[ClassReport, ...]
    confusion: dict[str, Any]
    macro_precision: Estimate
    macro_recall: Estimate
    kappa: Estimate
    calibration: Calibration
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
class McNemar(_Plain):
    """Images that only one of two models got right, and the exact two-sided p of such a split by chance."""

    only_first: int
    only_second: int
    p: float


@dataclass(frozen=True)
class ClassChange(_Plain):
    """Recall of the second model less that of the first on one class; `p` is one-sided, for a loss.

    "lost": a loss that is no chance over all classes together (Holm). "watch": more than the margin is
    gone, which may be chance. "gained": its interval leaves zero out. "kept": none of these.
    """

    label: str
    difference: Estimate
    p: float
    outcome: ClassOutcome


@dataclass(frozen=True)
class Versus(_Plain):
    """Two models on the same images: `difference` is the accuracy of the second less that of the first."""

    n: int
    first: EvaluationReport
    second: EvaluationReport
    difference: Estimate
    macro_f1: Estimate
    mcnemar: McNemar
    per_class: tuple[ClassChange, ...]
    margin: float
    outcome: Outcome
    verdict: str


def _written(kind: Any) -> tuple[Any, ...]:
    return tuple(one for one in fields(kind) if one.metadata.get("json", True))


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _plain(value: Any) -> Any:
    if isinstance(value, _Plain):
        return value.to_json()
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value


def _built(kind: Any, raw: Any, where: str) -> Any:
    """A value of the annotated kind from plain JSON."""
    options = get_args(kind)
    if NoneType in options:
        return None if raw is None else _built(options[0], raw, where)
    if get_origin(kind) is tuple:
        if not isinstance(raw, list):
            raise ConfigInvalid(f"{where} has to be a list, not {type(raw).__name__}.")
        return tuple(_built(options[0], one, f"{where}[{i}]") for i, one in enumerate(raw))
    if not is_dataclass(kind):
        return float(raw) if kind is float else raw
    if not isinstance(raw, Mapping):
        raise ConfigInvalid(f"{where} has to be an object, not {type(raw).__name__}.")
    values = {}
    for one in _written(kind):
        if one.name in raw:
            values[one.name] = _built(_hints(kind)[one.name], raw[one.name], f"{where}.{one.name}")  # type: ignore[arg-type]
        elif one.default is MISSING:
            raise ConfigInvalid(f"{where} lacks {one.name!r}. Is this a report of an earlier version?")
    return kind(**values)  # type: ignore[operator]
