"""Drawn batik: cloth by program, the same for the same seed, sharp at any size."""

from ml.drawings.batik.cloth import render
from ml.drawings.batik.collection import (
    demo_artworks,
    demo_picture,
    metadata,
    study_pictures,
    write_collection,
)
from ml.drawings.batik.motifs import MOTIFS, Motif, draw_svg, specimen

__all__ = [
    "MOTIFS",
    "Motif",
    "demo_artworks",
    "demo_picture",
    "draw_svg",
    "metadata",
    "render",
    "specimen",
    "study_pictures",
    "write_collection",
]
