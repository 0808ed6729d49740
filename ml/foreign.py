"""Drawn textures that are no motif: a model on the drawn network learns to leave such things unnamed.

What a classifier was never shown it may take for what it knows; pictures of none of its classes teach it
otherwise (outlier exposure: Hendrycks et al. 2019). These are drawn, so that every house has them.
"""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from ml.backbones import write_atomically
from ml.litert import NetworkPerThread
from ml.texture import texture_feature
from ml.textures.designs import Design, stored_inks
from ml.textures.families import FAMILIES
from ml.textures.views import view

COUNT = 192
"""Pictures that a model learns to leave unnamed; twice as many told hardly more apart (docs/backbone.md)."""

_VIEWS = 2  # Of each design: half the drawing, and what is learned is as good.
_LIKE_A_MOTIF = ("parangs",)
_FIRST = 20_000  # Other designs than those that the network learned from.
_DRAWN = 256  # Side in pixels: a fifth of the time of what the network learned from.


def foreign_pictures(side: int) -> Iterator[np.ndarray]:
    """COUNT views of textures of all kinds, uint8 (side, side, 3); always the same ones."""
    families = [name for name in FAMILIES if name not in _LIKE_A_MOTIF]
    for design in range(COUNT // _VIEWS):
        inks = stored_inks(Design(families[design % len(families)], _FIRST + design), _DRAWN)
        for which in range(_VIEWS):
            yield view(inks, np.random.default_rng([_FIRST, design * _VIEWS + which]), side)


def foreign_features(
    network: NetworkPerThread, side: int, kept: Path, on_progress: Callable[[int, int], None]
) -> np.ndarray:
    """Texture features of the foreign pictures, float32 (COUNT, d), from the file `kept` if it is there."""
    if kept.exists():
        try:
            return np.load(kept, allow_pickle=False)
        except (ValueError, EOFError):
            kept.unlink()  # Not what was written here; it is made anew.
    rows = []
    for done, picture in enumerate(foreign_pictures(side)):
        on_progress(done, COUNT)
        rows.append(texture_feature(network.run(picture)))
    on_progress(COUNT, COUNT)
    buffer = io.BytesIO()
    np.save(buffer, np.stack(rows), allow_pickle=False)
    kept.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(kept, buffer.getvalue())
    return np.stack(rows)
