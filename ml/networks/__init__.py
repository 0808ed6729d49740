"""The networks that models look through: which there are, their numbers, and their files."""

from ml.networks.litert_runtime import Network, NetworkPerThread
from ml.networks.resolving import (
    BACKBONES,
    DEFAULT,
    KNOWN_WEIGHTS,
    Backbone,
    describe,
    download,
    name_backbone,
    resolve_backbone,
)
from ml.networks.sources import make
from ml.networks.specs import NetworkSpec

__all__ = [
    "BACKBONES",
    "DEFAULT",
    "KNOWN_WEIGHTS",
    "Backbone",
    "Network",
    "NetworkPerThread",
    "NetworkSpec",
    "describe",
    "download",
    "make",
    "name_backbone",
    "resolve_backbone",
]
