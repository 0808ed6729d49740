"""Pictures for tests: drawn cloth as JPEG bytes, class folders of it, and where the real images are."""

from __future__ import annotations

import io
import os
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image


@cache
def cloth(motif: str, seed: int, size: int = 320) -> bytes:
    """One drawn cloth as JPEG bytes, in nearly its usual form."""
    from ml import drawings

    return jpeg(drawings.render(motif, seed=seed, size=size, variation=0.6, variety=0.2))


def jpeg(pixels: np.ndarray, quality: int = 90) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def noise(seed: int, size: int = 96) -> bytes:
    """A picture that no motif explains."""
    return jpeg(np.random.default_rng(seed).integers(0, 256, (size, size, 3), dtype=np.uint8))


def stripes(size: int = 300) -> bytes:
    """Hard, fine stripes, which no cloth of the demo resembles."""
    wave = 127 + 120 * np.sign(np.sin(np.arange(size) / 2))
    return jpeg(np.broadcast_to(wave[None, :, None], (size, size, 3)).astype(np.uint8))


def write_classes(
    folder: Path, motifs: list[str], each: int, *, first_seed: int = 0, size: int = 256
) -> Path:
    """Class folders, `folder/<motif>/<seed>.jpg`, of drawn cloth."""
    for motif in motifs:
        (folder / motif).mkdir(parents=True, exist_ok=True)
        for seed in range(first_seed, first_seed + each):
            (folder / motif / f"{seed:04}.jpg").write_bytes(cloth(motif, seed, size))
    return folder


def real_data() -> Path:
    """The folder with data/ and weights/; without it a test is skipped, or fails when it is required."""
    path = os.environ.get("RAGAM_TEST_DATA")
    if path and (Path(path) / "data").is_dir():
        return Path(path)
    message = f"RAGAM_TEST_DATA must name a folder with data/ and weights/; received {path!r}"
    if os.environ.get("RAGAM_REQUIRE_DATA") == "1":
        pytest.fail(message)
    pytest.skip(message)
