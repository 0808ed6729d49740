"""Why an answer was given: maps of evidence over the picture, and the checks that they deserve belief."""

from ml.explain.drawing import render, render_contrast, strength
from ml.explain.faithfulness import GRID, STEPS, Curves, curves, edge_strength
from ml.explain.gradients import GradientExplainer, check_network
from ml.explain.randomisation import LEARNED_FROM, check_head

__all__ = [
    "GRID",
    "LEARNED_FROM",
    "STEPS",
    "Curves",
    "GradientExplainer",
    "check_head",
    "check_network",
    "curves",
    "edge_strength",
    "render",
    "render_contrast",
    "strength",
]
