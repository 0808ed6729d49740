"""Make every class count the same where some have many more images: by weights, or by made-up neighbours."""

from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np

from ml.errors import ConfigInvalid
from ml.extras import needs

Balance = Literal["none", "class_weights", "smote"]
METHODS: Sequence[str] = get_args(Balance)

MOST_ROWS = 20_000
"""Balanced rows have to be in memory together."""

_NEIGHBOURS = 5


def balance(
    features: np.ndarray, labels: np.ndarray, method: str = "none", seed: int = 0
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features float32 (m, d), class indices (m,) and weights float64 (m,) from (n, d) and (n,).

    "none" and "class_weights" return the same rows; "smote" (Chawla et al. 2002) appends rows between
    neighbours of one class until all classes are as large as the largest. Raises ConfigInvalid for another
    method, for too many rows, or when SMOTE's library is missing.
    """
    if method not in METHODS:
        raise ConfigInvalid(f"Balance has to be one of {', '.join(METHODS)}; received {method!r}.")
    if method == "none":
        return features, labels, np.ones(len(labels))
    if len(labels) > MOST_ROWS:
        raise ConfigInvalid(
            f"Balance {method!r} keeps all rows in memory, at most {MOST_ROWS:,}; received {len(labels):,}. "
            "Use balance none."
        )
    counts = np.bincount(labels)
    if method == "class_weights":
        present = np.count_nonzero(counts)
        return features, labels, (len(labels) / (present * np.maximum(counts, 1)))[labels]
    return _smote(features, labels, counts, seed)


def _smote(
    features: np.ndarray, labels: np.ndarray, counts: np.ndarray, seed: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Classes of a single row are left as they are: they have no neighbour to go to."""
    neighbours = min(_NEIGHBOURS, int(counts[counts > 1].min(initial=2)) - 1)
    most = int(counts.max())
    wanted = {label: most for label, count in enumerate(counts) if 1 < count < most}
    if not wanted:
        return features, labels, np.ones(len(labels))
    sampler = needs("imblearn.over_sampling").SMOTE(
        sampling_strategy=wanted, k_neighbors=neighbours, random_state=seed
    )
    more, named = sampler.fit_resample(features, labels)
    return more.astype(np.float32, copy=False), named, np.ones(len(named))
