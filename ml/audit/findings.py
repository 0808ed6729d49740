"""What an audit finds: plain frozen values, ready for JSON."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Kind = Literal["same file", "same picture", "look-alike", "crop"]
"""Equal bytes; alike in fine detail too; alike at a glance only (such as two shirts in one pose); a part."""


@dataclass(frozen=True)
class Flaw:
    """Something wrong with one file; `code` is stable, `detail` is for its owner."""

    file: str
    code: str
    detail: str


@dataclass(frozen=True)
class Duplicate:
    """Two files that show the same.

    `likeness` is the correlation of the whole pictures (of fine detail for a crop), `fine` that of fine
    detail; `view` says how `second` is turned (0 upright, 1 to 3 quarter turns, 4 to 7 mirrored as well).
    For a crop `second` shows the part `box` (top, left, side, as shares) of `first`.
    """

    first: str
    second: str
    kind: Kind
    likeness: float
    fine: float
    view: int
    labels: tuple[str, str]
    across_split: bool
    box: tuple[float, float, float] | None = None


@dataclass(frozen=True)
class Conflict:
    """Files of one picture under several classes; `kind` is the weakest tie that holds them together."""

    files: tuple[str, ...]
    labels: tuple[str, ...]
    kind: Kind


@dataclass(frozen=True)
class Suspect:
    """A file whose class a model that never saw it finds improbable.

    `given` and `other` are the probabilities of the class it is filed under and of the `better` one;
    `rank` counts from 1, the least credible first; `confident` when confident learning agrees.
    """

    file: str
    label: str
    better: str
    given: float
    other: float
    rank: int
    confident: bool


@dataclass(frozen=True)
class ClassCount:
    """Images of one class in each part, and how many different pictures they show."""

    label: str
    train: int
    test: int
    pictures: int
    broader: str | None = None


@dataclass(frozen=True)
class AuditReport:
    """Everything an audit found.

    `hopeless` says why training would refuse the folder; `looked` what was searched, and what judged labels.
    """

    folder: str
    n: int
    classes: tuple[ClassCount, ...]
    empty_classes: tuple[str, ...]
    flaws: tuple[Flaw, ...]
    skipped: tuple[str, ...]
    duplicates: tuple[Duplicate, ...]
    conflicts: tuple[Conflict, ...]
    suspects: tuple[Suspect, ...]
    twins_across_split: tuple[tuple[str, str], ...]
    hopeless: str | None = None
    looked: dict[str, Any] = field(default_factory=dict)

    @property
    def imbalance(self) -> float:
        """The largest class over the smallest, by training images."""
        counts = [one.train or one.test for one in self.classes]
        return max(counts) / max(min(counts), 1) if counts else 0.0

    @property
    def crops(self) -> tuple[Duplicate, ...]:
        """Pairs of which one shows a part of the other."""
        return tuple(one for one in self.duplicates if one.kind == "crop")

    @property
    def conflicting(self) -> tuple[str, ...]:
        """Every file whose very picture is filed under another class as well."""
        return self._in_conflict("same file", "same picture")

    @property
    def perhaps_conflicting(self) -> tuple[str, ...]:
        """The same, with files that only look alike at a glance."""
        return self._in_conflict("same file", "same picture", "look-alike")

    def _in_conflict(self, *kinds: Kind) -> tuple[str, ...]:
        return tuple(sorted({file for one in self.conflicts if one.kind in kinds for file in one.files}))

    def to_json(self) -> dict[str, Any]:
        summary = {
            "images": self.n,
            "classes": len(self.classes),
            "imbalance": round(self.imbalance, 2),
            "flaws": len(self.flaws),
            "duplicate_pairs": len(self.duplicates),
            "conflicting_files": len(self.conflicting),
            "perhaps_conflicting_files": len(self.perhaps_conflicting),
            "suspects": len(self.suspects),
            "twins_across_split": len(self.twins_across_split),
            "crops": len(self.crops),
            "crops_across_split": sum(one.across_split for one in self.crops),
        }
        return {"summary": summary, **asdict(self)}
