"""The layers that Keras does not bring: evidence of pooled layers, attention, doubling, painting.

Each function gives a layer class; Keras is only loaded by the first call.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any


@cache
def placed_hidden_layer() -> Any:
    """The class of layers described in it."""
    import keras
    from keras import ops

    class PlacedHidden(keras.layers.Layer):
        """Maps (n, h, w, c) to [hidden values (n, m), evidence (n, h, w, m)].

        Pools by mean, or keeps every place when `flatten`; batch norm where `norm`; then dense with ReLU.
        Evidence is each place's share of each hidden value times h w: for a network of linear pieces, the
        mean over places is the value less its constant part. So maps need no gradients when serving.
        """

        def __init__(
            self, units: int, *, flatten: bool, norm: bool, regularizer: Any = None, **rest: Any
        ) -> None:
            super().__init__(**rest)
            self.flatten = flatten
            self.norm = keras.layers.BatchNormalization(name="norm") if norm else None
            self.dense = keras.layers.Dense(units, kernel_regularizer=regularizer, name="dense")

        def build(self, shape: Any) -> None:
            height, width, channels = shape[1:]
            size = height * width * channels if self.flatten else channels
            if self.norm:
                self.norm.build((None, size))
            self.dense.build((None, size))
            self.built = True

        def call(self, maps: Any, training: bool = False) -> list[Any]:
            height, width, channels = maps.shape[1:]
            pooled = (
                ops.reshape(maps, (-1, height * width * channels))
                if self.flatten
                else ops.mean(maps, axis=(1, 2))
            )
            before = self.dense(self.norm(pooled, training=training) if self.norm else pooled)
            active = ops.cast(before > 0, before.dtype)
            slope = self._slope()
            if self.flatten:
                kernel = ops.reshape(slope, (height * width, channels, -1))
                places = ops.reshape(maps, (-1, height * width, channels))
                evidence = ops.sum(ops.expand_dims(places, -1) * kernel, axis=2) * (height * width)
            else:
                evidence = ops.matmul(ops.reshape(maps, (-1, height * width, channels)), slope)
            evidence = evidence * ops.expand_dims(active, 1)
            return [before * active, ops.reshape(evidence, (-1, height, width, slope.shape[-1]))]

        def _slope(self) -> Any:
            """What one unit of a pooled value adds before the ReLU: (size, m)."""
            if self.norm is None:
                return self.dense.kernel
            gain = self.norm.gamma / ops.sqrt(self.norm.moving_variance + self.norm.epsilon)
            return self.dense.kernel * ops.expand_dims(gain, -1)

    return PlacedHidden


@cache
def second_order_layer() -> Any:
    """The class of layers described in it."""
    import keras
    from keras import ops

    from ml.texture.gram import upper_triangle

    class SecondOrder(keras.layers.Layer):
        """Taps side by side (n, h, w, c) to [how often channels are strong together (n, m), evidence].

        Each tap is squeezed to a few channels; its values are the signed roots of their Gram matrix's upper
        triangle, brought to one length. Evidence (n, h / 2, w / 2, m) is each place's share of each value
        times the number of places, at the picture's own roots and length: its mean is the value, exactly.
        """

        SQUEEZED = 32
        LENGTH = 10.0  # Of a tap's values; at 1 the next layer learns ten times as slowly.
        FLOOR = 1e-4  # Under the root, whose slope has no bound at 0.

        def __init__(self, taps: Sequence[int], **rest: Any) -> None:
            super().__init__(**rest)
            self.ends = [sum(taps[: number + 1]) for number in range(len(taps))]
            self.squeezes = [
                keras.layers.Conv2D(self.SQUEEZED, 1, use_bias=False, name=f"squeeze_{number}")
                for number in range(len(taps))
            ]
            self.halved = keras.layers.AveragePooling2D(2)

        def build(self, shape: Any) -> None:
            for start, end, squeeze in zip([0, *self.ends], self.ends, self.squeezes, strict=False):
                squeeze.build((*shape[:-1], end - start))
            self.built = True

        def call(self, maps: Any) -> list[Any]:
            parts = zip(ops.split(maps, self.ends[:-1], axis=-1), self.squeezes, strict=True)
            found = [self._read(squeeze(part)) for part, squeeze in parts]
            return [ops.concatenate(kind, axis=-1) for kind in zip(*found, strict=True)]

        def _read(self, maps: Any) -> tuple[Any, Any]:
            rows, columns = upper_triangle(self.SQUEEZED)
            places = maps.shape[1] * maps.shape[2]
            flat = ops.reshape(maps, (-1, places, self.SQUEEZED))
            matrix = ops.matmul(ops.transpose(flat, (0, 2, 1)), flat) / places
            entries = ops.reshape(matrix, (-1, self.SQUEEZED**2))
            upper = ops.take(entries, rows * self.SQUEEZED + columns, axis=1)
            factor = 1 / ops.sqrt(ops.abs(upper) + self.FLOOR)
            length = ops.sqrt(ops.sum(ops.square(upper * factor), axis=1, keepdims=True) + self.FLOOR)
            factor = factor * (self.LENGTH / length)
            # Not of use for the scores, and left out of training: products of channels at every place.
            together = ops.take(maps, rows, axis=-1) * ops.take(maps, columns, axis=-1)
            return upper * factor, self.halved(together) * ops.expand_dims(ops.expand_dims(factor, 1), 1)

    return SecondOrder


@cache
def channel_attention_layer() -> Any:
    """The class of layers described in it."""
    import keras
    from keras import ops

    class ChannelAttention(keras.layers.Layer):
        """Squeeze and excite (Hu et al. 2018): channels weighed by what is in the whole picture."""

        def __init__(self, **rest: Any) -> None:
            super().__init__(**rest)

        def build(self, shape: Any) -> None:
            self.squeeze = keras.layers.Dense(max(4, shape[-1] // 16), "relu", name="squeeze")
            self.excite = keras.layers.Dense(shape[-1], "sigmoid", name="excite")
            self.squeeze.build((None, shape[-1]))
            self.excite.build((None, max(4, shape[-1] // 16)))
            self.built = True

        def call(self, maps: Any) -> Any:
            weights = self.excite(self.squeeze(ops.mean(maps, axis=(1, 2))))
            # Twice, so that the untrained layer, whose weights are near a half, changes nothing.
            return maps * 2 * ops.expand_dims(ops.expand_dims(weights, 1), 1)

    return ChannelAttention


@cache
def spatial_attention_layer() -> Any:
    """The class of layers described in it."""
    import keras
    from keras import ops

    class SpatialAttention(keras.layers.Layer):
        """The spatial half of CBAM (Woo et al. 2018): places weighed by their mean and largest channel."""

        def __init__(self, **rest: Any) -> None:
            super().__init__(**rest)
            self.look = keras.layers.Conv2D(1, 7, padding="same", activation="sigmoid", name="look")

        def build(self, shape: Any) -> None:
            self.look.build((*shape[:-1], 2))
            self.built = True

        def call(self, maps: Any) -> Any:
            seen = ops.concatenate(
                [ops.mean(maps, axis=-1, keepdims=True), ops.max(maps, axis=-1, keepdims=True)], axis=-1
            )
            return maps * 2 * self.look(seen)

    return SpatialAttention


@cache
def doubling_layer() -> Any:
    """The class of layers described in it."""
    import keras
    from keras import ops

    class Doubling(keras.layers.Layer):
        """Sub-pixel super-resolution (ESPCN, Shi et al. 2016) by two: float RGB 0..255 in and out.

        What it puts out is the plainly enlarged picture and a learned difference, so untrained it enlarges.
        """

        def __init__(self, **rest: Any) -> None:
            super().__init__(**rest)
            self.first = keras.layers.Conv2D(32, 5, padding="same", activation="relu", name="first")
            self.second = keras.layers.Conv2D(16, 3, padding="same", activation="relu", name="second")
            self.last = keras.layers.Conv2D(12, 3, padding="same", kernel_initializer="zeros", name="last")

        def build(self, shape: Any) -> None:
            self.first.build(shape)
            self.second.build((*shape[:-1], 32))
            self.last.build((*shape[:-1], 16))
            self.built = True

        def call(self, image: Any) -> Any:
            height, width = image.shape[1:3]
            detail = self.last(self.second(self.first(image / 255.0)))
            detail = ops.reshape(detail, (-1, height, width, 2, 2, 3))
            detail = ops.reshape(ops.transpose(detail, (0, 1, 3, 2, 4, 5)), (-1, 2 * height, 2 * width, 3))
            plain = ops.image.resize(image, (2 * height, 2 * width), interpolation="bilinear")
            return plain + 255.0 * detail

    return Doubling


@cache
def painting_layer() -> Any:
    """The class of layers described in it."""
    import keras
    from keras import ops

    class Painting(keras.layers.Layer):
        """[pictures, scores, places] of a network to pictures with evidence for its best answer painted in.

        Only what the network itself says of a picture is painted, so a label can leak into none. Where no
        place speaks for the answer, the picture is darkened to `FLOOR` of its light.
        """

        FLOOR = 0.3

        def __init__(self, last: keras.layers.Dense, **rest: Any) -> None:
            super().__init__(**rest)
            self.last = last

        def build(self, shape: Any) -> None:
            self.built = True

        def call(self, inputs: list[Any]) -> Any:
            image, scores, places = inputs
            # Not one_hot(argmax): LiteRT has no operator for what that becomes.
            best = ops.cast(ops.equal(scores, ops.max(scores, axis=-1, keepdims=True)), scores.dtype)
            column = ops.matmul(best, ops.transpose(self.last.kernel))
            evidence = ops.relu(
                ops.sum(places * ops.expand_dims(ops.expand_dims(column, 1), 1), axis=-1, keepdims=True)
            )
            evidence = evidence / (ops.max(evidence, axis=(1, 2), keepdims=True) + 1e-6)
            shown = ops.image.resize(evidence, image.shape[1:3], interpolation="bilinear")
            return image * (self.FLOOR + (1 - self.FLOOR) * shown)

    return Painting
