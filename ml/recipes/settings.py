"""The settings that shape a training, and the bounds that each of them keeps."""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from ml.errors import ConfigInvalid


@dataclass(frozen=True)
class Settings:
    """The fields of a `TrainConfig`; the defaults are the texture recipe's, others have their own."""

    recipe: str = "texture"
    # Numbers of a network (.npz, .h5), for texture also its LiteRT file (.tflite); None for what is built in.
    backbone_weights: Path | None = None
    # Decides folds, random weights, and the order of batches.
    seed: int = 0
    # Parts of the cross-validation that chooses penalty and temperature; fewer when there are fewer groups.
    folds: int = 5
    # Length of the embedding that similarity and novelty are measured by.
    embedding_size: int = 256
    # Learn from each image in all eight flips and quarter turns: for pictures that may lie any way round.
    turned: bool = False
    # Learn from the middle of each image too, enlarged: two scales of the same pattern.
    zoomed: bool = False
    # Look at 320 px instead of 224 (or the network's own pair): for fine patterns, in files that show them.
    fine: bool = False
    # Help for classes with few images: "none", "class_weights", "smote" (rows made up between neighbours).
    balance: str = "none"
    # Further drawings of each class to learn from, where all classes are drawn motifs.
    studies: int = 0
    # The network under a recipe that leaves it open.
    network: str = "mobilenetv2"
    # Side of the network's input in pixels.
    image_size: int = 224
    # Epochs of the new layers alone; for a network trained as a whole, all its epochs.
    epochs_head: int = 6
    # Epochs of the upper part of the network.
    epochs_tune: int = 10
    # Images per step.
    batch_size: int = 32
    # Adam's step for the new layers; for a network trained as a whole, for all of them.
    learning_rate_head: float = 1e-3
    # Adam's step for the upper part of the network.
    learning_rate_tune: float = 1e-4
    # What the second stage trains: up to 1 a share of the network's layers, above 1 their number.
    unfreeze: float = 0.0
    # Share of the training images that decides when to stop and calibrates the answers.
    validation_share: float = 0.2
    # Units of a hidden layer before the last; 0 for none.
    hidden: int = 0
    # Share of the hidden (or pooled) values dropped while training.
    dropout: float = 0.0
    # Penalties on the weights of the new layers.
    l1: float = 0.0
    l2: float = 0.0
    # Share of the truth given to the other classes.
    label_smoothing: float = 0.0
    # Weigh images so that every class counts the same.
    class_weights: bool = False
    # Done to training pictures: "none", "flips", "turns", "elastic", "cutout", "mixup" or "randaugment".
    augment: str = "none"
    # How the step changes: "constant", "cosine" over a stage, "plateau" (halved when gains stop).
    schedule: str = "constant"
    # Epochs without gain on the validation part after which a stage ends; 0 for never.
    patience: int = 0
    # Training accuracy at which it ends; 0 for never.
    stop_at_accuracy: float = 0.0
    # Attention over the last maps: "none", "channel" (squeeze and excite), "spatial", or both (CBAM).
    attention: str = "none"
    # Read pictures at half the size and double them by a sub-pixel network learned from the training images.
    super_resolution: bool = False


@dataclass(frozen=True)
class Option:
    """One setting of a recipe; `type` is "integer", "number", "boolean" or "choice"."""

    name: str
    type: str
    default: Any
    description: str
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    research: bool = False
    """Offered to those who compare recipes, not to everyone who retrains a catalogue."""

    def check(self, value: Any) -> Any:
        """The value in its own type; raises ConfigInvalid with what was received."""
        if self.type == "choice":
            if value not in self.choices:
                known = ", ".join(self.choices)
                raise ConfigInvalid(f"Option {self.name} has to be one of {known}; received {value!r}.")
            return value
        if self.type == "boolean":
            right = isinstance(value, bool)
        elif self.type == "integer":
            right = isinstance(value, int) and not isinstance(value, bool)
        else:
            right = isinstance(value, int | float) and not isinstance(value, bool)
        if not right:
            raise ConfigInvalid(f"Option {self.name} has to be of type {self.type}; received {value!r}.")
        return self._bounded(value)

    def _bounded(self, value: float) -> float:
        too_small = self.minimum is not None and not value >= self.minimum
        if too_small or (self.maximum is not None and not value <= self.maximum):
            raise ConfigInvalid(
                f"Option {self.name} has to be from {self.minimum} to {self.maximum}; received {value!r}."
            )
        return float(value) if self.type == "number" else value

    def to_json(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}
