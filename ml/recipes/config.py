"""What shapes one training, checked against the recipe that it asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ml.errors import ConfigInvalid
from ml.networks import DEFAULT
from ml.networks.resolving import read_numbers
from ml.recipes.settings import Settings
from ml.recipes.table import recipe_named


@dataclass(frozen=True)
class TrainConfig(Settings):
    """Everything that shapes a training; the same config on the same images gives the same model.

    The defaults here are the texture recipe's; other recipes have their own (`Recipe.defaults`), so make a
    config for them by `TrainConfig.from_options`.
    """

    @classmethod
    def from_options(
        cls, recipe: str, options: Mapping[str, Any] | None = None, backbone_weights: Path | None = None
    ) -> "TrainConfig":
        """Check options that came from outside; raises UnknownRecipe or ConfigInvalid naming the option.

        Without weights a recipe that only adapts a network stands on the one that comes with Ragam.
        """
        asked = recipe_named(recipe)
        known = {option.name: option for option in asked.options}
        checked = {}
        for name, value in (options or {}).items():
            if name not in known:
                raise ConfigInvalid(f"Recipe {recipe!r} has no option {name!r}. It has {', '.join(known)}.")
            checked[name] = known[name].check(value)
        given = _on_network(asked.tapped, backbone_weights)
        plain = cls(recipe=recipe, backbone_weights=backbone_weights)
        return replace(plain, **{**asked.defaults, **given, **checked}).validated()

    def validated(self) -> "TrainConfig":
        """Itself, if every option of its recipe is within bounds; raises ConfigInvalid naming the option."""
        for option in recipe_named(self.recipe).options:
            option.check(getattr(self, option.name))
        return self

    def options(self) -> dict[str, Any]:
        """The options that its recipe reads, for the record."""
        asked = recipe_named(self.recipe)
        given = _on_network(asked.tapped, self.backbone_weights)
        names = [*asked.defaults, *given, *(option.name for option in asked.options)]
        return {name: getattr(self, name) for name in dict.fromkeys(names)}


def _on_network(tapped: Mapping[str, Any], weights: Path | None) -> Mapping[str, Any]:
    """What changes on a network that textures are read from; nothing on a whole one of Keras's."""
    if not tapped or (weights is not None and weights.suffix != ".npz"):
        return {}
    return {**tapped, "network": read_numbers(weights)[0].name if weights else DEFAULT.name}
