"""How the cloth network learns: roots of its Gram matrices must tell drawn designs apart.

The three taps that the texture recipe reads are the ones that are trained, by the statistic that it reads:
each is squeezed to a few channels, and the square root of their Gram matrix must tell the designs apart, each
tap's by itself and all of them together. What is learned is therefore second-order statistics, which is what
transfers; a tap that only had to help the others would stay weak.
"""

from typing import Any

import numpy as np

from ml.cloth import TAPS, cloth_network
from ml.pretraining.norms import with_fused_norms
from ml.texture.gram import FLOOR, counts, upper_triangle

SQUEEZED = 32
"""Channels of a tap that its Gram matrix is taken of while learning."""
TOGETHER = "together"
HEADS = (TOGETHER, *(f"tap{number}" for number in range(len(TAPS))))
"""Names of the learner's outputs: all taps, then each alone."""

_ROUNDS = 5  # Of Newton's iteration; smaller eigenvalues than the floor lets through need more.


def learner(pixels: int, classes: int) -> tuple[Any, Any]:
    """(backbone, whole): Keras models from float RGB 0..255 to the taps, and to logits by HEADS."""
    import keras

    taps = with_fused_norms(cloth_network(pixels))
    image = keras.Input((pixels, pixels, 3), name="image")
    alone = [_statistics(features, number) for number, features in enumerate(taps(image))]
    together = keras.layers.Concatenate()(alone)
    logits = {
        name: _head(feature, name, classes) for name, feature in zip(HEADS, [together, *alone], strict=True)
    }
    return taps, keras.Model(image, logits, name="learner")


def _head(feature: Any, name: str, classes: int) -> Any:
    from keras import layers

    feature = layers.Dropout(0.2)(layers.BatchNormalization()(feature))
    return layers.Dense(classes, name=name, dtype="float32")(feature)


def _statistics(features: Any, number: int) -> Any:
    """Upper triangle of the root of a squeezed tap's Gram matrix."""
    import keras
    from keras import ops

    squeezed = keras.layers.Conv2D(SQUEEZED, 1, use_bias=False, name=f"squeeze_{number}")(features)
    squeezed = keras.layers.BatchNormalization(name=f"squeeze_{number}_bn")(squeezed)
    positions = squeezed.shape[1] * squeezed.shape[2]
    flat = ops.reshape(squeezed, (-1, positions, SQUEEZED))
    root = matrix_root(ops.matmul(ops.transpose(flat, (0, 2, 1)), flat))
    rows, columns = upper_triangle(SQUEEZED)
    upper = ops.take(ops.reshape(root, (-1, SQUEEZED * SQUEEZED)), rows * SQUEEZED + columns, axis=1)
    return upper * counts(SQUEEZED)


def matrix_root(matrices: Any) -> Any:
    """Square roots of Gram matrices (n, c, c), each of Frobenius norm 1 or nearly; by products alone.

    What `gram.block_feature` takes by eigenvalues, here by the coupled Newton-Schulz iteration (Higham
    2008, section 6.7; Li et al. 2018 learn through it), whose slope is bounded.
    """
    from keras import ops

    side = matrices.shape[-1]
    unit = np.eye(side, dtype=np.float32)
    traces = ops.sum(matrices * unit, axis=(1, 2), keepdims=True)
    root = (matrices / (traces + 1e-6) + unit * (FLOOR / side)) / (1 + FLOOR)
    inverse = ops.zeros_like(root) + unit
    for _ in range(_ROUNDS):
        step = ops.matmul(inverse, root) * -0.5 + 1.5 * unit
        root, inverse = ops.matmul(root, step), ops.matmul(step, inverse)
    return root
