"""One training under way."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ml.datasets import Manifest
from ml.errors import TrainingCancelled
from ml.recipes import TrainConfig
from ml.records import Phase, Progress


def _never() -> bool:
    return False


@dataclass(frozen=True)
class Work:
    """What is asked, where files go, and to whom progress is reported."""

    config: TrainConfig
    manifest: Manifest
    folder: Path
    """The bundle being filled."""
    cache: Path
    """Kept between trainings: backbones, features, checkpoints."""
    on_progress: Callable[[Progress], None]
    should_stop: Callable[[], bool]
    """Asks the training to end without a bundle; what it had computed is kept."""
    enough: Callable[[], bool] = _never
    """Asks the training to end with the best that it has so far."""

    def report(self, phase: Phase, done: int, total: int, detail: dict[str, Any] | None = None) -> None:
        """Report how far the work is; raises TrainingCancelled when it is asked to end."""
        if self.should_stop():
            raise TrainingCancelled("The training was cancelled; what it had computed is kept.")
        self.on_progress(Progress(phase, done, total, detail))
