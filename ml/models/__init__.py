"""A trained model: on disk a bundle, in memory a classifier, and what of its explanations is withheld."""

from ml.models.bundle import (
    BACKBONE,
    DATA_CARD,
    MODEL_CARD,
    Bundle,
    file_states,
    read_file,
    sweep_staging,
    write_info,
)
from ml.models.classifier import Classifier
from ml.models.heads import Head
from ml.models.keras_network import network_of, structure
from ml.models.registry import ModelRegistry
from ml.models.verifying import verify
from ml.models.withheld import (
    CLOSED,
    METHODS,
    NETWORK_METHODS,
    contrast,
    refuse_failed,
    shown_methods,
    why_withheld,
)

__all__ = [
    "BACKBONE",
    "CLOSED",
    "DATA_CARD",
    "METHODS",
    "MODEL_CARD",
    "NETWORK_METHODS",
    "Bundle",
    "Classifier",
    "Head",
    "ModelRegistry",
    "contrast",
    "file_states",
    "network_of",
    "read_file",
    "refuse_failed",
    "shown_methods",
    "structure",
    "sweep_staging",
    "verify",
    "why_withheld",
    "write_info",
]
