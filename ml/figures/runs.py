"""The figures of a training and of a run: what a bundle and the database keep of them."""

from dataclasses import dataclass, replace
from typing import Self

from ml.figures.plain import Plain
from ml.figures.reports import Estimate, EvaluationReport, Paired, Summary


@dataclass(frozen=True)
class UnseenFigures(Plain):
    """How a model fares with motifs that it never learned, each of its own having been left out in turn.

    `auroc` tells known pictures from those by the probability of the best name, `named` is the share of
    those that get a name all the same, `known_named` the share of known pictures that get one.
    """

    auroc: Estimate
    named: Estimate
    known_named: Estimate


@dataclass(frozen=True)
class TrainingFigures(Plain):
    """What a training finds of its model, as its bundle keeps it.

    `held_out` is on training images that it had not seen when it was asked, `test` on the test part, which
    chose nothing. `test_without_twins` is the accuracy on test images that look like no training image.
    `unseen` is what happens to motifs that were left out.
    """

    held_out: Summary | None = None
    test: EvaluationReport | None = None
    test_without_twins: Estimate | None = None
    unseen: UnseenFigures | None = None

    def brief(self) -> Self:
        """Without what takes most of the room: for where many are kept."""
        return replace(
            self,
            held_out=self.held_out.summary() if self.held_out else None,
            test=self.test.without_curves() if self.test else None,
        )


@dataclass(frozen=True)
class RunFigures(Plain):
    """A model on locked test images, and the champion of that time on the same ones.

    `versus` and `difference` are the model less the champion; `champion_saw` counts the images that the
    champion was trained on. A model that was compared with nothing has None and 0 there.
    """

    test: EvaluationReport | None = None
    champion: EvaluationReport | None = None
    champion_version: str | None = None
    champion_saw: int = 0
    difference: Estimate | None = None
    versus: Paired | None = None
    held_out: Summary | None = None
    unseen: UnseenFigures | None = None

    @classmethod
    def of(cls, found: TrainingFigures) -> Self:
        """Those of a model that was compared with nothing: what its own training found."""
        return cls(test=found.test, held_out=found.held_out, unseen=found.unseen)

    def compared(self, version: str, champion: EvaluationReport, saw: int, versus: Paired) -> Self:
        """Compared with the champion, `version` being its id."""
        return replace(
            self,
            champion=champion.without_curves(),
            champion_version=version,
            champion_saw=saw,
            difference=versus.difference,
            versus=versus,
        )
