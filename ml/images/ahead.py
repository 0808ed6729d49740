"""Decode pictures a little ahead of whoever reads them."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import numpy as np

from ml.images.reading import decode


def decode_ahead(paths: Sequence[Path], at_least: int, ahead: int = 16) -> Iterator[np.ndarray]:
    """Decoded images in order, a bounded number of them ahead of the reader."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        rest = iter(paths)
        waiting = [pool.submit(decode, path, at_least=at_least) for path in islice(rest, ahead)]
        while waiting:
            image = waiting.pop(0).result()
            waiting += [pool.submit(decode, path, at_least=at_least) for path in islice(rest, 1)]
            yield image
