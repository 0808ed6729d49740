"""What the benchmarks look at: the real collection where RAGAM_TEST_DATA names it, else drawn cloth."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

from PIL import Image

from ml import drawings


def test_data() -> Path | None:
    """The folder with `data/` and `weights/`, if there is one."""
    named = os.environ.get("RAGAM_TEST_DATA")
    return Path(named) if named else None


def weights() -> Path | None:
    """ImageNet weights of the backbone, where they are given."""
    root = test_data()
    named = os.environ.get("RAGAM_BACKBONE_WEIGHTS")
    return (
        Path(named) if named else next(iter(sorted((root / "weights").glob("*.h5"))), None) if root else None
    )


def collection(scratch: Path) -> tuple[Path, str]:
    """A folder to train on and what it is."""
    root = test_data()
    if root:
        return root / "data" / "batik-nusantara", "batik-nusantara"
    drawings.write_collection(scratch / "images", per_motif=12, size=256, seed=0)
    return scratch / "images", "drawn cloth"


def jpeg(width: int, height: int) -> bytes:
    """A cloth as a camera would send it."""
    cloth = Image.fromarray(drawings.render("parang-rusak", seed=3, size=1024)).resize((width, height))
    buffer = BytesIO()
    cloth.save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def progressive_jpeg(width: int, height: int) -> bytes:
    """A picture of one colour in few bytes, whose scans can be said again."""
    buffer = BytesIO()
    Image.new("RGB", (width, height), (120, 80, 40)).save(buffer, "JPEG", progressive=True)
    return buffer.getvalue()


def with_scans(content: bytes, times: int) -> bytes:
    """The same progressive JPEG with its last scan said so many times more: each costs all pixels again."""
    start = content.rindex(b"\xff\xda")
    return content[:-2] + content[start:-2] * times + b"\xff\xd9"


def with_comment(content: bytes, text: str) -> bytes:
    """The same JPEG with a comment, so that it is another file."""
    comment = text.encode()
    return content[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + content[2:]
