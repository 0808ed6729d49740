"""The table of motifs, and a motif as an SVG document."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from random import Random

from ml.drawings.batik import (
    motifs_band,
    motifs_ceplok,
    motifs_clouds,
    motifs_free,
    motifs_grid,
    motifs_kawung,
    motifs_parang,
)
from ml.drawings.batik.canvas import Canvas, Frame
from ml.drawings.batik.palettes import COAST, EVERY, PALETTES, SOGAN, Palette, stray
from ml.errors import ConfigInvalid


@dataclass(frozen=True)
class Motif:
    """One motif: its names, how it is drawn, in which dyes it is shown, and the scale that makes it even."""

    slug: str
    name_id: str
    name_en: str
    draw: Callable[[Canvas], None]
    palettes: tuple[str, ...]
    """Palettes plausible for it, the specimen's first. Training images use every palette for every motif."""
    scale: float = 1.0
    """Brings the motifs to one typical spacing, so that spacing does not give a motif away."""


MOTIFS: dict[str, Motif] = {
    motif.slug: motif
    for motif in (
        Motif(
            "kawung", "Kawung", "Kawung", motifs_kawung.kawung, ("sogan-yogya", *SOGAN, "indigo"), scale=1.12
        ),
        Motif(
            "parang-rusak",
            "Parang Rusak",
            "Parang rusak",
            motifs_parang.parang_rusak,
            ("sogan-yogya", *SOGAN, "hitam-putih"),
            scale=1.25,
        ),
        Motif(
            "lereng",
            "Lereng",
            "Lereng",
            motifs_band.lereng,
            ("sogan-solo", *SOGAN, "indigo", "pekalongan"),
            scale=1.2,
        ),
        Motif(
            "megamendung",
            "Megamendung",
            "Megamendung",
            motifs_clouds.megamendung,
            ("cirebon", "cirebon", "indigo", "lasem", "ungu", "hijau"),
            scale=1.3,
        ),
        Motif(
            "truntum", "Truntum", "Truntum", motifs_grid.truntum, ("sogan-yogya", *SOGAN, "indigo"), scale=1.2
        ),
        Motif(
            "ceplok",
            "Ceplok",
            "Ceplok",
            motifs_ceplok.ceplok,
            ("tiga-negeri", *SOGAN, "indigo", "lasem"),
            scale=1.0,
        ),
        Motif(
            "nitik", "Nitik", "Nitik", motifs_grid.nitik, ("indigo", *SOGAN, "indigo", "lasem"), scale=1.45
        ),
        Motif(
            "sekar-jagad",
            "Sekar Jagad",
            "Sekar jagad",
            motifs_free.sekar_jagad,
            ("tiga-negeri", *COAST, "indigo"),
            scale=0.72,
        ),
        Motif("tambal", "Tambal", "Tambal", motifs_free.tambal, ("madura", *SOGAN, *COAST), scale=0.74),
        Motif(
            "poleng",
            "Poleng",
            "Poleng",
            motifs_grid.poleng,
            ("hitam-putih", "hitam-putih", "hitam-putih", "lasem"),
            scale=0.8,
        ),
        Motif(
            "sidomukti", "Sidomukti", "Sidomukti", motifs_grid.sidomukti, ("sogan-solo", *SOGAN), scale=1.0
        ),
        Motif("tumpal", "Tumpal", "Tumpal", motifs_band.tumpal, ("lasem", *COAST), scale=1.25),
        Motif("buketan", "Buketan", "Buketan", motifs_free.buketan, ("pekalongan", *COAST), scale=0.82),
        Motif(
            "pring",
            "Pring",
            "Pring (bamboo)",
            motifs_free.pring,
            ("hijau", "hijau", "indigo", "ungu", "madura", "sogan-yogya"),
            scale=1.2,
        ),
    )
}
"""Every motif by slug."""


def draw_svg(
    slug: str,
    seed: int,
    *,
    palette: str | None = None,
    size: int = 1000,
    plain: bool = False,
) -> str:
    """A cloth as an SVG document of `size` x `size` pixels, the same for the same arguments.

    `plain` shows it straight on, in the palette as it is; otherwise turned and scaled a little, in a batch of
    dye that strays a little. Raises ConfigInvalid for an unknown slug or palette.
    """
    rng = seeded(slug, seed)
    chosen = named_palette(palette or rng.choice(motif_of(slug).palettes))
    if plain:
        return document(slug, seed, chosen, Frame(), size)
    frame = Frame(rng.uniform(-400, 400), rng.uniform(-400, 400), rng.gauss(0, 2), rng.uniform(0.85, 1.2))
    return document(slug, seed, stray(chosen, rng, 0.15), frame, size, variety=0.35)


def document(slug: str, seed: int, palette: Palette, frame: Frame, size: int, variety: float = 0.0) -> str:
    """A motif in a palette and a frame as an SVG document; the frame's scale multiplies the motif's own.

    `variety` 0..1: how far its proportions and manners stray from the usual ones.
    """
    motif = motif_of(slug)
    own = Frame(frame.x, frame.y, frame.angle, frame.scale * motif.scale, frame.mirrored)
    canvas = Canvas(seeded(slug, seed, "hand"), palette, own, f"{slug}-{seed}-", variety)
    motif.draw(canvas)
    return canvas.svg(size)


@cache
def specimen(slug: str) -> str:
    """The motif as a small clean SVG for the app: straight on, in its own palette, a few repeats wide."""
    motif = motif_of(slug)
    scale = 1.5 if slug not in ("buketan", "pring", "tumpal") else 1.15
    return document(slug, 7, named_palette(motif.palettes[0]), Frame(scale=scale / motif.scale), 320)


def motif_of(slug: str) -> Motif:
    """The motif of that slug; raises ConfigInvalid naming those there are."""
    if slug not in MOTIFS:
        raise ConfigInvalid(f"There is no drawn motif {slug!r}. There are: {', '.join(MOTIFS)}.")
    return MOTIFS[slug]


def named_palette(slug: str) -> Palette:
    """The palette of that slug; raises ConfigInvalid naming those there are."""
    if slug not in PALETTES:
        raise ConfigInvalid(f"There is no palette {slug!r}. There are: {', '.join(EVERY)}.")
    return PALETTES[slug]


def seeded(slug: str, seed: int, part: str = "") -> Random:
    """A generator that depends on motif, seed and part alone, on every machine and Python."""
    digest = hashlib.sha256(f"{slug}/{seed}/{part}".encode()).digest()
    return Random(int.from_bytes(digest[:8], "big"))
