"""What is asked of one row of a comparison, and what was found: plain values that survive on disk."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from ml.evaluation import ranked_rows
from ml.figures import Judged


@dataclass(frozen=True)
class RowSpec:
    """One row: a recipe with some options, or a stack of other rows' answers."""

    name: str
    recipe: str = ""
    # Options of the recipe that differ from its own defaults.
    options: Mapping[str, Any] = field(default_factory=dict)
    # Names of the rows whose answers are stacked; empty for a recipe.
    stack: tuple[str, ...] = ()
    # Pretrained weights of this row alone; None for those of the comparison, if they are of its network.
    weights: Path | None = None

    @property
    def is_stack(self) -> bool:
        return bool(self.stack)


@dataclass(frozen=True)
class Cost:
    """What one row took. Memory is the peak of a process of its own; 0 where it had none."""

    train_cpu_s: float
    train_wall_s: float
    images_per_s: float
    peak_memory_mb: float
    bundle_bytes: int

    def plus(self, other: "Cost") -> "Cost":
        """Both one after the other, with both bundles kept and asked."""
        slower = 1 / self.images_per_s + 1 / other.images_per_s
        return Cost(
            self.train_cpu_s + other.train_cpu_s,
            self.train_wall_s + other.train_wall_s,
            1 / slower,
            max(self.peak_memory_mb, other.peak_memory_mb),
            self.bundle_bytes + other.bundle_bytes,
        )


@dataclass(frozen=True)
class Answers:
    """What a model said of images it had not learned from: `probabilities` is float32 (n, k)."""

    labels: tuple[str, ...]
    sha256: tuple[str, ...]
    truth: tuple[str, ...]
    # Whether no training image looks like this one.
    apart: tuple[bool, ...]
    probabilities: np.ndarray

    def judged(self) -> list[Judged]:
        """One judged image per row, for reports and paired comparison."""
        ranked = ranked_rows(self.probabilities, self.labels)
        rows = zip(self.sha256, self.truth, ranked, self.probabilities, strict=True)
        # The same picture under two labels is two questions: pairs are found by both.
        return [Judged(f"{sha} {truth}", "", truth, top, likely) for sha, truth, top, likely in rows]

    @classmethod
    def pooled(cls, parts: Sequence["Answers"]) -> "Answers":
        """The answers of several folds as one; all have the same labels."""
        first = parts[0]
        return cls(
            first.labels,
            tuple(sha for part in parts for sha in part.sha256),
            tuple(truth for part in parts for truth in part.truth),
            tuple(one for part in parts for one in part.apart),
            np.concatenate([part.probabilities for part in parts]),
        )


@dataclass(frozen=True)
class Outcome:
    """One training and its answers. `held_out` is the training's own report, without single images."""

    answers: Answers | None
    cost: Cost
    held_out: Mapping[str, Any]
    standing_on: str
    options: Mapping[str, Any]
    n_train: int

    def facts(self) -> dict[str, Any]:
        """Everything but the probabilities, for JSON."""
        facts = asdict(replace(self, answers=None))
        if self.answers:
            facts["answers"] = {
                "labels": list(self.answers.labels),
                "sha256": list(self.answers.sha256),
                "truth": list(self.answers.truth),
                "apart": list(self.answers.apart),
            }
        return facts

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any], probabilities: np.ndarray | None) -> "Outcome":
        """Rebuild; raises KeyError or TypeError when a field is missing."""
        values = {**facts, "cost": Cost(**facts["cost"]), "answers": None}
        if facts["answers"] is not None and probabilities is not None:
            kept = {name: tuple(rows) for name, rows in facts["answers"].items()}
            values["answers"] = Answers(**kept, probabilities=probabilities)
        return cls(**values)


@dataclass(frozen=True)
class Failure:
    """Why a row has no figures: the error's stable code and its words."""

    code: str
    message: str
