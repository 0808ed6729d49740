"""The MobileNetV2 that is fine-tuned: with its new head, and cut where its frozen blocks end."""

from typing import Any

LAST_FROZEN = "block_13_project_BN"


def build_network(base: Any, classes: int) -> Any:
    """Keras model: float RGB 0..255 in; logits, pooled features and last maps out. Batch norm only infers."""
    import keras

    size = base.input.shape[1]
    image = keras.Input((size, size, 3), name="image")
    maps = base(keras.layers.Rescaling(1 / 127.5, offset=-1)(image), training=False)
    pooled = keras.layers.GlobalAveragePooling2D()(maps)
    logits = keras.layers.Dense(classes, name="scores")(pooled)
    return keras.Model(image, [logits, pooled, maps], name="network")


def frozen_part(base: Any) -> Any:
    """Float RGB 0..255 to the maps that go into block 14."""
    import keras

    size = base.input.shape[1]
    image = keras.Input((size, size, 3), name="image")
    cut = keras.Model(base.input, base.get_layer(LAST_FROZEN).output)
    return keras.Model(image, cut(keras.layers.Rescaling(1 / 127.5, offset=-1)(image), training=False))


def upper_part(network: Any) -> Any:
    """From block 14 to the logits, sharing the network's layers."""
    import keras

    base = next(layer for layer in network.layers if isinstance(layer, keras.Model))
    top = keras.Model(base.get_layer(LAST_FROZEN).output, base.output)
    maps = keras.Input(top.input.shape[1:])
    pooled = keras.layers.GlobalAveragePooling2D()(top(maps, training=False))
    return keras.Model(maps, network.get_layer("scores")(pooled))
