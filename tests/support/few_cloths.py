"""The settings of a server whose demo collection is small and soon drawn: six little cloths of each motif."""

from djangoapp.catalogue import drawing
from djangoapp.config.settings import *  # noqa: F403
from ml.drawn import collection

collection.PER_MOTIF = 6
drawing.SIZE = 256
