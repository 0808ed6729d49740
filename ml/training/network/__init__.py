"""Train a whole network by Keras: pictures, stages, checkpoints, and the bundle at the end."""

from ml.training.network.recipe import fit_network

__all__ = ["fit_network"]
