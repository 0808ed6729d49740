"""The tables of the catalogue."""

from djangoapp.catalogue.models.artworks import Artwork, Image, ImageQuerySet, Milestone
from djangoapp.catalogue.models.fixity import FixityFinding, FixityPass
from djangoapp.catalogue.models.labels import CurrentLabel, Label, LabelRetraction, NamedBy
from djangoapp.catalogue.models.vocabularies import AltName, Statement, Term, Vocabulary

__all__ = [
    "AltName",
    "Artwork",
    "CurrentLabel",
    "FixityFinding",
    "FixityPass",
    "Image",
    "ImageQuerySet",
    "Label",
    "LabelRetraction",
    "Milestone",
    "NamedBy",
    "Statement",
    "Term",
    "Vocabulary",
]
