"""The recipes that a model can be trained by, and the options each one takes."""

from ml.recipes.config import TrainConfig
from ml.recipes.recipe import Published, Recipe
from ml.recipes.settings import Option
from ml.recipes.table import FINETUNE, RECIPES, RERUN, TEXTURE, recipe_named

__all__ = [
    "FINETUNE",
    "RECIPES",
    "RERUN",
    "TEXTURE",
    "Option",
    "Published",
    "Recipe",
    "TrainConfig",
    "recipe_named",
]
