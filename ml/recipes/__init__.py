"""The recipes that a model can be trained by, and the options each one takes."""

from ml.recipes.config import TrainConfig
from ml.recipes.settings import Option
from ml.recipes.table import FINETUNE, RECIPES, TEXTURE, Published, Recipe, recipe_named
from ml.recipes.work import Work

__all__ = [
    "FINETUNE",
    "RECIPES",
    "TEXTURE",
    "Option",
    "Published",
    "Recipe",
    "TrainConfig",
    "Work",
    "recipe_named",
]
