"""The tables of the catalogue."""

from djangoapp.catalogue.models.artworks import Artwork, Image, ImageQuerySet, Label, Milestone
from djangoapp.catalogue.models.fixity import FixityFinding, FixityPass
from djangoapp.catalogue.models.vocabularies import AltName, Statement, Term, Vocabulary

__all__ = [
    "AltName",
    "Artwork",
    "FixityFinding",
    "FixityPass",
    "Image",
    "ImageQuerySet",
    "Label",
    "Milestone",
    "Statement",
    "Term",
    "Vocabulary",
]
