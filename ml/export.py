"""Write a bundle for other software: one self-contained LiteRT file, or Keras weights and their config."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from ml import bundle
from ml.backbones import PARITY, PARITY_IMAGES, texture_network, to_litert, untrained_mobilenetv2
from ml.bundle import Bundle
from ml.calibration import softmax
from ml.classifier import Classifier
from ml.errors import BundleIncompatible, ConfigInvalid, ExportFailed, full_disk_named
from ml.finetune import build_network
from ml.heads import ARRAYS
from ml.litert import Network
from ml.recipes import FINETUNE, TEXTURE
from ml.texture import upper_triangle

FORMATS = ("litert", "keras")
LABELS = "labels.txt"


def export(path: Path, format: str, out: Path) -> list[Path]:
    """Write the bundle at `path` as "litert" or "keras" into the folder `out`, which must not exist.

    litert: `model.tflite`, one float RGB image (0..255) in, probabilities and raw scores out, class names
    inside as `labels.txt` (any unzip reads it). keras: `model.weights.h5` and `model.json`, read back by
    `load_keras`. Both are compared with the bundle on 32 pictures before they are kept: probabilities within
    1e-4 and the same best label. Raises ExportFailed, ConfigInvalid, and what reading a bundle raises.
    """
    if format == "onnx":
        raise ExportFailed("ONNX is not available: its converter breaks some networks. Use litert or keras.")
        raise ExportFailed("ONNX is not available: its converter breaks some networks. Use litert or keras.")
    if format not in FORMATS:
        raise ConfigInvalid(f"No export format is called {format!r}. There are {', '.join(FORMATS)}.")
    classifier = Classifier.load(path)
    model = keras_model(classifier.bundle)
    with bundle.staging(out) as folder, full_disk_named(str(out)):
        if format == "litert":
            _write_litert(classifier, model, folder / "model.tflite")
        else:
            _write_keras(classifier, model, folder)
    return sorted(out.iterdir())


def keras_model(source: Bundle) -> Any:
    """The whole model as Keras: float RGB 0..255 (n, s, s, 3) in; [probabilities, scores] out.

    Raises ExportFailed when the bundle was made from a LiteRT backbone and so has no Keras weights.
    """
    info = source.info
    arrays = bundle.read_arrays(source.file(bundle.HEAD), ARRAYS)
    model = build(info.recipe, info.backbone.name, info.input_size, len(info.labels), info.temperature)
    inner = model.get_layer("network")
    if info.recipe == TEXTURE:
        if bundle.BACKBONE_WEIGHTS not in info.files:
            raise ExportFailed(
                "This bundle was trained from a LiteRT backbone, so it has no Keras weights to export. "
                "Train it from the .h5 file."
            )
        inner.load_weights(str(source.file(bundle.BACKBONE_WEIGHTS)))
        slope = arrays["weights"] / arrays["scale"][:, None]
        model.get_layer("scores").set_weights([slope, arrays["bias"] - arrays["mean"] @ slope])
    else:
        inner.load_weights(str(source.file(bundle.WEIGHTS)))
    return model


def load_keras(folder: Path) -> Any:
    """Read back a Keras export: our own structure, filled with its numbers. Raises BundleIncompatible."""
    try:
        config = json.loads((folder / "model.json").read_text())
        shape = (config["backbone"]["name"], config["input_size"], len(config["labels"]))
        model = build(config["recipe"], *shape, config["temperature"])
        model.load_weights(str(folder / "model.weights.h5"))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BundleIncompatible(f"{folder} is no Keras export of this version ({error}).") from error
    return model


def build(recipe: str, backbone: str, size: int, classes: int, temperature: float) -> Any:
    """The untrained structure of a recipe's whole model, from allow-listed parts only."""
    import keras

    image = keras.Input((size, size, 3), name="image")
    if recipe == TEXTURE:
        network = texture_network(backbone)
        scores = keras.layers.Dense(classes, name="scores")(_texture_feature(network(image)))
    elif recipe == FINETUNE:
        scores = build_network(untrained_mobilenetv2(size), classes)(image)[0]
    else:
        raise BundleIncompatible(f"Recipe {recipe!r} has no structure in this version.")
    probabilities = keras.layers.Softmax()(keras.layers.Rescaling(1 / temperature)(scores))
    return keras.Model(image, [probabilities, scores], name="ragam")


def _texture_feature(maps: list[Any]) -> Any:
    """`ml.texture.texture_feature` in Keras operations."""
    from keras import ops

    blocks = []
    for features in maps:
        positions, channels = features.shape[1] * features.shape[2], features.shape[3]
        flat = ops.reshape(features, (-1, positions, channels))
        matrix = ops.matmul(ops.transpose(flat, (0, 2, 1)), flat) / positions
        rows, columns = upper_triangle(channels)
        upper = ops.take(ops.reshape(matrix, (-1, channels * channels)), rows * channels + columns, axis=1)
        rooted = ops.sign(upper) * ops.sqrt(ops.abs(upper))
        norm = ops.sqrt(ops.sum(rooted * rooted, axis=1, keepdims=True))
        blocks.append(rooted / ops.maximum(norm, 1e-12))
    return ops.concatenate(blocks, axis=1)


def _write_litert(classifier: Classifier, model: Any, path: Path) -> None:
    content, _ = to_litert(model)
    path.write_bytes(content)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(LABELS, "\n".join(classifier.labels) + "\n")
    network = Network(path)
    _check(classifier, lambda pixels: network.run(pixels)[0])


def _write_keras(classifier: Classifier, model: Any, folder: Path) -> None:
    info = classifier.info
    model.save_weights(str(folder / "model.weights.h5"))
    config = {
        "recipe": info.recipe,
        "labels": list(info.labels),
        "input_size": info.input_size,
        "temperature": info.temperature,
        "backbone": info.backbone.to_json(),
        "bundle": info.digest,
        "read_with": "ml.export.load_keras",
    }
    (folder / "model.json").write_text(json.dumps(config, indent=2, ensure_ascii=False))
    loaded = load_keras(folder)
    _check(classifier, lambda pixels: np.asarray(loaded(pixels[None].astype(np.float32))[0])[0])


def _check(classifier: Classifier, probabilities: Callable[[np.ndarray], np.ndarray]) -> None:
    """Hold an export against the bundle it came from on 32 drawn textures."""
    for pixels in sample_textures(classifier.info.input_size):
        ours = softmax(classifier.scores(pixels), classifier.info.temperature)
        theirs = probabilities(pixels)
        apart = float(np.abs(ours - theirs).max())
        if apart >= PARITY or int(ours.argmax()) != int(np.asarray(theirs).argmax()):
            raise ExportFailed(f"The export differs from the bundle by {apart:.2g} in a probability.")


def sample_textures(size: int) -> list[np.ndarray]:
    """32 fixed colour gratings, uint8 (size, size, 3), to compare two forms of one model on."""
    y, x = np.mgrid[0:size, 0:size] / size
    random = np.random.default_rng(0)
    pictures = []
    for _ in range(PARITY_IMAGES):
        waves = [
            np.sin(2 * np.pi * (random.uniform(1, 30) * x + random.uniform(1, 30) * y + random.uniform(0, 1)))
            for _ in range(3)
        ]
        noise = random.normal(0, 0.2, (size, size, 3))
        pictures.append(np.clip(127 + 90 * (np.stack(waves, axis=-1) + noise), 0, 255).astype(np.uint8))
    return pictures
