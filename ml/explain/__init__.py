"""Why an answer was given: maps of evidence over the picture, and the checks that they deserve belief."""

from ml.explain.drawing import render, render_contrast, strength
from ml.explain.verdict import CLOSED, METHODS, NETWORK_METHODS

__all__ = ["CLOSED", "METHODS", "NETWORK_METHODS", "render", "render_contrast", "strength"]
