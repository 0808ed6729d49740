"""Place maps in a prediction's row: small, and enough to draw an explanation without the model."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ml.records import Explanation


def places_pack(explanations: Sequence[Explanation]) -> tuple[bytes, int, list[dict[str, object]]]:
    """Maps of one square size to float16 bytes, their side, and {code, scale} for each in order.

    Each map is divided by its largest absolute value, `scale`: raw values may be below float16's reach.
    """
    if not explanations:
        return b"", 0, []
    maps = np.stack([np.asarray(one.places, np.float32) for one in explanations])
    scales = np.maximum(np.abs(maps).max(axis=(1, 2)), 1e-30)
    packed = (maps / scales[:, None, None]).astype(np.float16).tobytes()
    noted = [
        {"code": one.label, "scale": float(scale)} for one, scale in zip(explanations, scales, strict=True)
    ]
    return packed, maps.shape[1], noted


def places_unpack(packed: bytes, side: int, index: int) -> np.ndarray:
    """The map number `index`, float32 (side, side), largest absolute value 1."""
    size = side * side
    values = np.frombuffer(packed, np.float16, count=size, offset=2 * size * index)
    return values.reshape(side, side).astype(np.float32)
