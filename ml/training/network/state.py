"""Where a training is, on disk at all times: stage, epoch, step, the best weights so far."""

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from ml.errors import full_disk_named
from ml.training.checkpoints import Checkpoints

INTERRUPTED = "interrupted"


@dataclass(frozen=True)
class State:
    """A point in a training; every method gives the next one."""

    stage: int = 0
    epoch: int = 0
    """Epochs done in this stage."""
    step: int = 0
    """Steps done in the epoch under way."""
    seen_steps: int = 0
    """Steps done in all, over resumptions too."""
    loss_sum: float = 0.0
    hits: int = 0
    seen: int = 0
    best: tuple[float, float] | None = None
    """Validation accuracy and -loss of the best weights of this stage."""
    waited: int = 0
    """Epochs since the best."""
    factor: float = 1.0
    """What a plateau has made of the stage's step."""
    validation: tuple[float, float] = (0.0, 0.0)
    """Accuracy and loss after the last epoch."""
    training_loss: float = 0.0
    training_accuracy: float = 0.0
    ended: str = ""
    """Why the stage ended before its epochs were done; empty when it did not."""
    resumed: bool = False

    @property
    def enough(self) -> bool:
        """Whether somebody asked for the best so far."""
        return self.ended == INTERRUPTED

    def entering(self, stage: int) -> "State":
        """At the beginning of a stage, or in it where it was left."""
        if stage == self.stage:
            return self
        return State(stage=stage, seen_steps=self.seen_steps, validation=self.validation)

    def after_step(self, step: int, loss: float, hits: int, count: int) -> "State":
        return replace(
            self, step=step, seen_steps=self.seen_steps + 1, loss_sum=self.loss_sum + loss * count,
            hits=self.hits + hits, seen=self.seen + count,
        )  # fmt: skip

    def after_epoch(self, accuracy: float, loss: float, better: bool) -> "State":
        return replace(
            self, epoch=self.epoch + 1, step=0, loss_sum=0.0, hits=0, seen=0,
            training_loss=self.loss_sum / max(self.seen, 1), training_accuracy=self.hits / max(self.seen, 1),
            validation=(accuracy, loss), best=(accuracy, -loss) if better else self.best,
            waited=0 if better else self.waited + 1,
        )  # fmt: skip

    def slower(self) -> "State":
        return replace(self, factor=self.factor / 2)

    def stopped(self, why: str) -> "State":
        """Ended for a reason; the first one stays."""
        return replace(self, ended=self.ended or why)


class Saved:
    """State, weights and optimizer in a folder, each checkpoint complete or not there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._checkpoints = Checkpoints(folder)

    def state(self) -> State:
        """Where the last checkpoint was, or the beginning."""
        raw = self._checkpoints.note().get("state")
        if raw is None:
            return State()
        pairs = {name: tuple(raw[name]) for name in ("best", "validation") if raw[name] is not None}
        # Who asks again wants it trained on, whatever cut the last time short.
        ended = "" if raw["ended"] == INTERRUPTED else raw["ended"]
        return State(**{**raw, **pairs, "ended": ended, "resumed": True})

    def save(self, state: State, network: Any, optimizer: Any) -> None:
        """Keep this point; raises StorageFull."""
        note = {"state": {**asdict(state), "resumed": False}}
        self._checkpoints.save(2 * state.seen_steps + (state.step == 0), network, optimizer, note)

    def load(self, network: Any, optimizer: Any | None) -> None:
        """Bring the network, and unless None its optimizer, to the last checkpoint."""
        self._checkpoints.load(network, optimizer)

    def save_best(self, stage: int, network: Any) -> None:
        """Keep these weights as a stage's best."""
        draft = self.folder / "draft.weights.h5"
        with full_disk_named(str(draft)):
            self.folder.mkdir(parents=True, exist_ok=True)
            network.save_weights(str(draft))
            draft.replace(self._best(stage))

    def load_best(self, stage: int, network: Any) -> None:
        """A stage's best weights, where it finished an epoch."""
        if self._best(stage).exists():
            network.load_weights(str(self._best(stage)))

    def _best(self, stage: int) -> Path:
        return self.folder / f"best-{stage}.weights.h5"


def described(state: State) -> dict[str, Any]:
    """What a bundle records of how its training went."""
    notes: dict[str, Any] = {"steps": state.seen_steps, "stopped_early": state.ended}
    return notes
