"""Drawing the demo collection in child processes; imports no model, so that a child starts bare."""

from __future__ import annotations

import ctypes
import hashlib
import io
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from PIL import Image

from djangoapp.catalogue.renditions import Renditions, renditions_of_pixels

SIZE = 800
QUALITY = 88
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Drawing:
    """A drawn picture as a file would hold it, with its public copies."""

    content: bytes
    sha256: str
    renditions: Renditions


def draw(motif: str, seed: int, size: int) -> Drawing:
    """Draw one cloth as JPEG; the same motif and seed always give the same bytes."""
    from ml import drawn

    pixels = drawn.demo_picture(motif, seed, size)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=QUALITY)
    content = buffer.getvalue()
    return Drawing(content, hashlib.sha256(content).hexdigest(), renditions_of_pixels(pixels, "image/jpeg"))


def draw_all(wanted: Sequence[tuple[str, int]], size: int) -> Iterator[Drawing]:
    """Draw many, in order, on all processors; a few are drawn alone, for a pool costs a second to start."""
    processes = min(os.cpu_count() or 1, 8)
    if len(wanted) < 4 or processes < 2:
        yield from (draw(motif, seed, size) for motif, seed in wanted)
        return
    pool = ProcessPoolExecutor(
        processes,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_stay_with_parent,
        initargs=(os.getpid(),),
    )
    try:
        # In short rows, so that a stop waits for a few pictures and memory holds a few.
        for start in range(0, len(wanted), processes * 4):
            row = wanted[start : start + processes * 4]
            yield from pool.map(draw, *zip(*row, strict=True), [size] * len(row))
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _stay_with_parent(parent: int) -> None:
    """Leave Ctrl-C to the parent, and end when it does, even by SIGKILL."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)
