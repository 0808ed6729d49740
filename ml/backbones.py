"""The pretrained networks that recipes stand on: where their weights come from, and their LiteRT files."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ml import cloth, mobilenet
from ml.errors import BundleIncompatible, ExportFailed, WeightsInvalid, full_disk_named
from ml.files import sha256_of, write_atomically
from ml.litert import Network
from ml.records import BackboneInfo, Progress
from ml.tapped import BACKBONES, CLOTH, MOBILENETV2, UNFIT, load_mobilenetv2, unfit

OnProgress = Callable[[Progress], None]

PARITY = 1e-4
"""Largest difference allowed between a network and its LiteRT file: for maps relative to the map's largest
value, for probabilities and unit-length features absolute."""

PARITY_IMAGES = 32
_GRAINS = (1, 4, 16)
"""Pixels a side of the grains of noise that a new file is tried on; divisors of every input's side."""
_MADE_BY = 2  # Raise when the way a LiteRT file is made changes, so that cached ones are made anew.


@dataclass(frozen=True)
class Backbone:
    """A LiteRT file that maps one float RGB image (0..255) to the tapped maps, and what it is made of."""

    litert_path: Path
    info: BackboneInfo
    weights_path: Path | None = None
    """The same network's Keras weights, for export; None when it was given as a LiteRT file."""


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
    except UNFIT as error:
        raise unfit(weights, "MobileNetV2 1.0", error) from error
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
