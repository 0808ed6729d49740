"""The arithmetic of the texture recipe: Gram features, and a ridge regression in closed form."""

from ml.texture.feature_rows import Rows, blocks
from ml.texture.gram import KIND, Ridge, Scaling, similarity_of, similarity_rows, texture_feature
from ml.texture.ridge import LAMBDAS, ExtraRows, HeadData, fit_ridge, ridge_path, signed_targets

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
    "ridge_path",
    "signed_targets",
    "similarity_of",
    "similarity_rows",
    "texture_feature",
]
