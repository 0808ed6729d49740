"""The dye pots: colour schemes of batik towns, and how a dyer's batch strays from them."""

import colorsys
from dataclasses import dataclass, replace
from random import Random


@dataclass(frozen=True)
class Palette:
    """Six colours by role, as `#rrggbb`: no motif names a colour, only a role."""

    slug: str
    ground: str
    """The dye that covers most of the cloth."""
    light: str
    """What the wax kept: undyed or lightly tinted cotton."""
    main: str
    second: str
    accent: str
    line: str
    """The darkest, for contours on light parts."""


PALETTES: dict[str, Palette] = {
    palette.slug: palette
    for palette in (
        Palette("sogan-yogya", "#2a1a14", "#f4ecdb", "#8b4a1f", "#c58646", "#23304f", "#2a1710"),
        Palette("sogan-solo", "#44260f", "#ecd39b", "#a2612a", "#cf9a4f", "#633813", "#2d190c"),
        Palette("indigo", "#15284a", "#f0f1e9", "#2f5b92", "#86abcd", "#c3d5e0", "#101d36"),
        Palette("lasem", "#7c1621", "#f6e9d2", "#b4242d", "#23436f", "#c8963f", "#450d14"),
        Palette("madura", "#26160f", "#f1dda8", "#b8321c", "#2f6a3c", "#dd9f27", "#21130d"),
        Palette("cirebon", "#14307c", "#f5f7fb", "#2263b4", "#70a8dd", "#bcd8f1", "#0c1e50"),
        Palette("pekalongan", "#256b75", "#fcf4e6", "#dd7f98", "#eeb659", "#6fae80", "#1a474f"),
        Palette("tiga-negeri", "#3a1f16", "#f3e6c9", "#9c2430", "#2a4a7c", "#b87c35", "#2b1510"),
        Palette("hijau", "#1d4733", "#f2efda", "#3f7d54", "#a3bf7a", "#d3a64a", "#122c20"),
        Palette("ungu", "#3a1f4d", "#f4ecf1", "#75458f", "#b48fc4", "#d9b25f", "#251232"),
        Palette("hitam-putih", "#171513", "#f6f4ee", "#55504a", "#a39d94", "#cfc8bd", "#0f0d0c"),
    )
}

SOGAN = ("sogan-yogya", "sogan-solo", "tiga-negeri")
COAST = ("lasem", "madura", "pekalongan", "cirebon", "tiga-negeri", "hijau", "ungu")
EVERY = tuple(PALETTES)


def stray(palette: Palette, rng: Random, amount: float) -> Palette:
    """A batch of the same dyes, up to `amount` (0..1) away; at 1 of any hue, perhaps light on dark."""
    if amount <= 0:
        return palette
    if rng.random() < 0.22 * amount**2:
        palette = replace(palette, ground=palette.light, light=palette.ground, line=palette.main)
    shift = rng.uniform(-0.5, 0.5) if rng.random() < 0.85 * amount**2 else rng.uniform(-0.02, 0.02)
    richness = 1 + amount * rng.uniform(-0.45, 0.25)
    depth = 1 + amount * rng.uniform(-0.12, 0.15)
    roles = ("ground", "light", "main", "second", "accent", "line")
    scatter = 0.06 * amount
    changed = {
        role: _shifted(getattr(palette, role), shift + rng.uniform(-scatter, scatter), richness, depth)
        for role in roles
    }
    return replace(palette, **changed)


def mix(first: str, second: str, share: float) -> str:
    """`first` with `share` (0..1) of `second` in it."""
    a, b = channels(first), channels(second)
    return _hex(tuple(x * (1 - share) + y * share for x, y in zip(a, b, strict=True)))


def steps(first: str, last: str, count: int) -> list[str]:
    """`count` colours from first to last, as a dyer makes them by dipping again and again."""
    return [mix(first, last, i / max(1, count - 1)) for i in range(count)]


def channels(colour: str) -> tuple[float, ...]:
    """Red, green, blue in 0..1 of `#rrggbb`."""
    return tuple(int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))


def _hex(rgb: tuple[float, ...]) -> str:
    return "#" + "".join(f"{round(255 * min(1.0, max(0.0, value))):02x}" for value in rgb)


def _shifted(colour: str, hue: float, richness: float, depth: float) -> str:
    red, green, blue = channels(colour)
    h, s, v = colorsys.rgb_to_hsv(red, green, blue)
    return _hex(colorsys.hsv_to_rgb((h + hue) % 1.0, min(1.0, s * richness), min(1.0, v * depth)))
