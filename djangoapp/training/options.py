"""The options of a recipe, as someone sends them, turned into the engine's configuration."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ml.recipes import RECIPES, TrainConfig


def recipes_described() -> list[dict[str, Any]]:
    """Recipes for catalogues, with the options meant for them: [{name, title, ..., options: [...]}]."""
    offered = [recipe.to_json() for recipe in RECIPES.values() if recipe.audience == "catalogue"]
    for recipe in offered:
        recipe["options"] = [option for option in recipe["options"] if not option["research"]]
    return offered


def config_for(recipe: str, options: dict[str, Any], weights: Path | None = None) -> TrainConfig:
    """The configuration of one run; UnknownRecipe or ConfigInvalid name what is not accepted."""
    return TrainConfig.from_options(recipe, options, weights)
