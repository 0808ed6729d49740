"""Small drawn patterns that a texture model can tell apart, made with numpy alone."""

from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

KINDS = ("checks", "dots", "stripes", "waves")


def pattern(kind: str, seed: int, size: int = 96) -> np.ndarray:
    """One picture, uint8 (size, size, 3); scale, phase, colours and noise vary by seed."""
    random = np.random.default_rng([KINDS.index(kind), seed])
    y, x = np.mgrid[0:size, 0:size] / size * random.uniform(6, 7) + random.uniform(0, 1)
    wave = {
        "checks": np.sign(np.sin(2 * np.pi * x) * np.sin(2 * np.pi * y)),
        "dots": np.where((x % 1 - 0.5) ** 2 + (y % 1 - 0.5) ** 2 < 0.08, 1.0, -1.0),
        "stripes": np.sign(np.sin(2 * np.pi * (x + y))),
        "waves": np.sign(np.sin(2 * np.pi * (y + 0.4 * np.sin(2 * np.pi * x)))),
    }[kind]
    dark, light = random.integers(20, 100, 3), random.integers(150, 240, 3)
    picture = np.where(wave[..., None] > 0, light, dark) + random.normal(0, 5, (size, size, 3))
    return np.clip(picture, 0, 255).astype(np.uint8)


def jpeg(picture: np.ndarray, **options: object) -> bytes:
    return encoded(picture, "JPEG", quality=88, **options)


def encoded(picture: np.ndarray | Image.Image, format: str, **options: object) -> bytes:
    image = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
    buffer = BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def write_folder(root: Path, per_class: int, first_seed: int = 0, kinds: tuple[str, ...] = KINDS) -> Path:
    """Class folders of JPEG files."""
    for kind in kinds:
        (root / kind).mkdir(parents=True, exist_ok=True)
        for seed in range(first_seed, first_seed + per_class):
            (root / kind / f"{seed:03d}.jpg").write_bytes(jpeg(pattern(kind, seed)))
    return root
