"""The structures behind the network recipes: allow-listed names only, rebuilt from a bundle's options."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from ml.errors import BundleIncompatible
from ml.networks.resolving import BACKBONES
from ml.networks.specs import NetworkSpec

LAST = "scores"


@dataclass(frozen=True)
class Structure:
    """All that decides a network's shape; a bundle's options hold these fields."""

    network: str
    image_size: int
    hidden: int = 0
    dropout: float = 0.0
    l1: float = 0.0
    l2: float = 0.0
    attention: str = "none"
    super_resolution: bool = False
    recipe: str = ""

    @classmethod
    def of(cls, recipe: str, options: Mapping[str, Any]) -> "Structure":
        """From a recipe's name and its options; raises BundleIncompatible when one is missing."""
        names = {one.name for one in fields(cls)} - {"recipe"}
        try:
            return cls(recipe=recipe, **{name: options[name] for name in names})
        except KeyError as error:
            raise BundleIncompatible(f"The options of recipe {recipe!r} lack {error}.") from error

    @property
    def input_size(self) -> int:
        """Side of the pictures that the network takes."""
        return self.image_size // 2 if self.super_resolution else self.image_size

    @property
    def painted(self) -> bool:
        """Whether a first network paints the pictures that the second sees."""
        return self.recipe == "cnn-cirebon-saliency"

    @property
    def is_application(self) -> bool:
        """Whether the network is one of Keras's own, which pretrained weights fit."""
        return self.network in _APPLICATIONS

    @property
    def tapped(self) -> NetworkSpec | None:
        """The network that textures are read from, where that is what it stands on."""
        return None if self.is_application else BACKBONES.get(self.network)

    @property
    def is_adapted(self) -> bool:
        """Whether its new layers learn first, and then what they stand on, rather than all at once."""
        return self.is_application or self.tapped is not None


_APPLICATIONS: dict[str, tuple[str, str]] = {
    # Name here: class in keras.applications, and how it wants its pixels.
    "mobilenetv2": ("MobileNetV2", "symmetric"),
    "inceptionv3": ("InceptionV3", "symmetric"),
    "efficientnetb0": ("EfficientNetB0", "inside"),
    "efficientnetb2": ("EfficientNetB2", "inside"),
    "efficientnetv2s": ("EfficientNetV2S", "inside"),
    "resnet50": ("ResNet50", "caffe"),
    "vgg19": ("VGG19", "caffe"),
}
_CAFFE_MEAN = (103.939, 116.779, 123.68)


def build(structure: Structure, classes: int) -> Any:
    """Float RGB 0..255 (n, s, s, 3) in; [scores, features, places] out, untrained.

    `places` (n, h, w, m) average to the features (n, m), exactly for pooling and up to a constant for a
    hidden layer, and `scores` is one dense layer on the features.
    """
    import keras

    size = structure.input_size
    image = keras.Input((size, size, 3), name="image")
    pixels = image
    if structure.super_resolution:
        from ml.networks.layers import doubling_layer

        pixels = doubling_layer()(name="doubling")(pixels)
    if structure.painted:
        pixels = _painted(structure, classes)(pixels)
    maps = base(structure.network, structure.image_size)(pixels)
    features, places = _pooled(structure, _attended(structure, maps))
    dropped = keras.layers.Dropout(structure.dropout)(features) if structure.dropout else features
    scores = keras.layers.Dense(classes, kernel_regularizer=_regularizer(structure), name=LAST)(dropped)
    return keras.Model(image, [scores, features, places], name="network")


def base(name: str, size: int) -> Any:
    """A model called "base": float RGB 0..255 to its last maps, with its own scaling of pixels inside."""
    import keras

    image = keras.Input((size, size, 3), name="pixels")
    if name in _CNNS:
        return keras.Model(image, _CNNS[name](keras.layers.Rescaling(1 / 255.0)(image)), name="base")
    if name in BACKBONES and name not in _APPLICATIONS:
        return keras.Model(image, _side_by_side(BACKBONES[name].keras(size)(image)), name="base")
    if name not in _APPLICATIONS:
        known = ", ".join(dict.fromkeys([*_CNNS, *_APPLICATIONS, *BACKBONES]))
        raise BundleIncompatible(f"No network is called {name!r}. There are {known}.")
    kind, scaling = _APPLICATIONS[name]
    made = getattr(keras.applications, kind)(weights=None, include_top=False, input_shape=(size, size, 3))
    return keras.Model(image, made(_scaled(image, scaling)), name="base")


def _side_by_side(taps: Sequence[Any]) -> Any:
    """All maps on the grid of the coarsest, as one."""
    import keras

    places = min(maps.shape[1] for maps in taps)
    shrunk = [
        keras.layers.AveragePooling2D(-(-maps.shape[1] // places), padding="same")(maps)
        if maps.shape[1] > places
        else maps
        for maps in taps
    ]
    return keras.layers.Concatenate()(shrunk)


def adapted_part(model: Any) -> Any:
    """The network that is stood on, inside a base (or inside a whole network that has one)."""
    import keras

    found = model if model.name == "base" else model.get_layer("base")
    return next(layer for layer in found.layers if isinstance(layer, keras.Model))


def layers_of(model: Any) -> Iterator[Any]:
    """The layers of a network, those of networks inside it one by one."""
    import keras

    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from layers_of(layer)
        else:
            yield layer


def _scaled(image: Any, scaling: str) -> Any:
    import keras
    from keras import ops

    if scaling == "symmetric":
        return keras.layers.Rescaling(1 / 127.5, offset=-1)(image)
    if scaling == "caffe":
        return keras.layers.Rescaling(1.0, offset=[-value for value in _CAFFE_MEAN])(ops.flip(image, axis=-1))
    return image


def _blocks(maps: Any, filters: Sequence[int], *, norm: bool, dropout: float) -> Any:
    import keras

    for count in filters:
        maps = keras.layers.Conv2D(count, 3, padding="same", use_bias=not norm)(maps)
        if norm:
            maps = keras.layers.BatchNormalization()(maps)
        maps = keras.layers.MaxPooling2D()(keras.layers.ReLU()(maps))
        if dropout:
            maps = keras.layers.Dropout(dropout)(maps)
    return maps


_CNNS: dict[str, Any] = {
    "cnn-baseline": lambda maps: _blocks(maps, (32, 64, 128, 256), norm=True, dropout=0.25),
    "cnn-2block": lambda maps: _blocks(maps, (32, 64), norm=False, dropout=0.0),
    "cnn-cirebon": lambda maps: _blocks(maps, (32, 64, 128), norm=False, dropout=0.2),
}
_EVERY_PLACE = ("cnn-2block", "cnn-cirebon")
"""Networks whose dense layer sees every place, not their mean."""


def _attended(structure: Structure, maps: Any) -> Any:
    from ml.networks.layers import channel_attention_layer, spatial_attention_layer

    if "channel" in structure.attention:
        maps = channel_attention_layer()(name="channel_attention")(maps)
    if "spatial" in structure.attention:
        maps = spatial_attention_layer()(name="spatial_attention")(maps)
    return maps


def _pooled(structure: Structure, maps: Any) -> tuple[Any, Any]:
    import keras

    from ml.networks.layers import placed_hidden_layer, second_order_layer

    if structure.tapped is not None and not structure.hidden:
        features, places = second_order_layer()(structure.tapped.channels, name="hidden")(maps)
        return features, places
    if not structure.hidden:
        return keras.layers.GlobalAveragePooling2D()(maps), maps
    hidden = placed_hidden_layer()(
        structure.hidden,
        flatten=structure.network in _EVERY_PLACE,
        norm=structure.network == "resnet50",
        regularizer=_regularizer(structure),
        name="hidden",
    )
    features, places = hidden(maps)
    return features, places


def _regularizer(structure: Structure) -> Any:
    import keras

    if not structure.l1 and not structure.l2:
        return None
    return keras.regularizers.L1L2(structure.l1, structure.l2)


def _painted(structure: Structure, classes: int) -> Any:
    """Pictures to pictures: darkened where the first network's own best answer finds no evidence."""
    import keras

    from ml.networks.layers import painting_layer

    first = build(first_of(structure), classes)
    image = keras.Input(first.input.shape[1:], name="pixels")
    first.name = "first"
    scores, _, places = first(image, training=False)
    painted = painting_layer()(first.get_layer(LAST), name="painting")([image, scores, places])
    return keras.Model(image, painted, name="painter")


def first_of(structure: Structure) -> Structure:
    """The network that paints: the same without painting."""
    kept = {one.name: getattr(structure, one.name) for one in fields(structure)}
    return Structure(**{**kept, "recipe": "", "super_resolution": False})


def load_base(model: Any, name: str, weights: Path) -> None:
    """Fill the base of a whole network with Keras no-top weights; raises WeightsInvalid naming the file."""
    from ml.networks.keras_files import load_into

    load_into(adapted_part(model), weights, _APPLICATIONS[name][0])
