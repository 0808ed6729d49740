"""Pictures of nothing in particular: opaque shapes of all sizes that hide each other, and noise of all sizes.

Such dead leaves have the edges, contrasts and spectra of photographs and paintings (Lee, Mumford, Huang 2001)
and none of the repetition of cloth.
"""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from ml.textures.views import light, worn

_FINER = 2  # Drawn so many times larger and averaged, as polygons have hard edges.
_CORNERS = 20


def dead_leaves(rng: np.random.Generator, pixels: int) -> np.ndarray:
    """A picture, uint8 (pixels, pixels, 3), lit and worn as a view of cloth is."""
    colours = palette(rng)
    picture = Image.new("RGB", (pixels * _FINER,) * 2, _byte(colours[0]))
    brush = ImageDraw.Draw(picture)
    kind = int(rng.integers(4))
    for radius in radii(rng, pixels * _FINER):
        centre = rng.uniform(0, pixels * _FINER, 2)
        shape = outline(rng, int(rng.integers(3)) if kind == 3 else kind) * radius + centre
        colour = colours[rng.integers(len(colours))] * rng.uniform(0.75, 1.25)
        brush.polygon([(float(x), float(y)) for x, y in shape], fill=_byte(colour))
    picture = picture.reduce(_FINER)
    if rng.random() < 0.3:
        picture = picture.filter(ImageFilter.GaussianBlur(float(rng.uniform(0.5, 2.5))))
    painted = np.asarray(picture, np.float32) / 255
    if rng.random() < 0.6:
        painted = painted + cloudy(rng, pixels)[..., None] * np.float32(rng.uniform(0.02, 0.2))
    return worn((np.clip(painted, 0, 1) * light(rng, pixels)[..., None]).astype(np.float32), rng)


def palette(rng: np.random.Generator) -> np.ndarray:
    """Some colours that go more or less together: float (n, 3) in 0..1."""
    colours = rng.uniform(0, 1, (int(rng.integers(3, 12)), 3))
    if rng.random() < 0.6:
        middle = colours.mean(axis=0)
        colours = middle + (colours - middle) * rng.uniform(0.3, 1)
    return colours


def radii(rng: np.random.Generator, pixels: int) -> np.ndarray:
    """Sizes in pixels by a power law between two ends, as the details of a scene have."""
    least, most = rng.uniform(2, 10), pixels * rng.uniform(0.15, 0.6)
    bend = 1 - rng.uniform(1.5, 3.2)
    chance = rng.random(int(rng.integers(60, 1500)))
    sizes: np.ndarray = (least**bend + chance * (most**bend - least**bend)) ** (1 / bend)
    return sizes


def outline(rng: np.random.Generator, kind: int) -> np.ndarray:
    """An ellipse, a polygon of few corners or a ragged blob, about 1 across its half: float (n, 2)."""
    turn = np.linspace(0, 2 * np.pi, _CORNERS, endpoint=False)
    if kind == 0:
        return np.stack([np.cos(turn), np.sin(turn) * rng.uniform(0.5, 1)], axis=1)
    if kind == 1:
        turn = np.sort(rng.uniform(0, 2 * np.pi, int(rng.integers(3, 7))))
        return np.stack([np.cos(turn), np.sin(turn)], axis=1)
    return np.stack([np.cos(turn), np.sin(turn)], axis=1) * rng.normal(1, 0.25, (_CORNERS, 1))


def cloudy(rng: np.random.Generator, pixels: int) -> np.ndarray:
    """Noise whose spectrum falls with a power of the frequency, float32 (pixels, pixels), spread 1."""
    frequency = np.fft.fftfreq(pixels)
    distance = np.hypot(frequency[:, None], frequency[None])
    distance[0, 0] = 1
    spectrum = np.fft.fft2(rng.standard_normal((pixels, pixels))) / distance ** rng.uniform(0.6, 1.8)
    noise = np.fft.ifft2(spectrum).real
    return (noise / noise.std()).astype(np.float32)


def _byte(colour: np.ndarray) -> tuple[int, ...]:
    return tuple(int(value) for value in np.clip(colour * 255, 0, 255))
