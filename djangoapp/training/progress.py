"""One bar for a whole training run out of the engine's phases, with the figures of each epoch kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeGuard

from ml.records import Phase, Progress, TrainingPhase

# Where each phase lies on the bar; a run goes through some of them.
SPANS: dict[TrainingPhase, tuple[float, float]] = {
    "checking": (0.00, 0.08),
    "backbone": (0.08, 0.15),
    "features": (0.15, 0.60),
    "studies": (0.60, 0.70),
    "training": (0.15, 0.80),
    "fitting": (0.75, 0.82),
    "evaluating": (0.82, 0.94),
    "exporting": (0.94, 0.95),
    "changing": (0.95, 0.99),
    "comparing": (0.99, 1.00),
}
EPOCHS_KEPT = 200

Show = Callable[[TrainingPhase, float, dict[str, Any]], None]


class RunProgress:
    """Called with the engine's Progress; passes on a phase, a fraction 0..1 that never falls, a detail.

    Phases that are none of a training are passed over.
    """

    def __init__(self, show: Show) -> None:
        self._show = show
        self._fraction = 0.0
        self._epochs: list[dict[str, Any]] = []
        self._standing_on: dict[str, Any] = {}

    def __call__(self, progress: Progress) -> None:
        phase = progress.phase
        if not _of_training(phase):
            return
        low, high = SPANS[phase]
        self._fraction = max(self._fraction, low + (high - low) * min(progress.fraction, 1.0))
        self._show(phase, self._fraction, self._detail(progress))

    def _detail(self, progress: Progress) -> dict[str, Any]:
        own = dict(progress.detail or {})
        self._standing_on = own.pop("standing_on", self._standing_on)
        if "epoch" in own:
            earlier = [row for row in self._epochs if _key(row) != _key(own)]
            self._epochs = [*earlier, own][-EPOCHS_KEPT:]
        detail = {"done": progress.done, "total": progress.total, **own}
        if self._epochs:
            detail["epochs"] = list(self._epochs)
        if self._standing_on:
            detail["standing_on"] = self._standing_on
        return detail


def _of_training(phase: Phase) -> TypeGuard[TrainingPhase]:
    return phase in SPANS


def _key(epoch: dict[str, Any]) -> tuple[Any, Any]:
    return epoch.get("stage"), epoch["epoch"]
