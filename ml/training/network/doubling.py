"""Teach the sub-pixel layer: training pictures, halved, have to come back."""

from pathlib import Path
from typing import Any

import numpy as np

from ml.errors import full_disk_named
from ml.models.arrays import read_arrays, write_arrays
from ml.training.network.trainer import Examples
from ml.training.work import Work

_STEPS = 300
_BATCH = 16
_RATE = 1e-3


def learn_doubling(layer: Any, examples: Examples, work: Work, folder: Path) -> None:
    """Fit `layer` by mean absolute error on crops of pictures that are learned from; kept in `folder`."""
    kept = folder / "doubling.npz"
    names = tuple(f"v{i}" for i in range(len(layer.get_weights())))
    if kept.exists():
        stored = read_arrays(kept, names)
        layer.set_weights([stored[name] for name in names])
        return
    steps = min(_STEPS, 10 * len(examples.fitted_on))
    _fit(layer, examples, work, steps)
    draft = folder / "doubling.draft.npz"
    with full_disk_named(str(draft)):
        write_arrays(draft, dict(zip(names, layer.get_weights(), strict=True)))
        draft.replace(kept)


def _fit(layer: Any, examples: Examples, work: Work, steps: int) -> None:
    import keras
    import tensorflow as tf

    optimizer = keras.optimizers.Adam(_RATE)
    optimizer.build(layer.trainable_variables)

    def step(whole: Any) -> Any:
        small = keras.ops.image.resize(whole, (whole.shape[1] // 2, whole.shape[2] // 2), antialias=True)
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.abs(layer(small) - whole)) / 255.0
        optimizer.apply(tape.gradient(loss, layer.trainable_variables), layer.trainable_variables)
        return loss

    compiled = tf.function(step, autograph=False)
    side = min(64, examples.pictures.shape[1] // 2 * 2)
    for number in range(steps):
        rng = np.random.default_rng([work.config.seed, number])
        rows = np.sort(rng.choice(examples.fitted_on, min(_BATCH, len(examples.fitted_on)), replace=False))
        y, x = rng.integers(0, examples.pictures.shape[1] - side + 1, 2)
        compiled(examples.pictures[rows, y : y + side, x : x + side].astype(np.float32))
        work.report("training", number + 1, steps)
