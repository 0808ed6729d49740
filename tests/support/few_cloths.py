"""The settings of a server whose demo collection is small and soon drawn: six little cloths of each motif."""

from djangoapp.catalogue.pictures import drawing
from djangoapp.config.settings import *  # noqa: F403
from ml.drawings.batik import collection

collection.PER_MOTIF = 6
drawing.SIZE = 256
