"""Cloth as a camera meets it: framed in vector space, then folds, light, crackle, fading, blur and JPEG."""

import io
import math
from random import Random

import numpy as np
import resvg_py
from PIL import Image, ImageDraw, ImageFilter

from ml.drawings.batik.canvas import Frame
from ml.drawings.batik.motifs import document, motif_of, named_palette, seeded
from ml.drawings.batik.palettes import EVERY, stray

Grey = np.ndarray
"""A float32 map (size, size)."""


def render(
    slug: str, seed: int, size: int = 512, variation: float = 1.0, variety: float | None = None
) -> np.ndarray:
    """A photograph-like picture of a drawn cloth, uint8 (size, size, 3), the same for the same arguments.

    `variation` 0..1: at 0 straight on in plausible dyes; at 1 any palette and hue, scaled 0.55 to 2, turned
    up to 15 degrees and by quarter turns, mirrored, folded, unevenly lit, crackled, faded, blurred, as JPEG.
    `variety` 0..1 (else as `variation`): at 0 the motif in its usual proportions, at 1 in any of its forms.
    Raises ConfigInvalid for an unknown slug.
    """
    rng = seeded(slug, seed, "view")
    names = EVERY if rng.random() < variation**2 else motif_of(slug).palettes
    palette = stray(named_palette(rng.choice(names)), rng, variation)
    svg = document(
        slug, seed, palette, frame_for(rng, variation), size, variation if variety is None else variety
    )
    picture = rasterise(svg, size)
    return photographed(picture, rng, variation) if variation > 0 else picture


def frame_for(rng: Random, variation: float) -> Frame:
    """Where the camera stands: anywhere over the cloth, nearer or farther, not quite straight."""
    spread = 2000.0 * min(1.0, variation * 2)
    scale = math.exp(rng.uniform(math.log(0.55), math.log(2.0)) * variation)
    angle = rng.uniform(-15, 15) * variation
    if rng.random() < 0.3 * variation:
        angle += rng.choice((90, 180, 270))
    mirrored = rng.random() < 0.5 * variation
    return Frame(rng.uniform(-spread, spread), rng.uniform(-spread, spread), angle, scale, mirrored)


def rasterise(svg: str, size: int) -> np.ndarray:
    """An SVG document as uint8 (size, size, 3) on white."""
    png = resvg_py.svg_to_bytes(
        svg_string=svg, width=size, height=size, background="#ffffff", skip_system_fonts=True
    )
    with Image.open(io.BytesIO(png)) as image:
        return np.asarray(image.convert("RGB"))


def photographed(picture: np.ndarray, rng: Random, amount: float) -> np.ndarray:
    """The picture as worn cloth under a real camera; every effect may be absent, none hides the drawing."""
    size = picture.shape[0]
    cloth = picture.astype(np.float32) / 255.0
    if rng.random() < 0.55 * amount:
        cloth = crackled(cloth, rng, amount)
    cloth = faded(cloth, rng, amount)
    cloth *= lighting(size, rng, amount)[..., None]
    cloth *= np.array([1 + rng.uniform(-0.07, 0.07) * amount for _ in range(3)], np.float32)
    noise = np.random.default_rng(rng.getrandbits(32)).standard_normal((size, size), np.float32)
    cloth += (noise * 0.022 * amount * rng.random())[..., None]
    image = Image.fromarray((np.clip(cloth, 0, 1) * 255).astype(np.uint8))
    return compressed(blurred(image, rng, amount), rng, amount)


def crackled(cloth: np.ndarray, rng: Random, amount: float) -> np.ndarray:
    """Remukan: dye that crept into cracks of the wax, as branching hair lines across the cloth."""
    size = cloth.shape[0]
    mask = Image.new("L", (size, size), 0)
    pen = ImageDraw.Draw(mask)
    for _ in range(rng.randint(4, 16)):
        _crack(pen, rng, size, rng.uniform(0, size), rng.uniform(0, size), rng.uniform(0, 2 * math.pi), 0)
    soft = np.asarray(mask.filter(ImageFilter.GaussianBlur(size / 900)), np.float32)[..., None] / 255
    dye = cloth.reshape(-1, 3).min(axis=0)
    strength = soft * rng.uniform(0.35, 0.75) * amount
    return np.asarray(cloth * (1 - strength) + dye * strength, np.float32)


def _crack(
    pen: ImageDraw.ImageDraw, rng: Random, size: int, x: float, y: float, angle: float, depth: int
) -> None:
    points = [(x, y)]
    for _ in range(rng.randint(5, 13)):
        angle += rng.gauss(0, 0.28)
        x, y = x + math.cos(angle) * size / 26, y + math.sin(angle) * size / 26
        points.append((x, y))
        if depth < 2 and rng.random() < 0.22:
            _crack(pen, rng, size, x, y, angle + rng.choice((-1, 1)) * rng.uniform(0.6, 1.4), depth + 1)
    pen.line(points, fill=rng.randint(120, 255), width=max(1, round(size / 420)))


def faded(cloth: np.ndarray, rng: Random, amount: float) -> np.ndarray:
    """Years of washing and sun: less colour, less contrast, a paper-warm cast."""
    grey = cloth.mean(axis=2, keepdims=True)
    cloth = cloth + (grey - cloth) * np.float32(rng.uniform(-0.1, 0.4) * amount)
    contrast, lift = 1 - rng.uniform(-0.08, 0.32) * amount, rng.uniform(-0.04, 0.14) * amount
    return np.asarray((cloth - 0.5) * np.float32(contrast) + np.float32(0.5 + lift), np.float32)


def lighting(size: int, rng: Random, amount: float) -> Grey:
    """Light over the cloth as factors about 1: a slope, a pool, and soft folds; made small, then enlarged."""
    small = 96
    y, x = np.mgrid[0:small, 0:small].astype(np.float32) / (small - 1) - 0.5
    angle = rng.uniform(0, 2 * math.pi)
    light = 1 + (math.cos(angle) * x + math.sin(angle) * y) * rng.uniform(0, 0.45) * amount
    far = (x - rng.uniform(-0.5, 0.5)) ** 2 + (y - rng.uniform(-0.5, 0.5)) ** 2
    light = light - far * rng.uniform(0, 0.4) * amount
    if rng.random() < 0.6 * amount + 0.15:
        for _ in range(rng.randint(1, 4)):
            light = light + _fold(x, y, rng) * amount
    image = Image.fromarray(light.astype(np.float32)).resize((size, size), Image.Resampling.BICUBIC)
    return np.asarray(image, np.float32)


def _fold(x: Grey, y: Grey, rng: Random) -> Grey:
    """One fold: a bright ridge beside its shadow, gently curved."""
    angle, shift = rng.uniform(0, math.pi), rng.uniform(-0.55, 0.55)
    across = math.cos(angle) * x + math.sin(angle) * y - shift
    along = -math.sin(angle) * x + math.cos(angle) * y
    across = across + 0.08 * np.sin(along * rng.uniform(2, 6) + rng.uniform(0, 6))
    width = rng.uniform(0.03, 0.12)
    profile = across / width
    return np.asarray(-profile * np.exp(0.5 - profile**2 / 2) * rng.uniform(0.06, 0.22), np.float32)


def blurred(image: Image.Image, rng: Random, amount: float) -> Image.Image:
    """A lens not quite in focus."""
    radius = max(0.0, rng.uniform(-0.6, 1.1)) * amount * image.width / 512
    return image.filter(ImageFilter.GaussianBlur(radius)) if radius > 0.2 else image


def compressed(image: Image.Image, rng: Random, amount: float) -> np.ndarray:
    """What a phone's JPEG leaves; uint8 (size, size, 3)."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=round(97 - rng.uniform(0, 45) * amount))
    with Image.open(buffer) as decoded:
        return np.asarray(decoded.convert("RGB"))
