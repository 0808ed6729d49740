"""The recipes that a model can be trained by, and the options each one takes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from ml.datasets import Manifest
from ml.errors import ConfigInvalid, TrainingCancelled, UnknownRecipe
from ml.records import Progress

TEXTURE = "texture"
FINETUNE = "mobilenetv2-finetune"


@dataclass(frozen=True)
class TrainConfig:
    """Everything that shapes a training; the same config on the same images gives the same model."""

    recipe: str = TEXTURE
    # Keras MobileNetV2 no-top weights (.h5) or a LiteRT backbone (.tflite); None for fixed filters.
    backbone_weights: Path | None = None
    # Decides folds, random weights, and the order of batches.
    seed: int = 0
    # Parts of the cross-validation that chooses penalty and temperature; fewer when there are fewer groups.
    folds: int = 5
    # Length of the embedding that similarity and novelty are measured by.
    embedding_size: int = 128
    # Learn from each image in all eight flips and quarter turns: for pictures that may lie any way round.
    turned: bool = False
    # Side of the fine-tuned network's input in pixels.
    image_size: int = 224
    # Epochs of the new last layer alone, on frozen features.
    epochs_head: int = 6
    # Epochs of the network from block 14 on.
    epochs_tune: int = 10
    # Images per step of fine-tuning.
    batch_size: int = 32
    # Adam's step for the last layer alone.
    learning_rate_head: float = 1e-3
    # Adam's step for the network from block 14 on.
    learning_rate_tune: float = 1e-4

    @classmethod
    def from_options(
        cls, recipe: str, options: Mapping[str, Any] | None = None, backbone_weights: Path | None = None
    ) -> "TrainConfig":
        """Check options that came from outside; raises UnknownRecipe or ConfigInvalid naming the option."""
        known = {option.name: option for option in recipe_named(recipe).options}
        checked = {}
        for name, value in (options or {}).items():
            if name not in known:
                raise ConfigInvalid(f"Recipe {recipe!r} has no option {name!r}. It has {', '.join(known)}.")
            checked[name] = known[name].check(value)
        return replace(cls(recipe=recipe, backbone_weights=backbone_weights), **checked)

    def validated(self) -> "TrainConfig":
        """Itself, if every option of its recipe is within bounds."""
        options = {option.name: getattr(self, option.name) for option in recipe_named(self.recipe).options}
        return TrainConfig.from_options(self.recipe, options, self.backbone_weights)

    def options(self) -> dict[str, Any]:
        """The options that its recipe reads, for the record."""
        return {option.name: getattr(self, option.name) for option in recipe_named(self.recipe).options}


@dataclass(frozen=True)
class Option:
    """One setting of a recipe; `type` is "integer", "number" or "boolean"."""

    name: str
    type: str
    default: Any
    description: str
    minimum: float | None = None
    maximum: float | None = None

    def check(self, value: Any) -> Any:
        """The value in its own type; raises ConfigInvalid with what was received."""
        if self.type == "boolean":
            right = isinstance(value, bool)
        elif self.type == "integer":
            right = isinstance(value, int) and not isinstance(value, bool)
        else:
            right = isinstance(value, int | float) and not isinstance(value, bool)
        if not right:
            raise ConfigInvalid(f"Option {self.name} has to be of type {self.type}; received {value!r}.")
        too_small = self.minimum is not None and not value >= self.minimum
        if too_small or (self.maximum is not None and not value <= self.maximum):
            raise ConfigInvalid(
                f"Option {self.name} has to be from {self.minimum} to {self.maximum}; received {value!r}."
            )
        return float(value) if self.type == "number" else value

    def to_json(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True)
class Recipe:
    """A named way to train."""

    name: str
    title: str
    source: str
    description: str
    options: tuple[Option, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "title": self.title,
            "source": self.source,
            "description": self.description,
            "options": [option.to_json() for option in self.options],
        }


def _option(
    name: str, type_: str, description: str, low: float | None = None, high: float | None = None
) -> Option:
    default = next(field.default for field in fields(TrainConfig) if field.name == name)
    return Option(name, type_, default, description, low, high)


_SEED = _option("seed", "integer", "Decides folds, random weights and the order of batches.", 0, 2**31 - 1)
_EMBEDDING = _option("embedding_size", "integer", "Length of the similarity vector.", 8, 256)

RECIPES: dict[str, Recipe] = {
    TEXTURE: Recipe(
        TEXTURE,
        "Texture",
        "Second-order statistics of early layers, after Gatys et al. 2015 and Lin et al. 2015.",
        "Compares how often strokes, dots and curves occur together. Seconds to train, and best on batik.",
        (
            _SEED,
            _option("folds", "integer", "Parts of the cross-validation.", 2, 10),
            _option("turned", "boolean", "Learn from all eight flips and turns; eight times the work."),
            _EMBEDDING,
        ),
    ),
    FINETUNE: Recipe(
        FINETUNE,
        "Fine-tuned MobileNetV2",
        "MobileNetV2 (Sandler et al. 2018), last layer first, then from block 14.",
        "Adapts the upper part of a pretrained network. Minutes to train; for motifs told apart by shape.",
        (
            _SEED,
            _option("image_size", "integer", "Side of the input in pixels.", 96, 448),
            _option("epochs_head", "integer", "Epochs of the last layer alone.", 1, 100),
            _option("epochs_tune", "integer", "Epochs of the network from block 14.", 0, 200),
            _option("batch_size", "integer", "Images per step.", 2, 256),
            _option("learning_rate_head", "number", "Step size for the last layer.", 1e-6, 0.1),
            _option("learning_rate_tune", "number", "Step size from block 14.", 1e-7, 0.01),
            _EMBEDDING,
        ),
    ),
}


def recipe_named(name: str) -> Recipe:
    """Look a recipe up; raises UnknownRecipe with the names there are."""
    if name not in RECIPES:
        raise UnknownRecipe(f"No recipe is called {name!r}. There are {', '.join(RECIPES)}.")
    return RECIPES[name]


@dataclass(frozen=True)
class Work:
    """One training under way: what is asked, where files go, and whom to tell."""

    config: TrainConfig
    manifest: Manifest
    folder: Path
    """The bundle being filled."""
    cache: Path
    """Kept between trainings: backbones, features, checkpoints."""
    on_progress: Callable[[Progress], None]
    should_stop: Callable[[], bool]

    def report(self, phase: str, done: int, total: int, detail: dict[str, Any] | None = None) -> None:
        """Tell how far the work is; raises TrainingCancelled when it is asked to end."""
        if self.should_stop():
            raise TrainingCancelled("The training was cancelled; what it had computed is kept.")
        self.on_progress(Progress(phase, done, total, detail))
