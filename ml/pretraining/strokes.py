"""The first layer's kernels, learned from drawn cloth without a label: the strokes that cloth is made of.

Patches of evened lightness are whitened and gathered about unit vectors, a patch counting for the vector that
it resembles most whichever its sign (spherical k-means; Coates and Ng, "Learning Feature Representations with
K-means", 2012). The network begins with them.
"""

import numpy as np

from ml.cloth import evened_lightness
from ml.textures.views import NETWORK_SIDE, view

_VIEWS = 300
_PATCHES = 100  # Of each view at each scale.
_ROUNDS = 30
_FLOOR = 0.1  # Share of the mean variance that is added to each axis before whitening.


def strokes(drawn: np.ndarray, side: int, count: int, seed: int) -> np.ndarray:
    """Kernels float32 (side, side, 1, count), answering with deviation 1; `drawn` as of `designs.bank`."""
    rng = np.random.default_rng([seed, side, count])
    patches = _patches(drawn, side, rng)
    centred = patches - patches.mean(axis=0)
    variances, axes = np.linalg.eigh(centred.T @ centred / len(centred))
    whitening = axes / np.sqrt(np.maximum(variances, 0) + _FLOOR * variances.mean())
    white = _unit(centred @ whitening)
    kernels = whitening @ _gathered(white, count, rng).T
    kernels /= (centred @ kernels).std(axis=0)
    return kernels.reshape(side, side, 1, count).astype(np.float32)


def _patches(drawn: np.ndarray, side: int, rng: np.random.Generator) -> np.ndarray:
    """Squares of evened lightness at every scale, float64 (views x scales x patches, side x side)."""
    network = evened_lightness(NETWORK_SIDE)
    found = []
    for _ in range(_VIEWS):
        picture = view(drawn[rng.integers(len(drawn))], rng, NETWORK_SIDE)
        for maps in network(picture[None].astype(np.float32)):
            evened = np.asarray(maps)[0, :, :, 0]
            corners = rng.integers(0, len(evened) - side + 1, (_PATCHES, 2))
            found += [evened[y : y + side, x : x + side].ravel() for y, x in corners]
    return np.array(found, np.float64)


def _gathered(points: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """Unit vectors (count, d) about which the unit `points` (n, d), or their opposites, lie."""
    centres = points[rng.choice(len(points), count, replace=False)]
    for _ in range(_ROUNDS):
        likeness = points @ centres.T
        nearest = np.abs(likeness).argmax(axis=1)
        weight = likeness[np.arange(len(points)), nearest]
        belongs = np.zeros((len(points), count))
        belongs[np.arange(len(points)), nearest] = weight
        sums = belongs.T @ points
        empty = np.linalg.norm(sums, axis=1) < 1e-6
        sums[empty] = points[rng.choice(len(points), int(empty.sum()))]
        centres = _unit(sums)
    return centres


def _unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)
