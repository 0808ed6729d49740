"""How the cloth network learns: its Gram matrices must tell drawn designs apart.

The three taps that the texture recipe reads are the ones that are trained: each is squeezed to a few
channels, and their Gram matrix (Gatys et al. 2015; Lin et al. 2015) must tell the designs apart. What is
learned is therefore second-order statistics, which is what transfers.
"""

from typing import Any

from ml.cloth import cloth_network

SQUEEZED = 32
"""Channels of a tap that its Gram matrix is taken of while learning."""


def learner(pixels: int, classes: int, smoothing_floor: float = 1e-4) -> tuple[Any, Any]:
    """(backbone, whole): Keras models from float RGB 0..255 to the taps, and to logits over the designs."""
    import keras

    taps = cloth_network(pixels)
    image = keras.Input((pixels, pixels, 3), name="image")
    maps = taps(image)
    blocks = [_statistics(features, number, smoothing_floor) for number, features in enumerate(maps)]
    feature = keras.layers.Concatenate()(blocks)
    feature = keras.layers.BatchNormalization()(feature)
    feature = keras.layers.Dropout(0.2)(feature)
    logits = keras.layers.Dense(classes, name="designs", dtype="float32")(feature)
    return taps, keras.Model(image, logits, name="learner")


def _statistics(features: Any, number: int, floor: float) -> Any:
    """Upper triangle of a squeezed tap's Gram matrix, signed root, unit length."""
    import keras
    from keras import ops

    from ml.texture import upper_triangle

    squeezed = keras.layers.Conv2D(SQUEEZED, 1, use_bias=False, name=f"squeeze_{number}")(features)
    squeezed = keras.layers.BatchNormalization(name=f"squeeze_{number}_bn")(squeezed)
    positions = squeezed.shape[1] * squeezed.shape[2]
    flat = ops.reshape(squeezed, (-1, positions, SQUEEZED))
    matrix = ops.matmul(ops.transpose(flat, (0, 2, 1)), flat) / positions
    rows, columns = upper_triangle(SQUEEZED)
    upper = ops.take(ops.reshape(matrix, (-1, SQUEEZED * SQUEEZED)), rows * SQUEEZED + columns, axis=1)
    # The root's slope has no bound at 0, so a floor stands under it while learning.
    rooted = upper / ops.sqrt(ops.abs(upper) + floor)
    return rooted / ops.sqrt(ops.sum(rooted * rooted, axis=1, keepdims=True) + 1e-6)
