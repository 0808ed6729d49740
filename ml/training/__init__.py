"""Train a model: from a manifest of labelled images to an immutable bundle with its report."""

from ml.training.cross_validation import HeldOut, choose_penalty, held_out
from ml.training.evidence import Evidence, Worth
from ml.training.extra_drawings import STUDIES
from ml.training.feature_store import FeatureStore, collect
from ml.training.head_fitting import Fitted, fit_head
from ml.training.run import TrainResult, train
from ml.training.texture import fit_texture
from ml.training.work import Work

__all__ = [
    "STUDIES",
    "Evidence",
    "FeatureStore",
    "Fitted",
    "HeldOut",
    "TrainResult",
    "Work",
    "Worth",
    "choose_penalty",
    "collect",
    "fit_head",
    "fit_texture",
    "held_out",
    "train",
]
