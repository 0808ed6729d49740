"""The settings of a server whose demo collection is small and soon drawn and learned from."""

import ml.training
from djangoapp.catalogue.pictures import drawing
from djangoapp.config.settings import *  # noqa: F403
from ml.drawings.batik import collection

# Little cloths, six of each motif. Before apps read the last one.
collection.PER_MOTIF = 6
drawing.SIZE = 256
ml.training.STUDIES = 3
