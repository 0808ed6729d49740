"""The pretrained networks that recipes stand on: where their weights come from, and their LiteRT files."""

import hashlib
import json
import os
import tempfile
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ml import cloth, mobilenet
from ml.errors import BundleIncompatible, ExportFailed, WeightsInvalid, full_disk_named
from ml.litert import Network
from ml.records import BackboneInfo, Progress

OnProgress = Callable[[Progress], None]

PARITY = 1e-4
"""Largest difference allowed between a network and its LiteRT file: for maps relative to the map's largest
value, for probabilities and unit-length features absolute."""

PARITY_IMAGES = 32
_GRAINS = (1, 4, 16)
"""Pixels a side of the grains of noise that a new file is tried on; divisors of every input's side."""
_MADE_BY = 2  # Raise when the way a LiteRT file is made changes, so that cached ones are made anew.


@dataclass(frozen=True)
class BackboneSpec:
    """A network whose structure this engine builds itself; only numbers are ever read from a file."""

    name: str
    title: str
    input_size: int
    shapes: tuple[tuple[int, int, int], ...]
    """Of the maps that it puts out: height, width, channels."""
    taps: tuple[str, ...] = ()
    """The layers that the maps are taken from, where the structure is Keras's own."""
    download: str | None = None
    """File name of Keras's own copy of the ImageNet weights."""


@dataclass(frozen=True)
class Backbone:
    """A LiteRT file that maps one float RGB image (0..255) to the tapped maps, and what it is made of."""

    litert_path: Path
    info: BackboneInfo
    weights_path: Path | None = None
    """The same network's Keras weights, for export; None when it was given as a LiteRT file."""


MOBILENETV2 = BackboneSpec(
    name="mobilenetv2",
    title="MobileNetV2 1.0, 224 px, up to block 12",
    input_size=224,
    shapes=((28, 28, 32), (14, 14, 64), (14, 14, 96)),
    taps=("block_5_add", "block_9_add", "block_12_add"),
    download="mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224_no_top.h5",
)
CLOTH = BackboneSpec(
    name=cloth.CLOTH,
    title="Ragam's own small network, learned from drawn cloth: stands in where no weights are given",
    input_size=224,
    shapes=((28, 28, 48), (28, 28, 80), (28, 28, 96)),
)
BACKBONES: dict[str, BackboneSpec] = {"mobilenetv2-imagenet": MOBILENETV2, CLOTH.name: CLOTH}

KNOWN_WEIGHTS: dict[str, str] = {
    # MobileNetV2 1.0 from github.com/google-coral/test_data, its int8 values multiplied back (Apache-2.0).
    "22f873a4f165c75daab229267e8ade97d1e5e2a12c47a25f4a9eaf17b8e8313d": "mobilenetv2-imagenet-coral",
}
"""sha256 of weights whose origin is known to be ImageNet, and the name they go by."""


def resolve_backbone(
    weights: Path | None,
    workdir: Path,
    *,
    side: int = MOBILENETV2.input_size,
    on_progress: OnProgress | None = None,
) -> Backbone:
    """The tapped backbone as a LiteRT file under `workdir`, made if it is not there yet.

    `weights` is Keras MobileNetV2 no-top weights (.h5), a LiteRT file (.tflite) made here before, or None for
    the network that Ragam ships. Raises WeightsInvalid naming a file that does not fit, ExportFailed when
    LiteRT and plain arithmetic disagree.
    """
    report = on_progress or (lambda progress: None)
    report(Progress("backbone", 0, 1))
    if weights is None:
        backbone = _shipped(side)
    elif weights.suffix == ".tflite":
        backbone = _from_litert(weights, side)
    else:
        backbone = _from_keras(weights, workdir, side)
    report(Progress("backbone", 1, 1, {"standing_on": backbone.info.to_json()}))
    return backbone


def name_backbone(weights: Path | None) -> BackboneInfo:
    """What a model would stand on that is trained now on `weights`, as `resolve_backbone` takes them.

    Raises WeightsInvalid when they cannot be read, BundleIncompatible when LiteRT cannot run them.
    """
    if weights is None:
        return _shipped(CLOTH.input_size).info
    return _noted_origin(weights, sha256_of(weights)) if weights.suffix == ".tflite" else identify(weights, 0)


def describe(info: BackboneInfo) -> str:
    """One sentence on what a model stands on, for people."""
    if info.kind == "drawn":
        return f"{info.name}: a network of Ragam's own that learned from drawn cloth, not from photographs"
    if info.kind == "random":
        return f"{info.name}, random weights (seed {info.seed}): it had learned from no picture before"
    source = "ImageNet weights" if info.kind == "imagenet" else "weights from a file"
    return f"{info.name}, {source} (sha256 {str(info.sha256)[:12]})"


def identify(
    weights: Path | None, seed: int, digest: str = "", network: str = MOBILENETV2.name
) -> BackboneInfo:
    """Name what a network is made of; `digest` is its LiteRT file's sha256, empty while there is none."""
    if network == CLOTH.name:
        return BackboneInfo(network, "drawn", sha256_of(cloth.SHIPPED / cloth.CLOTH_WEIGHTS), None, digest)
    if weights is None:
        return BackboneInfo(network, "random", None, seed, digest)
    sha256 = sha256_of(weights)
    origin = KNOWN_WEIGHTS.get(sha256)
    if origin is None and weights.name == MOBILENETV2.download:
        origin = "mobilenetv2-imagenet"
    return BackboneInfo(origin or network, "imagenet" if origin else "file", sha256, None, digest)


def sha256_of(path: Path) -> str:
    """Hex sha256 of a file; raises WeightsInvalid when it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise WeightsInvalid(f"{path} cannot be read ({error.strerror or error}). Check the path.") from error


def _shipped(side: int) -> Backbone:
    path = cloth.SHIPPED / cloth.cloth_file(side)
    info = identify(None, 0, sha256_of(path), CLOTH.name)
    return Backbone(path, info, cloth.SHIPPED / cloth.CLOTH_WEIGHTS)


def _from_litert(path: Path, side: int) -> Backbone:
    digest = sha256_of(path)
    expected = [
        [(h * side // spec.input_size, w * side // spec.input_size, c) for h, w, c in spec.shapes]
        for spec in (MOBILENETV2, CLOTH)
    ]
    try:
        shapes = Network(path, threads=1).output_shapes
    except BundleIncompatible as error:
        raise WeightsInvalid(f"{path}: {error}") from error
    if shapes not in expected:
        raise WeightsInvalid(
            f"{path} puts out {shapes}; a texture backbone for {side} px puts out one of {expected}."
        )
    info = _noted_origin(path, digest)
    keras_weights = path.parent / "backbone.weights.h5"
    beside = info.sha256 != digest and keras_weights.exists()
    return Backbone(path, info, keras_weights if beside else None)


def _noted_origin(path: Path, digest: str) -> BackboneInfo:
    """What a LiteRT file was made of, where the bundle that it lies in says so; else its hash alone."""
    try:
        info = BackboneInfo(**json.loads((path.parent / "bundle.json").read_text())["backbone"])
    except (OSError, ValueError, KeyError, TypeError):
        info = None
    if info is not None and info.digest == digest:
        return info
    return BackboneInfo(_structure_of(path), "file", digest, None, digest)


def _structure_of(path: Path) -> str:
    """Which structure puts out as many maps as this LiteRT file."""
    channels = [shape[2] for shape in Network(path, threads=1).output_shapes]
    cloth_like = channels == [count for _, _, count in CLOTH.shapes]
    return CLOTH.name if cloth_like else MOBILENETV2.name


def _from_keras(weights: Path, workdir: Path, side: int) -> Backbone:
    path = workdir / f"mobilenetv2-taps-{sha256_of(weights)[:16]}-{side}-{_MADE_BY}.tflite"
    note, keras_weights = path.with_suffix(".json"), path.with_suffix(".weights.h5")
    if not keras_weights.exists() or not _still_good(path, note):
        content, write_keras, expected = _cut_mobilenetv2(weights, side)
        with full_disk_named(str(path)):
            workdir.mkdir(parents=True, exist_ok=True)
            write_keras(keras_weights)
            write_atomically(path, content)
            parity = _check_taps(expected, path, side)
            write_atomically(note, json.dumps({"sha256": sha256_of(path), "parity": parity}).encode())
    return Backbone(path, identify(weights, 0, sha256_of(path)), keras_weights)


_Made = tuple[bytes, Callable[[Path], None], Callable[[np.ndarray], list[np.ndarray]]]
"""A LiteRT file's content, what writes the same numbers for Keras, and what an image's maps have to be."""


def _cut_mobilenetv2(weights: Path, side: int) -> _Made:
    """Made without Keras, whose import and conversion cost more than all the rest of a training."""
    sha256_of(weights)
    try:
        arrays = mobilenet.read_arrays(weights)
    except _UNFIT as error:
        raise _unfit(weights, "MobileNetV2 1.0", error) from error
    taps = [tap.removesuffix("_add") for tap in MOBILENETV2.taps]

    def expected(image: np.ndarray) -> list[np.ndarray]:
        return mobilenet.maps(arrays, taps, image)

    return mobilenet.to_litert(arrays, taps, side), lambda path: mobilenet.write_keras(arrays, path), expected


def _still_good(path: Path, note: Path) -> bool:
    """A cached file counts only with the note written after its parity check, and only if unchanged since."""
    try:
        return bool(json.loads(note.read_text())["sha256"] == sha256_of(path))
    except (OSError, ValueError, KeyError, TypeError, WeightsInvalid):
        return False


def write_atomically(path: Path, content: bytes) -> None:
    """Write beside, flush to disk, rename: readers see the old file or the new one, never a part."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def load_mobilenetv2(weights: Path, size: int) -> Any:
    """A Keras MobileNetV2 without top, filled; raises WeightsInvalid naming the file."""
    model = untrained_mobilenetv2(size)
    load_into(model, weights, "MobileNetV2 1.0")
    return model


def untrained_mobilenetv2(size: int) -> Any:
    """The structure alone."""
    import keras

    return keras.applications.MobileNetV2(weights=None, include_top=False, input_shape=(size, size, 3))


def load_into(model: Any, weights: Path, title: str) -> None:
    """Load arrays by structure, whatever the file is called; nothing in the file is executed.

    `model` is one of Keras's own networks without top; raises WeightsInvalid naming the file.
    """
    import h5py

    sha256_of(weights)
    try:
        with h5py.File(weights) as file:
            suffix = ".h5" if "layer_names" in file.attrs else ".weights.h5"
        with tempfile.TemporaryDirectory() as folder:
            link = Path(folder) / f"backbone{suffix}"
            link.symlink_to(weights.resolve())
            # Keras only warns of layers that the file does not have, and leaves them random.
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                model.load_weights(str(link))
    except _UNFIT as error:
        raise _unfit(weights, title, error) from error


_UNFIT = (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, RuntimeError, Warning)
"""What a file that does not fit makes of readers."""


def _unfit(weights: Path, title: str, error: BaseException) -> WeightsInvalid:
    reason = " ".join(str(error).split())[:200]
    return WeightsInvalid(
        f"{weights} does not hold the weights of Keras {title} without top ({reason}). "
        "Give that file, or leave it out."
    )


def texture_network(name: str, side: int = MOBILENETV2.input_size) -> Any:
    """The structure behind a backbone's name for pictures of `side` px, to be filled with its numbers."""
    if name == CLOTH.name:
        return cloth.cloth_network(side)
    return tapped_model(untrained_mobilenetv2(side))


def tapped_model(base: Any) -> Any:
    """Float RGB 0..255 in, the tapped maps out; the rescaling travels inside."""
    import keras

    cut = keras.Model(base.input, [base.get_layer(name).output for name in MOBILENETV2.taps])
    image = keras.Input(base.input.shape[1:], name="image")
    scaled = keras.layers.Rescaling(1 / 127.5, offset=-1)(image)
    return keras.Model(image, cut(scaled, training=False), name="network")


def freeze(model: Any) -> tuple[Any, Any]:
    """A Keras model as a graph for one picture with its numbers as constants, and the traced function."""
    import tensorflow as tf
    from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

    signature = tf.TensorSpec([1, *model.input.shape[1:]], tf.float32, name="image")
    traced = tf.function(lambda image: model(image, training=False), input_signature=[signature])
    return convert_variables_to_constants_v2(traced.get_concrete_function()), traced


def to_litert(model: Any) -> tuple[bytes, Callable[[np.ndarray], list[np.ndarray]]]:
    """Convert a Keras model, and give the function that was converted, for comparison.

    The variables are frozen in first: handed over as they are, the converter silently writes a file
    without them. Raises ExportFailed when weights were left out all the same.
    """
    import tensorflow as tf

    frozen, traced = freeze(model)
    content = tf.lite.TFLiteConverter.from_concrete_functions([frozen], traced).convert()
    weights = 4 * sum(int(np.prod(variable.shape)) for variable in model.weights)
    # Folded batch norm accounts for the slack.
    if len(content) < 0.8 * weights:
        raise ExportFailed(f"The LiteRT file has {len(content):,} bytes for {weights:,} bytes of weights.")

    def by_keras(image: np.ndarray) -> list[np.ndarray]:
        return [np.asarray(output)[0] for output in traced(image[None].astype(np.float32))]

    return bytes(content), by_keras


def _check_taps(expected: Callable[..., list[np.ndarray]], path: Path, side: int) -> float:
    """Compare LiteRT's maps of noise in coarse and fine grain with those expected; the largest difference."""
    network = Network(path)
    worst = 0.0
    for grain in _GRAINS:
        rng = np.random.default_rng(grain)
        image = rng.integers(0, 256, (side // grain, side // grain, 3)).astype(np.uint8)
        image = image.repeat(grain, axis=0).repeat(grain, axis=1)
        for a, b in zip(network.run(image), expected(image), strict=True):
            worst = max(worst, float(np.abs(a - b).max() / max(np.abs(b).max(), 1e-12)))
    if not worst < PARITY:
        path.unlink(missing_ok=True)
        raise ExportFailed(
            f"LiteRT differs from its network by {worst:.2g} of the largest value; {PARITY:g} is allowed."
        )
    return worst


def download(name: str, out: Path | None = None) -> Path:
    """Fetch ImageNet weights by Keras's own download and prove that they load; raises WeightsInvalid.

    Keras publishes no hash for this file, so the connection's certificate and the load are the check, and
    the sha256 of what came is recorded in every bundle made from it.
    """
    if name not in BACKBONES:
        raise WeightsInvalid(f"No backbone is called {name!r}. Known: {', '.join(BACKBONES)}.")
    file = BACKBONES[name].download
    if file is None:
        raise WeightsInvalid(f"{name} comes with Ragam: there is nothing to download. Leave weights out.")
    import keras
    from keras.src.applications.mobilenet_v2 import BASE_WEIGHT_PATH

    try:
        fetched = Path(keras.utils.get_file(file, BASE_WEIGHT_PATH + file, cache_subdir="models"))
    except Exception as error:  # Keras wraps every network error in a bare Exception.
        raise WeightsInvalid(
            f"The download of {name} failed ({' '.join(str(error).split())[:200]}). Fetch {file} on a "
            "machine with network and give its path with --backbone-weights."
        ) from error
    load_mobilenetv2(fetched, MOBILENETV2.input_size)
    if out is None:
        return fetched
    with full_disk_named(str(out)):
        out.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(out, fetched.read_bytes())
    return out
