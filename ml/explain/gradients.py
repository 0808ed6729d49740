"""Maps of evidence by gradients of a Keras network; the only module of explanations that needs TensorFlow."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from ml.errors import ConfigInvalid
from ml.explain.randomisation import similarity, verdict
from ml.images import network_input
from ml.models import NETWORK_METHODS, Bundle, refuse_failed
from ml.recipes import TEXTURE
from ml.records import Explanation

NOISE = 0.15
"""Standard deviation of SmoothGrad's noise, as a share of the picture's range (Smilkov et al. 2017)."""

SAMPLES = 16
_AT_ONCE = 4  # Noisy copies: a large network's activations for all would fill the memory.
_CELL = 4  # Pixels of the input per place of a gradient map.
_CHECKED = 3  # Pictures in the parameter randomisation check of these methods.


class GradientExplainer:
    """A network bundle's Keras model, ready to explain pictures by any of NETWORK_METHODS."""

    def __init__(self, bundle: Bundle, network: Any | None = None) -> None:
        """Rebuild the network; raises ConfigInvalid for a texture bundle, whose map is in closed form."""
        if bundle.info.recipe == TEXTURE:
            raise ConfigInvalid(
                f"A texture model has its closed form; only networks have {', '.join(NETWORK_METHODS)}."
            )
        if network is None:
            from ml.models import network_of

            network = network_of(bundle)
        self.bundle = bundle
        self.network = network
        self._differentiate = _differentiated(_with_maps(network))

    def explain(
        self, image: np.ndarray, method: str, label: str | None = None, against: str | None = None
    ) -> Explanation:
        """Which places of uint8 (h, w, 3) speak for `label` (default: the best), rather than for `against`.

        Raises ConfigInvalid for an unknown label or method, ExplanationWithheld when the method failed its
        check on this bundle.
        """
        info = self.bundle.info
        refuse_failed(info, method)
        pixels = network_input(image, info.input_size)
        scores = self.scores(pixels)
        index = int(scores.argmax()) if label is None else _index(info.labels, label)
        other = None if against is None else _index(info.labels, against)
        if index == other:
            raise ConfigInvalid(f"{against!r} cannot be told from itself: give another label.")
        places = self.places(pixels, method, index, other).astype(np.float32)
        score = float(scores[index] - (0 if other is None else scores[other]))
        return Explanation(
            info.labels[index], score, float(places.sum(dtype=np.float64)), places, against, method
        )

    def scores(self, pixels: np.ndarray) -> np.ndarray:
        """Raw scores of uint8 (s, s, 3), float32 (k,)."""
        row: np.ndarray = np.asarray(self.network(pixels[None].astype(np.float32), training=False)[0])[0]
        return row

    def places(self, pixels: np.ndarray, method: str, index: int, other: int | None = None) -> np.ndarray:
        """The map for class `index`, or for it rather than `other`: float64 (h, w). Raises ConfigInvalid."""
        if method not in _METHODS:
            raise ConfigInvalid(f"No method is called {method!r}. There are closed, {', '.join(_METHODS)}.")
        signs = _signs(len(self.bundle.info.labels), index, other)

        def slopes(images: np.ndarray) -> Slopes:
            return Slopes(*(np.asarray(one) for one in self._differentiate(images, signs)))

        return _METHODS[method](slopes, pixels.astype(np.float32))


def _index(labels: Sequence[str], label: str) -> int:
    if label not in labels:
        known = ", ".join(labels[:10])
        raise ConfigInvalid(f"This model has no label {label!r}. It has {len(labels)}: {known}.")
    return labels.index(label)


def _with_maps(network: Any) -> Any:
    """The same network, whose third output is what its scores are made of: the last maps of features.

    Behind a hidden layer (second-order pooling too) a bundle's network puts out places that no score uses.
    """
    import keras

    hidden = next((layer for layer in network.layers if layer.name == "hidden"), None)
    if hidden is None:
        return network
    return keras.Model(network.input, [*network.outputs[:2], hidden.input])


class Slopes(NamedTuple):
    """Of n pictures: the last maps (n, h, w, c), and the score's gradient by them and by the pixels."""

    maps: np.ndarray
    by_maps: np.ndarray
    by_pixels: np.ndarray


Differentiate = Callable[[np.ndarray], Slopes]
"""From float32 (n, s, s, 3), for the score in question."""


def _differentiated(network: Any) -> Any:
    """A function traced once for every method and label: a step at a time costs fifteen times as much."""
    import tensorflow as tf

    given = [tf.TensorSpec([None, *network.input.shape[1:]]), tf.TensorSpec([network.outputs[0].shape[-1]])]

    @tf.function(input_signature=given)  # type: ignore[untyped-decorator]
    def run(images: Any, signs: Any) -> Any:
        with tf.GradientTape() as tape:
            # Only the input has to be watched for the tape to see what lies between.
            tape.watch(images)
            scores, _, maps = network(images, training=False)
            target = tf.reduce_sum(scores * signs)
        return maps, *tape.gradient(target, (maps, images))

    return run


def _signs(count: int, index: int, other: int | None) -> np.ndarray:
    """What each of `count` scores counts in the question: float32, 1 for `index`, -1 for `other`."""
    signs = np.zeros(count, np.float32)
    signs[index] = 1
    if other is not None:
        signs[other] = -1
    return signs


def _maps_and_slopes(differentiate: Differentiate, pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The last maps (h, w, c), and the gradient of the score by them, float64."""
    found = differentiate(pixels[None])
    return found.maps[0].astype(np.float64), found.by_maps[0].astype(np.float64)


def _gradcam(differentiate: Differentiate, pixels: np.ndarray) -> np.ndarray:
    """Selvaraju et al. 2017: maps weighted by their mean gradient. Negative places are kept, not drawn."""
    maps, slopes = _maps_and_slopes(differentiate, pixels)
    places: np.ndarray = maps @ slopes.mean(axis=(0, 1))
    return places


def _gradcam_plus(differentiate: Differentiate, pixels: np.ndarray) -> np.ndarray:
    """Chattopadhyay et al. 2018: positive gradients, weighted by how much each place adds to the score."""
    maps, slopes = _maps_and_slopes(differentiate, pixels)
    square, cube = slopes**2, slopes**3
    below = 2 * square + (maps.sum(axis=(0, 1)) * cube)
    share = np.divide(square, below, out=np.zeros_like(square), where=np.abs(below) > 1e-12)
    weights = (share * np.maximum(slopes, 0)).sum(axis=(0, 1))
    places: np.ndarray = maps @ weights
    return places


def _saliency(differentiate: Differentiate, pixels: np.ndarray) -> np.ndarray:
    """Simonyan et al. 2014: the size of the score's gradient by each pixel."""
    return _cells(differentiate(pixels[None]).by_pixels[0])


def _smoothgrad(differentiate: Differentiate, pixels: np.ndarray) -> np.ndarray:
    """Smilkov et al. 2017: the mean gradient over noisy copies of the picture; the noise is fixed."""
    spread = NOISE * max(float(pixels.max() - pixels.min()), 1.0)
    noise = np.random.default_rng(0).normal(0, spread, (SAMPLES, *pixels.shape)).astype(np.float32)
    parts = [
        differentiate(pixels + noise[first : first + _AT_ONCE]).by_pixels.mean(axis=0)
        for first in range(0, SAMPLES, _AT_ONCE)
    ]
    return _cells(np.mean(parts, axis=0))


def _cells(slopes: np.ndarray) -> np.ndarray:
    """Gradient (s, s, 3) to its largest absolute channel, averaged over cells of 4 x 4 pixels: float64."""
    strongest = np.abs(slopes).max(axis=2).astype(np.float64)
    side = strongest.shape[0] // _CELL
    cut = strongest[: side * _CELL, : side * _CELL]
    means: np.ndarray = cut.reshape(side, _CELL, side, _CELL).mean(axis=(1, 3))
    return means


Method = Callable[[Differentiate, np.ndarray], np.ndarray]

_METHODS: dict[str, Method] = dict(
    zip(NETWORK_METHODS, (_gradcam, _gradcam_plus, _saliency, _smoothgrad), strict=True)
)


def check_network(bundle: Bundle, pixels: Sequence[np.ndarray]) -> dict[str, Any]:
    """The parameter randomisation check of every gradient method, on the first few of uint8 (s, s, 3).

    Each is compared with the same network with a random last layer, and with all of its weights shuffled
    within their arrays.
    """
    explainer = GradientExplainer(bundle)
    pictures = pixels[:_CHECKED]
    best = [int(explainer.scores(picture).argmax()) for picture in pictures]
    learned = explainer.network.get_weights()
    trained = _all_maps(explainer, pictures, best)
    found: dict[str, dict[str, list[list[float]]]] = {method: {} for method in NETWORK_METHODS}
    for name, forgotten in _forgotten(learned).items():
        explainer.network.set_weights(forgotten)
        ignorant = _all_maps(explainer, pictures, best)
        for method in NETWORK_METHODS:
            pairs = zip(trained[method], ignorant[method], strict=True)
            found[method][name] = [[similarity(a, b) for a, b in pairs]]
    return {method: verdict(against) for method, against in found.items()}


def _all_maps(
    explainer: GradientExplainer, pictures: Sequence[np.ndarray], best: Sequence[int]
) -> dict[str, list[np.ndarray]]:
    return {
        method: [explainer.places(*pair[:1], method, pair[1]) for pair in zip(pictures, best, strict=True)]
        for method in NETWORK_METHODS
    }


def _forgotten(learned: list[np.ndarray]) -> dict[str, list[np.ndarray]]:
    """Weights of networks that know nothing. The last two arrays are the last layer's kernel and bias."""
    random = np.random.default_rng(0)

    def shuffled(array: np.ndarray) -> np.ndarray:
        return random.permutation(array.ravel()).reshape(array.shape)

    return {
        "random last layer": [*learned[:-2], *map(shuffled, learned[-2:])],
        "random network": [shuffled(array) for array in learned],
    }
