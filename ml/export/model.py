"""A bundle's whole model in Keras: network, head and calibration in one graph."""

from typing import Any

import numpy as np

from ml.models import Bundle, bundle, network_of, structure
from ml.models.arrays import read_arrays
from ml.models.heads import ARRAYS
from ml.recipes import TEXTURE
from ml.records import BundleInfo
from ml.texture.gram import FLOOR, counts, upper_triangle

_STEPS = 16
"""Of the root's iteration: with its eigenvalues raised, no matrix here needs more to be exact in float32."""


def keras_model(source: Bundle) -> Any:
    """The whole model, filled: float RGB 0..255 (n, s, s, 3) in; [probabilities, scores] out.

    Raises ExportFailed when the bundle was made from a LiteRT backbone and so has no Keras weights.
    """
    model = whole(source.info, network_of(source))
    if source.info.recipe == TEXTURE:
        arrays = read_arrays(source.file(bundle.HEAD), ARRAYS)
        slope = arrays["weights"] / arrays["scale"][:, None]
        model.get_layer("scores").set_weights([slope, arrays["bias"] - arrays["mean"] @ slope])
    return model


def whole(info: BundleInfo, network: Any | None = None) -> Any:
    """The whole model around a network, from allow-listed parts only; raises BundleIncompatible."""
    import keras

    network = network or structure(info)
    image = keras.Input((info.input_size, info.input_size, 3), name="image")
    if info.recipe == TEXTURE:
        scores = keras.layers.Dense(len(info.labels), name="scores")(texture_feature(network(image)))
    else:
        scores = network(image)[0]
    probabilities = keras.layers.Softmax()(keras.layers.Rescaling(1 / info.temperature)(scores))
    return keras.Model(image, [probabilities, scores], name="ragam")


def texture_feature(maps: list[Any]) -> Any:
    """`ml.texture.texture_feature` in Keras operations."""
    from keras import ops

    blocks = []
    for features in maps:
        positions, channels = features.shape[1] * features.shape[2], features.shape[3]
        flat = ops.reshape(features, (-1, positions, channels))
        matrix = ops.matmul(ops.transpose(flat, (0, 2, 1)), flat) / positions
        rows, columns = upper_triangle(channels)
        places = (rows * channels + columns).astype(np.int32)
        upper = ops.take(ops.reshape(root(matrix, channels), (-1, channels * channels)), places, axis=1)
        counted = upper * counts(channels)
        norm = ops.sqrt(ops.sum(counted * counted, axis=1, keepdims=True))
        blocks.append(counted / ops.maximum(norm, 1e-12))
    return ops.concatenate(blocks, axis=1)


def root(matrix: Any, channels: int) -> Any:
    """A positive multiple of the root of Gram matrices (n, c, c), their eigenvalues raised as in `spectrum`.

    By Newton and Schulz's iteration: products alone, which every runtime knows, as eigenvectors are not.
    """
    from keras import ops

    identity = np.eye(channels, dtype=np.float32)
    trace = ops.sum(matrix * identity, axis=(1, 2), keepdims=True)
    raised = matrix + (trace * (FLOOR / channels)) * identity
    size = ops.sqrt(ops.sum(raised * raised, axis=(1, 2), keepdims=True))
    found = raised / ops.maximum(size, 1e-12)
    inverse = ops.zeros_like(found) + identity
    for _ in range(_STEPS):
        step = ops.matmul(inverse, found) * -0.5 + 1.5 * identity
        found, inverse = ops.matmul(found, step), ops.matmul(step, inverse)
    return found
