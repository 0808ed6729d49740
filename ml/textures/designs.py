"""The designs that the network learns to tell apart, drawn once and kept as ink maps in one mapped file."""

import json
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from ml.drawings import MOTIFS
from ml.drawings.batik.canvas import Frame
from ml.drawings.batik.cloth import rasterise
from ml.drawings.batik.motifs import document
from ml.drawings.batik.palettes import Palette
from ml.textures.families import FAMILIES
from ml.textures.fields import COUNT, Inks, lay_cloth

SIDE = 512
"""Pixels of a stored design; a network input of 224 px sees about half to all of it."""

BATIK = "batik"
"""The family of the drawn motifs of `ml.drawings.batik`; the others are in `families.FAMILIES`."""

_MADE_BY = 3  # Raise when designs are drawn differently, so that stored ones are drawn anew.
_TRIES = 8


@dataclass(frozen=True)
class Design:
    """One cloth: which family, and the number that fixes everything else about it."""

    family: str
    number: int


def designs(count: int, batik_share: float = 0.3) -> list[Design]:
    """`count` designs, `batik_share` of them batik, the others from every family in turn."""
    batik = round(count * batik_share)
    names = list(FAMILIES)
    others = [Design(names[i % len(names)], i // len(names)) for i in range(count - batik)]
    return [Design(BATIK, i) for i in range(batik)] + others


def draw(design: Design, size: int = SIDE) -> Inks:
    """Ink maps of a design, float32 (size, size, 3); nearly blank cloth is drawn again with other numbers."""
    for attempt in range(_TRIES):
        rng = np.random.default_rng([_family_number(design.family), design.number, attempt])
        if design.family == BATIK:
            inks = _batik(rng, design.number, size)
        else:
            inks = _filled(rng, FAMILIES[design.family](rng, size), size)
        if float(inks.std(axis=(0, 1)).sum()) > 0.2:
            break
    return inks


def _family_number(family: str) -> int:
    return [BATIK, *FAMILIES].index(family)


def _filled(rng: np.random.Generator, inks: Inks, size: int) -> Inks:
    """Now and then one ink's places are filled with a finer cloth, as isen fills batik."""
    if rng.random() < 0.6:
        return inks
    names = list(FAMILIES)
    finer = FAMILIES[names[int(rng.integers(len(names)))]](rng, size)
    finer = np.tile(finer[::2, ::2], (2, 2, 1))
    where = int(rng.integers(COUNT))
    shares = np.concatenate([1 - inks.sum(axis=-1, keepdims=True), inks], axis=-1)
    return lay_cloth(inks, np.clip(shares[..., where], 0, 1), finer)


def _batik(rng: np.random.Generator, number: int, size: int) -> Inks:
    """A drawn motif whose six dyes are red, green, blue and black, so that its pixels are ink shares."""
    slug = list(MOTIFS)[number % len(MOTIFS)]
    pure = ("#000000", "#ff0000", "#00ff00", "#0000ff")
    four = [pure[i] for i in rng.permutation(COUNT)]
    palette = Palette("inks", four[0], four[1], four[2], four[3], four[int(rng.integers(4))], four[0])
    if rng.random() < 0.5:
        palette = Palette("inks", four[0], four[1], four[2], four[3], four[3], four[2])
    frame = Frame(rng.uniform(-900, 900), rng.uniform(-900, 900), 0.0, float(np.exp(rng.uniform(-0.5, 0.3))))
    picture = (
        rasterise(document(slug, number, palette, frame, size, variety=1.0), size).astype(np.float32) / 255
    )
    # Anti-aliased edges on white would add up to more than one ink.
    return picture / np.maximum(picture.sum(axis=-1, keepdims=True), 1)


def bank(folder: Path, count: int, on_progress: Callable[[int, int], None], workers: int = 2) -> np.ndarray:
    """All designs as uint8 (count, SIDE, SIDE, 3), memory-mapped; drawn once, resumed where it stopped."""
    folder.mkdir(parents=True, exist_ok=True)
    path, note = folder / f"designs-{count}-{_MADE_BY}.npy", folder / f"designs-{count}-{_MADE_BY}.json"
    shape = (count, SIDE, SIDE, 3)
    done = json.loads(note.read_text())["done"] if note.exists() else 0
    stored = np.lib.format.open_memmap(path, mode="r+" if done else "w+", dtype=np.uint8, shape=shape)
    wanted = designs(count)[done:]
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for index, picture in enumerate(pool.map(stored_inks, wanted, chunksize=4), start=done):
            stored[index] = picture
            if (index + 1) % 50 == 0 or index + 1 == count:
                stored.flush()
                note.write_text(json.dumps({"done": index + 1}))
                on_progress(index + 1, count)
    return np.load(path, mmap_mode="r", allow_pickle=False)


def stored_inks(design: Design, size: int = SIDE) -> np.ndarray:
    """`draw` as uint8 (size, size, 3), as views are made of."""
    return np.round(np.clip(draw(design, size), 0, 1) * 255).astype(np.uint8)
