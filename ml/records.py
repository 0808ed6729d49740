"""The values that pass between the engine and its callers: frozen, plain, ready for JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import numpy as np

AnswerKind = Literal["term", "set", "broader", "unknown"]


@dataclass(frozen=True)
class Ranked:
    """One label and its calibrated probability, 0..1."""

    label: str
    probability: float

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Answer:
    """What may be said aloud: one term, a few, a broader one, or that it is unknown (no labels)."""

    kind: AnswerKind
    labels: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "labels": list(self.labels)}


@dataclass(frozen=True)
class Prediction:
    """What a model says of one image.

    `top` holds the five best labels (fewer if the model has fewer), best first.
    `novelty` is 0 and up: half of what is known lies below 0.5, and above 1 a picture is called unknown.
    `prediction_set` holds the truth as often as the bundle's `conformal` promises, most likely first; it may
    be empty. `embedding` is float32 (d,), L2 norm 1, for similarity; left out of the JSON.
    """

    top: tuple[Ranked, ...]
    answer: Answer
    novelty: float
    embedding: np.ndarray = field(repr=False, compare=False)
    prediction_set: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "top": [ranked.to_json() for ranked in self.top],
            "answer": self.answer.to_json(),
            "novelty": self.novelty,
            "prediction_set": list(self.prediction_set),
        }


@dataclass(frozen=True)
class Explanation:
    """Which places of an image speak for a label.

    `score` is the label's raw score. `places` is float32 (h, w) over the squashed network input; it sums
    to `first_order`: the score less its constant. With `against`, all three are differences to that label's:
    why this one, not that one. Maps by another `method` than "closed" need not sum to anything.
    """

    label: str
    score: float
    first_order: float
    places: np.ndarray = field(repr=False, compare=False)
    against: str | None = None
    method: str = "closed"

    def to_json(self) -> dict[str, Any]:
        return {
            "label": self.label,
            "against": self.against,
            "method": self.method,
            "score": self.score,
            "first_order": self.first_order,
            "places": [[round(float(v), 9) for v in row] for row in self.places],
        }


TrainingPhase = Literal[
    "checking",
    "backbone",
    "features",
    "studies",
    "training",
    "fitting",
    "evaluating",
    "exporting",
    "changing",
    "comparing",
]
"""What a training is doing, from reading the pictures to the comparison with another model."""

Phase = Literal[TrainingPhase, "drawing", "looking", "seeking crops", "proving crops", "searching"]
"""What any piece of work is doing."""


@dataclass(frozen=True)
class Progress:
    """How far a piece of work is.

    `done` of `total` counts real things (images, folds, batches); `detail` carries an epoch's figures, or
    as `standing_on` the record of a backbone.
    """

    phase: Phase
    done: int
    total: int
    detail: dict[str, Any] | None = None

    @property
    def fraction(self) -> float:
        """0..1 within the phase."""
        return self.done / self.total if self.total else 0.0

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class BackboneInfo:
    """What a model stands on.

    `kind` is "imagenet" (weights whose hash is known to be ImageNet's), "file" (weights given by path),
    "drawn" (that of earlier releases, learned from drawn cloth) or "random" (a network trained from
    nothing, from `seed`). `sha256` is the weights file's, `digest` the LiteRT file's.
    """

    name: str
    kind: str
    sha256: str | None
    seed: int | None
    digest: str

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class BundleInfo:
    """All that is known about a bundle; `digest` is the sha256 of its bundle.json.

    `thresholds` are those of `ml.answers.Rules`, and "novelty"; `novelty` the fields of
    `ml.answers.NoveltyScale`, `conformal` of `ml.answers.Conformal`, `ceiling` of `ml.answers.Ceiling`.
    `broader` maps labels to their general label. `known_weak` is what `ml.answers.known_weak` found.
    """

    format_version: int
    recipe: str
    labels: tuple[str, ...]
    backbone: BackboneInfo
    input_size: int
    temperature: float
    thresholds: dict[str, float]
    novelty: dict[str, float]
    conformal: dict[str, float]
    broader: dict[str, str]
    known_weak: list[dict[str, Any]]
    n_train: int
    snapshot_digest: str
    library_versions: dict[str, str]
    created_at: str
    figures: dict[str, Any] | None
    options: dict[str, Any]
    files: dict[str, str]
    checks: dict[str, Any] = field(default_factory=dict)
    ceiling: dict[str, list[float]] = field(default_factory=dict)
    digest: str = ""

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "labels": list(self.labels)}

    @classmethod
    def from_json(cls, raw: Mapping[str, Any], digest: str) -> "BundleInfo":
        """Rebuild from bundle.json; raises KeyError or TypeError when a field is missing or unknown."""
        values = {**raw, "labels": tuple(raw["labels"]), "backbone": BackboneInfo(**raw["backbone"])}
        values["digest"] = digest
        return cls(**values)
