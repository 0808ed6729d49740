"""The backbone that nobody trained: Gabor filters on lightness, their strength, and filters on strength.

A two-layer scattering network (Bruna and Mallat, "Invariant Scattering Convolution Networks", 2013) with
fixed weights: strokes by direction and width, then how strokes of one kind repeat. Colour plays no part.
"""

from typing import Any

import numpy as np

ORIENTATIONS, SCALES, SCALES_TWICE = 6, 4, 2
_KERNEL, _WAVELENGTH, _SIGMA = 11, 4.0, 2.0
_STRIDE = 8  # Pixels of the picture per place of a map.
_NEIGHBOURHOOD = 31
_QUIET = 25.0  # Variance of lightness under which a place counts as plain.
_LIGHTNESS = (0.299, 0.587, 0.114)


def gabor_bank() -> np.ndarray:
    """Even and odd filters for each direction, without response to plain areas: float32 (k, k, 1, 2 n)."""
    reach = np.arange(_KERNEL) - _KERNEL // 2
    y, x = np.meshgrid(reach, reach, indexing="ij")
    window = np.exp(-(x**2 + y**2) / (2 * _SIGMA**2))
    bank = []
    for angle in np.pi * np.arange(ORIENTATIONS) / ORIENTATIONS:
        along = 2 * np.pi * (x * np.cos(angle) + y * np.sin(angle)) / _WAVELENGTH
        for wave in (np.cos(along), np.cos(along + np.pi / 2)):
            kernel = window * wave
            kernel -= window * kernel.sum() / window.sum()
            bank.append(kernel / np.abs(kernel).sum())
    return np.stack(bank, axis=-1)[:, :, None, :].astype(np.float32)


def filter_network(size: int) -> Any:
    """Float RGB 0..255 (1, size, size, 3) to two maps of strengths: at 224 px (28, 28, 24), (28, 28, 72)."""
    import keras
    from keras import ops

    image = keras.Input((size, size, 3), name="image")
    lightness = _fixed(keras.layers.Conv2D(1, 1, use_bias=False), np.reshape(_LIGHTNESS, (1, 1, 3, 1)))(image)
    current = _evened(lightness)
    bank = _fixed(
        keras.layers.Conv2D(2 * ORIENTATIONS, _KERNEL, padding="same", use_bias=False), gabor_bank()
    )
    grid = size // _STRIDE
    once, twice = [], []
    for scale in range(SCALES):
        strength = _strength(bank(current))
        once.append(_to_grid(strength, grid))
        if scale < SCALES_TWICE:
            twice.append(_each_channel(ops.average_pool(strength, 2, 2, "same"), bank, grid))
        current = ops.average_pool(current, 2, 2, "same")
    maps = [keras.layers.Concatenate()(once), keras.layers.Concatenate()(twice)]
    return keras.Model(image, maps, name="network")


def _evened(lightness: Any) -> Any:
    """Light and contrast taken out, place by place: folds, shadow and fading count for little."""
    from keras import ops

    difference = lightness - _around(lightness)
    variance = _around(difference * difference)
    return difference / ops.sqrt(variance + _QUIET)


def _around(maps: Any) -> Any:
    """The mean of each place's neighbourhood, along columns and then along rows."""
    from keras import ops

    columns = ops.average_pool(maps, (_NEIGHBOURHOOD, 1), 1, "same")
    return ops.average_pool(columns, (1, _NEIGHBOURHOOD), 1, "same")


def _each_channel(maps: Any, bank: Any, grid: int) -> Any:
    """The bank's strengths on each of c channels by itself: (n, h, w, c) to (n, grid, grid, 6 c).

    The channels take the place of images for a while: runtimes are quick at that, slow at grouped filters.
    """
    from keras import ops

    _, height, width, channels = maps.shape
    apart = ops.reshape(ops.transpose(maps, (0, 3, 1, 2)), (-1, height, width, 1))
    strengths = _to_grid(_strength(bank(apart)), grid)
    together = ops.reshape(strengths, (-1, channels, grid, grid, ORIENTATIONS))
    return ops.reshape(ops.transpose(together, (0, 2, 3, 1, 4)), (-1, grid, grid, channels * ORIENTATIONS))


def _strength(waves: Any) -> Any:
    """How strong each direction is at each place, wherever its wave begins: half as many channels."""
    from keras import ops

    _, height, width, channels = waves.shape
    pairs = ops.reshape(waves, (-1, height, width, channels // 2, 2))
    return ops.sqrt(ops.sum(pairs * pairs, axis=-1) + 1e-6)


def _to_grid(maps: Any, grid: int) -> Any:
    from keras import ops

    step = maps.shape[1] // grid
    return ops.average_pool(maps, step, step, "same") if step > 1 else maps


def _fixed(layer: Any, kernel: np.ndarray) -> Any:
    """A layer whose kernel is given and never learned."""
    layer.build((None, None, None, kernel.shape[2]))
    layer.set_weights([kernel.astype(np.float32)])
    layer.trainable = False
    return layer
