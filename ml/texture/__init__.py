"""The arithmetic of the texture recipe: Gram features, and a ridge regression in closed form."""

from ml.texture.gram import KIND, Ridge, Scaling, likeness_of, likeness_rows, texture_feature
from ml.texture.ridge import LAMBDAS, ExtraRows, HeadData, fit_ridge, ridge_path, signed_targets
from ml.texture.rows import Rows, blocks

__all__ = [
    "KIND",
    "LAMBDAS",
    "ExtraRows",
    "HeadData",
    "Ridge",
    "Rows",
    "Scaling",
    "blocks",
    "fit_ridge",
    "likeness_of",
    "likeness_rows",
    "ridge_path",
    "signed_targets",
    "texture_feature",
]
