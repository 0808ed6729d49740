"""What may be said aloud of a picture: how sure, how new, which terms, and where a model is weak."""

from ml.answers.calibration import (
    PROMISE,
    Conformal,
    crossfitted,
    fit_temperature,
    log_loss,
    log_losses,
    softmax,
)
from ml.answers.ceiling import PHOTOGRAPHS, POSSIBLE, Ceiling
from ml.answers.novelty import KEPT, LINE, NoveltyScale, Projection, distance_to_nearest, spread_over_classes
from ml.answers.rules import MAX_SET, Rules, decide, fit_rules, is_right
from ml.answers.weakness import known_weak

__all__ = [
    "KEPT",
    "LINE",
    "MAX_SET",
    "PHOTOGRAPHS",
    "POSSIBLE",
    "PROMISE",
    "Ceiling",
    "Conformal",
    "NoveltyScale",
    "Projection",
    "Rules",
    "crossfitted",
    "decide",
    "distance_to_nearest",
    "fit_rules",
    "fit_temperature",
    "is_right",
    "known_weak",
    "log_loss",
    "log_losses",
    "softmax",
    "spread_over_classes",
]
