"""Drawn batik: cloth by program, the same for the same seed, sharp at any size."""

from ml.drawn.cloth import render
from ml.drawn.collection import DEMO_VARIATION, DEMO_VARIETY, demo_artworks, metadata, write_collection
from ml.drawn.motifs import MOTIFS, Motif, draw_svg, specimen

__all__ = [
    "DEMO_VARIATION",
    "DEMO_VARIETY",
    "MOTIFS",
    "Motif",
    "demo_artworks",
    "draw_svg",
    "metadata",
    "render",
    "specimen",
    "write_collection",
]
