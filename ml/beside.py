"""What a model learns beside its images: drawn pictures that are no motif, and further drawings of motifs.

What a classifier was never shown it may take for what it knows; pictures of none of its classes teach it
otherwise (outlier exposure: Hendrycks et al. 2019). And a motif has more forms than a small drawn collection
shows. All of these are drawn, so that every house has them, and no answer ever refers to one.
"""

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from ml.drawings import MOTIFS, each, study_pictures
from ml.errors import ConfigInvalid
from ml.files import write_atomically
from ml.images import network_input
from ml.litert import NetworkPerThread
from ml.texture import texture_feature
from ml.textures.designs import Design, stored_inks
from ml.textures.families import FAMILIES
from ml.textures.leaves import dead_leaves
from ml.textures.views import view

FOREIGN = 576
"""Pictures that a model learns to leave unnamed; more told hardly more apart (docs/backbone.md)."""
STUDIES = 36
"""Further drawings of each motif that a drawn collection is learned with (docs/backbone.md)."""

_LEAVES = 192  # Of the foreign pictures: dead leaves; the others are textures.
_VIEWS = 2  # Of each design: half the drawing, and what is learned is as good.
_LIKE_A_MOTIF = ("parangs",)
_FIRST = 20_000  # Other designs than those that the network learned from.
_DRAWN = 256  # Side in pixels: a fifth of the time of what the network learned from.
_FEW = 8  # Pictures that are drawn sooner than a pool starts.


def foreign_pictures(side: int) -> Iterator[np.ndarray]:
    """FOREIGN pictures of all kinds that are no motif, uint8 (side, side, 3); always the same ones.

    Two at a time belong together, as `foreign_folds` knows: views of one design.
    """
    for pair in each(_foreign_pair, [(number, side) for number in range(FOREIGN // _VIEWS)], _FEW):
        yield from pair


def foreign_folds(folds: np.ndarray) -> np.ndarray:
    """Which of the folds each foreign picture is held out with: int (FOREIGN,), in turn."""
    numbers = np.unique(folds)
    held: np.ndarray = numbers[np.arange(FOREIGN) // _VIEWS % len(numbers)]
    return held


def _foreign_pair(number: int, side: int) -> list[np.ndarray]:
    draws = [np.random.default_rng([_FIRST, number * _VIEWS + which]) for which in range(_VIEWS)]
    if number < _LEAVES // _VIEWS:
        return [dead_leaves(rng, side) for rng in draws]
    families = [name for name in FAMILIES if name not in _LIKE_A_MOTIF]
    inks = stored_inks(Design(families[number % len(families)], _FIRST + number), _DRAWN)
    return [view(inks, rng, side) for rng in draws]


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
            return np.load(kept, allow_pickle=False)
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
