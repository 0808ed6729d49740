"""What holds for every row of a comparison: the images and their parts, the cache, the weights."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ml.comparison.outcomes import RowSpec
from ml.comparison.parts import Parts, parts_of
from ml.comparison.store import Store
from ml.datasets import Manifest
from ml.recipes import TrainConfig, recipe_named
from ml.records import Progress

OnProgress = Callable[[Progress], None]

WEIGHTS_ARE_OF = "mobilenetv2"


@dataclass(frozen=True)
class Terms:
    """What holds for every row of a comparison."""

    manifest: Manifest
    parts: Parts
    cache: Path
    weights: Path | None = None
    """MobileNetV2's, for the rows that stand on it; other networks begin from nothing or name their own."""
    seed: int = 0
    smoke: bool = False
    """Every recipe at the size that only shows that it runs."""
    cold: bool = False
    """Each training starts with an empty cache, so that its cost is all there is to pay."""
    apart: bool = True
    """Each training in a process of its own."""
    on_progress: OnProgress = lambda progress: None

    def config(self, spec: RowSpec) -> TrainConfig:
        """The row's config; raises UnknownRecipe or ConfigInvalid."""
        return config_of(spec, self.weights, self.seed, self.smoke)

    def store(self) -> Store:
        return Store(self.cache / "comparison")


def config_of(spec: RowSpec, weights: Path | None, seed: int, smoke: bool) -> TrainConfig:
    """A row's config; raises UnknownRecipe or ConfigInvalid."""
    recipe = recipe_named(spec.recipe)
    options = {**(recipe.smoke if smoke else {}), "seed": seed, **spec.options}
    network = {**recipe.defaults, **options}.get("network", WEIGHTS_ARE_OF)
    own = spec.weights or (weights if network == WEIGHTS_ARE_OF else None)
    return TrainConfig.from_options(spec.recipe, options, own)


def terms_for(
    manifest: Manifest,
    cache: Path,
    *,
    folds: int = 0,
    **rest: Any,
) -> Terms:
    """Terms with the parts that a folder's manifest and `folds` ask for; see `parts_of` for errors."""
    return Terms(manifest, parts_of(manifest, folds, rest.get("seed", 0)), cache, **rest)
