"""The network of earlier releases: bundles made on it are still explained and exported.

It had learned from drawn cloth alone; its numbers are in those bundles and no longer here (docs/log/).
Lightness is evened by its neighbourhood, halved twice, and each size goes through one trunk; what the three
scales find is added up in three taps.
"""

from typing import Any

import numpy as np

from ml.networks.specs import NetworkSpec, Origin

_LIGHTNESS = (0.299, 0.587, 0.114)
_FIXED = "lightness"

_SCALES = 3
_TAPS = (48, 80, 96)
"""Channels of the three taps; each has a place for every 8 x 8 pixels."""

_FIRST, _FIRST_SIDE = 64, 7  # Kernels of the trunk's first layer, and their side in pixels.
_NARROW, _WIDE, _BLOCKS = 32, 96, 3
_STRIDE = 8
_REACH = 4  # Side, in steps of 8 pixels, of the neighbourhood that lightness is evened by.
_QUIET = 25.0  # Variance of lightness under which a place counts as plain.
_THRESHOLD = 0.5  # Waves smaller than this many deviations count as nothing.


def _network(size: int) -> Any:
    """Float RGB 0..255 (n, size, size, 3) to the taps: at 224 px (28, 28, 48), (28, 28, 80), (28, 28, 96).

    `size` is a multiple of 32. A Keras model with random numbers, its two fixed layers aside.
    """
    import keras

    evened_input = _evened_lightness(size)
    trunk = _trunk()
    found: list[list[Any]] = [[] for _ in _TAPS]
    for scale, evened in enumerate(evened_input.outputs):
        for tap, maps in enumerate(trunk(evened)):
            share = keras.layers.Conv2D(_TAPS[tap], 1, use_bias=False, name=f"tap{tap}_{scale}")(maps)
            found[tap].append(keras.layers.UpSampling2D(2**scale)(share) if scale else share)
    taps = [
        keras.layers.BatchNormalization(name=f"tap{tap}_norm")(keras.layers.Add()(shares))
        for tap, shares in enumerate(found)
    ]
    return keras.Model(evened_input.input, taps, name="cloth")


def _evened_lightness(size: int) -> Any:
    """What the trunk is given: a Keras model from the image to (n, side, side, 1) at each scale."""
    import keras

    image = keras.Input((size, size, 3), name="image")
    evened = [_evened(_lightness(image))]
    while len(evened) < _SCALES:
        evened.append(keras.layers.AveragePooling2D(2)(evened[-1]))
    return keras.Model(image, evened)


def _lightness(image: Any) -> Any:
    import keras

    layer = keras.layers.Conv2D(1, 1, use_bias=False, trainable=False, name=_FIXED)
    lightness = layer(image)
    layer.set_weights([np.reshape(np.array(_LIGHTNESS, np.float32), (1, 1, 3, 1))])
    return lightness


def _evened(lightness: Any) -> Any:
    """Lightness less its neighbourhood's mean, in its neighbourhood's deviations; cheap, on a coarse grid."""
    import keras
    from keras import ops

    coarse = keras.layers.AveragePooling2D(_STRIDE)
    mean = keras.layers.AveragePooling2D(_REACH, strides=1, padding="same")
    fine = keras.layers.UpSampling2D(_STRIDE, interpolation="bilinear")
    difference = lightness - fine(mean(coarse(lightness)))
    return difference / ops.sqrt(fine(mean(coarse(difference * difference))) + _QUIET)


def _trunk() -> Any:
    """Evened lightness of any size to what three depths see, each with a place for 8 x 8 pixels."""
    import keras
    from keras import layers

    evened = keras.Input((None, None, 1))
    strokes = _strength(_normed(_first(), evened))
    pooled = layers.AveragePooling2D(2, padding="same")(strokes)
    narrow = _normed(layers.Conv2D(_NARROW, 1, use_bias=False), pooled)
    figures = _strength(_normed(layers.Conv2D(_WIDE, 3, 2, "same", use_bias=False), narrow))
    deep = figures
    for _ in range(_BLOCKS):
        deep = _block(deep)
    shallow = layers.AveragePooling2D(2, padding="same")(pooled)
    return keras.Model(evened, [shallow, figures, deep], name="trunk")


def _first() -> Any:
    import keras

    return keras.layers.Conv2D(_FIRST, _FIRST_SIDE, 2, "same", use_bias=False, name="first")


def _block(maps: Any) -> Any:
    """A wide look at each channel, then all channels together, added to what came in."""
    from keras import layers, ops

    looked = ops.relu(_normed(layers.DepthwiseConv2D(5, padding="same", use_bias=False), maps))
    return ops.relu(maps + _normed(layers.Conv2D(_WIDE, 1, use_bias=False), looked))


def _normed(layer: Any, maps: Any) -> Any:
    from keras import layers

    return layers.BatchNormalization()(layer(maps))


def _strength(waves: Any) -> Any:
    """How far a wave, in its channel's deviations, goes beyond the threshold either way."""
    from keras import ops

    return ops.relu(ops.abs(waves) - _THRESHOLD)


DRAWN_CLOTH = NetworkSpec(
    name="drawn-cloth",
    title="A network that learned from drawn cloth; earlier releases came with it",
    side=224,
    fine_side=320,
    channels=_TAPS,
    strides=(8, 8, 8),
    origin=Origin("drawn", "cloth drawn by a program, no photograph", "Ragam", "Apache-2.0", "docs/log"),
    keras=_network,
)
