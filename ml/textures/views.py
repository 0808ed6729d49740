"""A view of a design: a part of it, turned, dyed anew, folded, lit, worn, seen through a cheap lens."""

import io

import numpy as np
from PIL import Image, ImageFilter

NETWORK_SIDE = 224
"""The input for which `view` keeps the size of strokes: fewer pixels show less cloth, not smaller."""


def view(inks: np.ndarray, rng: np.random.Generator, pixels: int) -> np.ndarray:
    """uint8 ink maps (n, n, 3) to a picture, uint8 (pixels, pixels, 3)."""
    shares = framed(inks, rng, pixels).astype(np.float32) / 255
    inks_of = np.concatenate([1 - shares.sum(axis=-1, keepdims=True), shares], axis=-1)
    cloth = np.clip(inks_of, 0, 1) @ dyes(rng)
    cloth *= light(rng, pixels)[..., None]
    return worn(cloth, rng)


def framed(inks: np.ndarray, rng: np.random.Generator, pixels: int) -> np.ndarray:
    """A square somewhere on the design: nearer or farther, turned, mirrored, a little sheared."""
    drawn = len(inks)
    side = drawn * pixels / NETWORK_SIDE * np.exp(rng.uniform(np.log(0.42), np.log(1.0)))
    angle = rng.normal(0, 0.2) + (np.pi / 2) * float(rng.choice([0, 0, 0, 1, 2, 3]))
    stretch = np.exp(rng.uniform(-0.2, 0.2))
    mirror = float(rng.choice([-1, 1]))
    a = (
        side
        / pixels
        * np.array(
            [
                [np.cos(angle) * stretch * mirror, -np.sin(angle) / stretch],
                [np.sin(angle) * stretch * mirror, np.cos(angle) / stretch],
            ]
        )
    )
    a[0] += rng.normal(0, 0.05) * a[1]
    reach = np.abs(a).sum(axis=1) * pixels / 2
    room = np.maximum(drawn / 2 - reach, 0)
    centre = drawn / 2 + rng.uniform(-1, 1, 2) * room
    offset = centre - a @ np.array([pixels / 2, pixels / 2])
    picture = Image.fromarray(inks)
    # Bilinear sampling alone would alias where the cloth shrinks to less than half.
    if side / pixels > 1.6:
        picture, a, offset = picture.reduce(2), a / 2, offset / 2
    if reach.max() > drawn / 2:
        picture, offset = _mirrored_beyond(picture), offset + picture.width // 2
    data = (a[0, 0], a[0, 1], offset[0], a[1, 0], a[1, 1], offset[1])
    return np.asarray(
        picture.transform((pixels, pixels), Image.Transform.AFFINE, data, Image.Resampling.BILINEAR)
    )


def _mirrored_beyond(picture: Image.Image) -> Image.Image:
    """The picture with half of itself more on every side."""
    beyond = (picture.width // 2,) * 2
    return Image.fromarray(np.pad(np.asarray(picture), (beyond, beyond, (0, 0)), mode="symmetric"))


def dyes(rng: np.random.Generator) -> np.ndarray:
    """Four colours with some contrast between them, float32 (4, 3): colour must not be the answer."""
    for _ in range(20):
        level = rng.uniform(0.03, 0.97, 4)
        if np.ptp(level) > 0.35:
            break
    if rng.random() < 0.15:
        return np.repeat(level[:, None], 3, axis=1).astype(np.float32)
    hue = rng.random() + rng.normal(0, rng.choice([0.04, 0.15, 0.5]), 4)
    strength = rng.uniform(0.1, 1, 4) * rng.uniform(0.3, 1.0)
    wave = 0.5 + 0.5 * np.cos(2 * np.pi * (hue[:, None] - np.array([0, 1 / 3, 2 / 3])))
    colours = level[:, None] * (1 - strength[:, None] + strength[:, None] * 1.6 * wave)
    return np.clip(colours, 0, 1).astype(np.float32)


def light(rng: np.random.Generator, pixels: int) -> np.ndarray:
    """Factors about 1, float32 (pixels, pixels): a slope, and soft folds."""
    line = np.linspace(-0.5, 0.5, pixels, dtype=np.float32)
    x, y = line[None, :], line[:, None]
    angle = rng.uniform(0, 2 * np.pi)
    shade = 1 + (np.cos(angle) * x + np.sin(angle) * y) * rng.uniform(0, 0.7)
    if rng.random() < 0.5:
        for _ in range(int(rng.integers(1, 4))):
            angle = rng.uniform(0, np.pi)
            across = (np.cos(angle) * x + np.sin(angle) * y - rng.uniform(-0.6, 0.6)) / rng.uniform(
                0.03, 0.15
            )
            shade = shade - across * np.exp(0.5 - across**2 / 2) * rng.uniform(0.05, 0.25)
    return (shade * rng.uniform(0.6, 1.15)).astype(np.float32)


def worn(cloth: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Fading, noise, blur and JPEG; float32 0..1 to uint8."""
    contrast, lift = rng.uniform(0.55, 1.05), rng.uniform(-0.05, 0.15)
    cloth = (cloth - 0.5) * contrast + 0.5 + lift
    if rng.random() < 0.4:
        cloth = cloth + rng.standard_normal(cloth.shape[:2], dtype=np.float32)[..., None] * rng.uniform(
            0, 0.06
        )
    picture = Image.fromarray((np.clip(cloth, 0, 1) * 255).astype(np.uint8))
    if rng.random() < 0.35:
        picture = picture.filter(ImageFilter.GaussianBlur(float(rng.uniform(0.3, 1.2))))
    if rng.random() < 0.4:
        buffer = io.BytesIO()
        picture.save(buffer, "JPEG", quality=int(rng.integers(35, 95)))
        picture = Image.open(buffer)
    return np.asarray(picture)
