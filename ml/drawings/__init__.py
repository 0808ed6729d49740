"""Pictures made by program, the same for the same seed: drawn batik."""

from ml.drawings.batik import (
    MOTIFS,
    Motif,
    demo_artworks,
    demo_picture,
    draw_svg,
    metadata,
    render,
    specimen,
    study_pictures,
    write_collection,
)
from ml.drawings.pool import each

__all__ = [
    "MOTIFS",
    "Motif",
    "demo_artworks",
    "demo_picture",
    "draw_svg",
    "each",
    "metadata",
    "render",
    "specimen",
    "study_pictures",
    "write_collection",
]
