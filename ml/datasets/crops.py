"""Crops: which image shows a part of another, found by coarse windows and proved by fine correlation.

Every image is cut, in thought, into some 300 windows of several sizes; each window and each whole image is
described by its low DCT coefficients. The windows that resemble a whole image best are its candidates. A
candidate is then laid over the picture itself, shifted and scaled a little, and compared in fine detail only:
two cloths of one layout differ there, a crop does not.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PIL import Image

from ml.datasets.look_alikes import dct_basis
from ml.records import Progress

THUMB = 64
"""Side of the grey thumbnails that candidates are found on."""
FINE = 192
"""Side of the grey pictures that candidates are proved on."""
PROVED = 0.6
"""Correlation of fine detail above which one image shows the other's picture (see docs/audit.md)."""
HOPELESS = 0.3
"""First correlation below which closer alignment is not tried."""

_SCALES = (0.9, 0.8, 0.7, 0.6, 0.5, 0.42)
_TURNED_UP_TO = 2_000
_ALL_SCALES_UP_TO = 20_000
_LIKELY = 0.68
_KEPT = 5
_CELLS, _WAVES = 16, 8
_PART, _MARGIN, _HIGH_PASS = 48, 8, 7
_FRAME = _PART + 2 * _MARGIN
_STRETCHES = tuple((y, x) for y in (-1, 0, 1) for x in (-1, 0, 1))
_STEPS = (0.08, 0.04, 0.02)
_SAME_COLOUR = 25.0
"""Most that the mean red, green or blue of a crop may differ from its place: lattices repeat, dyes differ."""

Box = tuple[float, float, float]
"""A square window as shares of the picture: top, left, side."""
WHOLE: Box = (0.0, 0.0, 1.0)


@dataclass(frozen=True)
class Crop:
    """Image `part` shows the window `box` of image `whole`, turned as `view` says (see `Pair.view`)."""

    whole: int
    part: int
    likeness: float
    box: Box
    view: int


@dataclass(frozen=True)
class Effort:
    """How thoroughly a collection of some size is searched, so that time stays bounded."""

    scales: tuple[float, ...]
    turned: bool

    @classmethod
    def of(cls, count: int) -> "Effort":
        scales = _SCALES if count <= _ALL_SCALES_UP_TO else tuple(s for s in _SCALES if s >= 0.6)
        return cls(scales, turned=count <= _TURNED_UP_TO)


def grey_square(image: np.ndarray, side: int) -> np.ndarray:
    """uint8 (h, w, 3) or (h, w) squashed to grey uint8 (side, side)."""
    return np.asarray(Image.fromarray(image).convert("L").resize((side, side), Image.Resampling.BOX))


def find_crops(
    thumbs: np.ndarray,
    read: Callable[[int], np.ndarray],
    groups: Sequence[str],
    on_progress: Callable[[Progress], None] | None = None,
    workers: int = 2,
) -> list[Crop]:
    """Every image that shows a part of another, leaving out pairs of one group.

    `thumbs` uint8 (n, 64, 64) grey; `read(index)` gives uint8 (192, 192, 3); `groups` are from
    `near_duplicate_groups`. Parts of 0.4 to 0.95 of a side are found.
    """
    candidates = _candidates(thumbs, groups, on_progress)
    cached = lru_cache(maxsize=2000)(read)

    def prove(one: Crop) -> float:
        whole, part = cached(one.whole), cached(one.part)
        if colour_distance(whole, part, one.box) > _SAME_COLOUR:
            return 0.0
        return fine_likeness(grey_square(whole, FINE), grey_square(part, FINE), one.box, one.view)

    found = []
    with ThreadPoolExecutor(max_workers=workers) as pool:
        for done, (one, likeness) in enumerate(zip(candidates, pool.map(prove, candidates), strict=True)):
            if likeness >= PROVED:
                found.append(Crop(one.whole, one.part, likeness, one.box, one.view))
            if on_progress and (done % 50 == 0 or done + 1 == len(candidates)):
                on_progress(Progress("proving crops", done + 1, len(candidates)))
    return _best_of_each_pair(found)


def fine_likeness(whole: np.ndarray, part: np.ndarray, box: Box = WHOLE, view: int = 0) -> float:
    """How well the fine detail of `part`, turned by `view`, fits into `whole` near `box`: -1..1.

    Both are grey uint8 (s, s). Shifts of a sixth and scales of 0.86 to 1.14 in each direction are tried.
    """
    small = np.asarray(Image.fromarray(part).resize((_PART, _PART), Image.Resampling.BOX), np.float32)
    template = _fine(np.rot90(small[:, ::-1] if view >= 4 else small, view % 4)[None])[0]
    template = template - template.mean()
    norm = float(np.linalg.norm(template))
    if norm < 1:
        return 0.0
    template /= norm
    side = max(round(_PART / box[2] * 1.1), _PART)
    picture = Image.fromarray(whole)
    if side < picture.width:
        picture = picture.resize((side, side), Image.Resampling.BOX)
    best, at = -1.0, (1.0, 1.0)
    for step in _STEPS:
        stretches = [(at[0] + step * y, at[1] + step * x) for y, x in _STRETCHES]
        found, at = _fit(picture, template, box, stretches)
        best = max(best, found)
        if best < HOPELESS:
            break
    return best


def colour_distance(whole: np.ndarray, part: np.ndarray, box: Box) -> float:
    """How far the mean colours of `part` and of the window are apart, 0..255: uint8 (s, s, 3) each."""
    top, left, side = (round(share * len(whole)) for share in box)
    window = whole[top : top + side, left : left + side]
    return float(np.abs(window.mean(axis=(0, 1)) - part.mean(axis=(0, 1))).max())


def _fit(
    picture: Image.Image, template: np.ndarray, box: Box, stretches: Sequence[tuple[float, float]]
) -> tuple[float, tuple[float, float]]:
    """The best correlation over shifts and the given stretches of the window, and the best stretch."""
    frames = _fine(np.stack([_frame(picture, box, stretch) for stretch in stretches]))
    shifts = slice(0, 2 * _MARGIN + 1)
    spectrum = np.fft.rfft2(frames) * np.conj(np.fft.rfft2(template, (_FRAME, _FRAME)))
    products = np.fft.irfft2(spectrum, (_FRAME, _FRAME))[:, shifts, shifts]
    sums, squares = _window_sums(frames), _window_sums(frames.astype(np.float64) ** 2)
    norms = np.sqrt(np.maximum(squares - sums**2 / _PART**2, 1.0))
    best = (products / norms).max(axis=(1, 2))
    return float(best.max()), stretches[int(best.argmax())]


def _frame(picture: Image.Image, box: Box, stretch: tuple[float, float]) -> np.ndarray:
    """The window with a margin, stretched, as float32 (64, 64)."""
    top, left, side = box
    middle_y, middle_x = (top + side / 2) * picture.height, (left + side / 2) * picture.width
    half_y = side * stretch[0] * picture.height * _FRAME / _PART / 2
    half_x = side * stretch[1] * picture.width * _FRAME / _PART / 2
    extent = (middle_x - half_x, middle_y - half_y, middle_x + half_x, middle_y + half_y)
    frame = picture.transform((_FRAME, _FRAME), Image.Transform.EXTENT, extent, Image.Resampling.BILINEAR)
    return np.asarray(frame, np.float32)


def _fine(frames: np.ndarray) -> np.ndarray:
    """Frames (n, s, s) less their local mean."""
    edge = _HIGH_PASS // 2
    padded = np.pad(frames, ((0, 0), (edge, edge), (edge, edge)), mode="edge")
    return np.asarray(frames - _window_sums(padded, _HIGH_PASS) / _HIGH_PASS**2, np.float32)


def _window_sums(frames: np.ndarray, side: int = _PART) -> np.ndarray:
    """Sums over every window of `side`: float64 (n, s - side + 1, s - side + 1)."""
    total = np.pad(frames.astype(np.float64), ((0, 0), (1, 0), (1, 0))).cumsum(1).cumsum(2)
    return np.asarray(
        total[:, side:, side:] - total[:, :-side, side:] - total[:, side:, :-side] + total[:, :-side, :-side]
    )


def _candidates(
    thumbs: np.ndarray, groups: Sequence[str], on_progress: Callable[[Progress], None] | None
) -> list[Crop]:
    """For each image, the few windows of other images that resemble it most."""
    effort = Effort.of(len(thumbs))
    grids = [_Grid.of(scale) for scale in effort.scales]
    boxes = [box for grid in grids for box in grid.boxes]
    queries = np.stack([_described(_waves_of(thumb)) for thumb in thumbs]) if len(thumbs) else thumbs
    names = np.unique(np.asarray(groups, dtype=object).astype(str), return_inverse=True)[1]
    best = np.zeros((len(thumbs), _KEPT), np.float32)
    which = np.zeros((len(thumbs), _KEPT, 3), np.int32)
    for whole, thumb in enumerate(thumbs):
        windows = np.concatenate([grid.describe(thumb) for grid in grids])
        for view in range(8 if effort.turned else 1):
            scores = windows @ _turned(queries, view).T
            top = np.where(names == names[whole], 0, scores.max(axis=0))
            _keep(best, which, top, whole, scores.argmax(axis=0), view)
        if on_progress:
            on_progress(Progress("seeking crops", whole + 1, len(thumbs)))
    return [
        Crop(int(whole), part, float(best[part, k]), boxes[window], int(view))
        for part in range(len(thumbs))
        for k, (whole, window, view) in enumerate(which[part])
        if best[part, k] > _LIKELY
    ]


def _keep(
    best: np.ndarray, which: np.ndarray, scores: np.ndarray, whole: int, windows: np.ndarray, view: int
) -> None:
    """Let each image's new score push out the least of those kept, in place."""
    least = best.argmin(axis=1)
    rows = np.flatnonzero(scores > np.maximum(best[np.arange(len(best)), least], _LIKELY))
    best[rows, least[rows]] = scores[rows]
    which[rows, least[rows]] = np.stack(
        [np.full(len(rows), whole), windows[rows], np.full(len(rows), view)], axis=1
    )


@dataclass(frozen=True)
class _Grid:
    """The windows of one size: a matrix that takes a thumbnail's rows to their coefficients, and boxes."""

    matrix: np.ndarray
    boxes: list[Box]

    @classmethod
    @lru_cache(maxsize=8)
    def of(cls, scale: float) -> "_Grid":
        side = scale * THUMB
        count = max(int(np.ceil((THUMB - side) / (side / 8) - 1e-9)) + 1, 2)
        starts = np.linspace(0, THUMB - side, count)
        basis = dct_basis(_CELLS, _WAVES)
        matrix = np.concatenate([basis @ _cells(start, side) for start in starts]).astype(np.float32)
        shares = starts / THUMB
        return cls(matrix, [(float(top), float(left), scale) for top in shares for left in shares])

    def describe(self, thumb: np.ndarray) -> np.ndarray:
        """float32 (windows, 64) of a uint8 thumbnail."""
        waves = self.matrix @ thumb.astype(np.float32) @ self.matrix.T
        count = len(self.matrix) // _WAVES
        blocks = waves.reshape(count, _WAVES, count, _WAVES).transpose(0, 2, 1, 3)
        return _described(blocks.reshape(-1, _WAVES, _WAVES))


def _cells(start: float, side: float) -> np.ndarray:
    """Averages of a window's 16 cells as weights on a thumbnail's pixels: float64 (16, 64)."""
    edges = start + np.arange(_CELLS + 1) * side / _CELLS
    pixels = np.arange(THUMB)
    overlap = np.minimum(edges[1:, None], pixels + 1) - np.maximum(edges[:-1, None], pixels)
    return np.asarray(np.maximum(overlap, 0) / (side / _CELLS))


def _waves_of(thumb: np.ndarray) -> np.ndarray:
    basis = (dct_basis(_CELLS, _WAVES) @ _cells(0, THUMB)).astype(np.float32)
    return np.asarray(basis @ thumb.astype(np.float32) @ basis.T)


def _described(waves: np.ndarray) -> np.ndarray:
    """Coefficients (..., 8, 8) without the mean, norm 1 (less when nearly flat): float32 (..., 64)."""
    flat = waves.reshape(*waves.shape[:-2], _WAVES**2).copy()
    flat[..., 0] = 0
    return np.asarray(flat / np.maximum(np.linalg.norm(flat, axis=-1, keepdims=True), 8.0))


def _turned(queries: np.ndarray, view: int) -> np.ndarray:
    """Descriptions (n, 64) of the same pictures seen in one of eight orientations."""
    waves = queries.reshape(-1, _WAVES, _WAVES)
    signs = np.where(np.arange(_WAVES) % 2, -1, 1).astype(np.float32)
    if view >= 4:
        waves = waves * signs
    for _ in range(view % 4):  # A quarter turn to the left: transposed, then upside down.
        waves = waves.transpose(0, 2, 1) * signs[:, None]
    return np.asarray(waves.reshape(len(queries), -1))


def _best_of_each_pair(found: Sequence[Crop]) -> list[Crop]:
    best: dict[tuple[int, int], Crop] = {}
    for crop in sorted(found, key=lambda crop: crop.likeness):
        best[min(crop.whole, crop.part), max(crop.whole, crop.part)] = crop
    return sorted(best.values(), key=lambda crop: (-crop.likeness, crop.whole, crop.part))
