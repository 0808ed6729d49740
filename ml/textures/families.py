"""Families of drawn cloth: each draws one design, as ink maps, from a generator that fixes its parameters.

`draw(rng, size)` gives float32 (size, size, 3) ink maps. Parameters are drawn before the hand's accidents, so
that two generators seeded alike give the same cloth.
"""

from collections.abc import Callable

import numpy as np

from ml.textures.fields import Inks
from ml.textures.glyphs import glyph_rows
from ml.textures.grown import bits, clouds, grains, julias, labyrinths, marbles, mosaics, strewn, tendrils
from ml.textures.tiled import checks, framed, lattices, parangs, scales, stripes, weaves

Draw = Callable[[np.random.Generator, int], Inks]

FAMILIES: dict[str, Draw] = {
    "stripes": stripes,
    "checks": checks,
    "lattices": lattices,
    "framed": framed,
    "parangs": parangs,
    "scales": scales,
    "weaves": weaves,
    "mosaics": mosaics,
    "labyrinths": labyrinths,
    "clouds": clouds,
    "grains": grains,
    "marbles": marbles,
    "tendrils": tendrils,
    "strewn": strewn,
    "bits": bits,
    "julias": julias,
    "glyphs": glyph_rows,
}
