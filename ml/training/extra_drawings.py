"""Further drawings of each motif that a drawn collection is learned with, beyond those in the catalogue.

A motif has more forms than a small collection shows. They are drawn when they are needed, always the same
ones, and no answer ever refers to one.
"""

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from ml.drawings import MOTIFS, study_pictures
from ml.errors import ConfigInvalid
from ml.files import write_atomically
from ml.images import network_input
from ml.networks import NetworkPerThread
from ml.texture import texture_feature

STUDIES = 20
"""Further drawings of each motif (docs/backbone.md)."""

_DRAWN = 256  # Side in pixels.


def study_inputs(slugs: Sequence[str], count: int, side: int) -> Iterator[np.ndarray]:
    """`count` further drawings of each motif, uint8 (side, side, 3); always the same ones."""
    return (network_input(picture, side) for picture in study_pictures(slugs, count, _DRAWN))


def require_motifs(labels: Iterable[str]) -> None:
    """Raise ConfigInvalid unless all are drawn motifs: a class without studies would be outweighed."""
    others = sorted(set(labels) - set(MOTIFS))
    if others:
        raise ConfigInvalid(
            f"Studies can be drawn only where every class is one of {', '.join(MOTIFS)}; "
            f"received {', '.join(others[:10])}. Leave the option studies at 0."
        )


def kept_features(
    kept: Path,
    pictures: Callable[[], Iterable[np.ndarray]],
    count: int,
    network: NetworkPerThread,
    on_progress: Callable[[int, int], None],
) -> np.ndarray:
    """Texture features of `count` pictures, float32 (count, d), from the file `kept` if it is there."""
    if kept.exists():
        try:
            features: np.ndarray = np.load(kept, allow_pickle=False)
            return features
        except (ValueError, EOFError):
            kept.unlink()  # Not what was written here; it is made anew.
    rows = []
    for done, picture in enumerate(pictures()):
        on_progress(done, count)
        rows.append(texture_feature(network.run(picture)))
    on_progress(count, count)
    buffer = io.BytesIO()
    np.save(buffer, np.stack(rows), allow_pickle=False)
    kept.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(kept, buffer.getvalue())
    return np.stack(rows)
