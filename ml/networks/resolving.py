"""From weights to a network that runs: which numbers are meant, their name, and their LiteRT file."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ml.errors import BundleIncompatible, ExportFailed, WeightsInvalid, full_disk_named
from ml.files import sha256_of, write_atomically
from ml.networks.drawn_cloth import DRAWN_CLOTH
from ml.networks.efficientnet_lite import (
    EFFICIENTNET_LITE0,
    EFFICIENTNET_LITE1,
    EFFICIENTNET_LITE2,
    SHIPPED,
)
from ml.networks.inverted_residuals import maps, to_litert, write_keras
from ml.networks.keras_files import UNFIT, unfit
from ml.networks.litert_runtime import Network
from ml.networks.mobilenetv2 import MOBILENETV2, load_mobilenetv2
from ml.networks.specs import Arrays, NetworkSpec
from ml.records import BackboneInfo, Progress

OnProgress = Callable[[Progress], None]

PARITY = 1e-4
"""Largest difference allowed between a network and its LiteRT file: for maps relative to the map's largest
value, for probabilities and unit-length features absolute."""

PARITY_IMAGES = 32
_GRAINS = (1, 4, 16)
"""Pixels a side of the grains of noise that a new file is tried on."""
_MADE_BY = 3  # Raise when the way a LiteRT file is made changes, so that cached ones are made anew.

DEFAULT = EFFICIENTNET_LITE0
"""The network that comes with Ragam."""
READABLE = {".h5": (MOBILENETV2,), ".npz": (EFFICIENTNET_LITE0, EFFICIENTNET_LITE1, EFFICIENTNET_LITE2)}
"""Files of numbers by their ending, and the networks that they may hold."""
BACKBONES = {spec.name: spec for specs in (*READABLE.values(), (DRAWN_CLOTH,)) for spec in specs}

KNOWN_WEIGHTS: dict[str, str] = {
    # MobileNetV2 1.0 from github.com/google-coral/test_data, its int8 values multiplied back (Apache-2.0).
    "22f873a4f165c75daab229267e8ade97d1e5e2a12c47a25f4a9eaf17b8e8313d": "mobilenetv2-imagenet-coral",
}
"""sha256 of weights whose origin is known to be ImageNet, and the name they go by."""


@dataclass(frozen=True)
class Backbone:
    """A LiteRT file that maps one float RGB image (0..255) to the tapped maps, and what it is made of."""

    litert_path: Path
    info: BackboneInfo
    side: int
    """Of the pictures that it takes, in pixels."""
    weights_path: Path | None = None
    """The same network's Keras weights, for export; None when it was given as a LiteRT file."""


def resolve_backbone(
    weights: Path | None, workdir: Path, *, fine: bool = False, on_progress: OnProgress | None = None
) -> Backbone:
    """The tapped backbone as a LiteRT file under `workdir`, made if it is not there yet.

    `weights` is a file of numbers (`READABLE` says which endings), a LiteRT file (.tflite) made here before,
    or None for the network that comes with Ragam. `fine` asks for its larger side. Raises WeightsInvalid
    naming a file that does not fit, ExportFailed when LiteRT and plain arithmetic disagree.
    """
    report = on_progress or (lambda progress: None)
    report(Progress("backbone", 0, 1))
    path = weights or SHIPPED
    made = _from_litert(path, fine) if path.suffix == ".tflite" else _from_numbers(path, workdir, fine)
    report(Progress("backbone", 1, 1, {"standing_on": made.info.to_json()}))
    return made


def name_backbone(weights: Path | None) -> BackboneInfo:
    """What a model would stand on that is trained now on `weights`, as `resolve_backbone` takes them.

    Raises WeightsInvalid when they cannot be read, BundleIncompatible when LiteRT cannot run them.
    """
    if weights is None:
        return identify(SHIPPED, 0, network=DEFAULT.name)
    if weights.suffix == ".tflite":
        return _noted_origin(weights, sha256_of(weights))
    return identify(weights, 0, network=read_numbers(weights)[0].name)


def spec_named(name: str) -> NetworkSpec:
    """The structure behind what a bundle stands on; raises BundleIncompatible for one that is not known."""
    for spec in BACKBONES.values():
        if spec.answers_to(name):
            return spec
    raise BundleIncompatible(f"No network is called {name!r}. There are {', '.join(BACKBONES)}.")


def describe(info: BackboneInfo) -> str:
    """One sentence on what a model stands on, for people."""
    if info.kind == "random":
        return f"{info.name}, random weights (seed {info.seed}): it had learned from no picture before"
    if info.kind == "file":
        return f"{info.name}, weights from a file (sha256 {str(info.sha256)[:12]})"
    known = next((spec.origin for spec in BACKBONES.values() if spec.answers_to(info.name)), None)
    if known is None:
        return f"{info.name}, ImageNet weights (sha256 {str(info.sha256)[:12]})"
    return (
        f"{info.name}: a network that learned from {known.learned_from}, by {known.by}, {known.licence} "
        f"(sha256 {str(info.sha256)[:12]})"
    )


def identify(
    weights: Path | None, seed: int, digest: str = "", network: str = MOBILENETV2.name
) -> BackboneInfo:
    """Name what a network is made of; `digest` is its LiteRT file's sha256, empty while there is none."""
    if weights is None:
        return BackboneInfo(network, "random", None, seed, digest)
    sha256 = sha256_of(weights)
    origin = KNOWN_WEIGHTS.get(sha256)
    if origin is None and weights == SHIPPED:
        origin = DEFAULT.name
    if origin is None and weights.name == MOBILENETV2.download:
        origin = "mobilenetv2-imagenet"
    return BackboneInfo(origin or network, "imagenet" if origin else "file", sha256, None, digest)


def read_numbers(path: Path) -> tuple[NetworkSpec, Arrays]:
    """Which network a file of numbers holds, and these; raises WeightsInvalid naming what does not fit."""
    candidates = READABLE.get(path.suffix, READABLE[".h5"])
    sha256_of(path)
    failed: Exception | None = None
    for spec in candidates:
        assert spec.read is not None
        try:
            return spec, spec.read(path)
        except UNFIT as error:
            failed = failed or error
    assert failed is not None
    raise unfit(path, " or ".join(spec.name for spec in candidates), failed) from failed


def _from_litert(path: Path, fine: bool) -> Backbone:
    digest = sha256_of(path)
    try:
        network = Network(path, threads=1)
    except BundleIncompatible as error:
        raise WeightsInvalid(f"{path.name}: {error}") from error
    info = _noted_origin(path, digest)
    spec = _structure_of(network, path)
    side = spec.fine_side if fine else spec.side
    if network.size != side:
        raise WeightsInvalid(
            f"{path.name} takes pictures of {network.size} px; {spec.name} is asked for {side} px here."
        )
    keras_weights = path.parent / "backbone.weights.h5"
    numbered = info.sha256 != digest and keras_weights.exists()
    return Backbone(path, info, side, keras_weights if numbered else None)


def _noted_origin(path: Path, digest: str) -> BackboneInfo:
    """What a LiteRT file was made of, where the bundle that it lies in says so; else its hash alone."""
    try:
        info = BackboneInfo(**json.loads((path.parent / "bundle.json").read_text())["backbone"])
    except (OSError, ValueError, KeyError, TypeError):
        info = None
    if info is not None and info.digest == digest:
        return info
    return BackboneInfo(_structure_of(Network(path, threads=1), path).name, "file", digest, None, digest)


def _structure_of(network: Network, path: Path) -> NetworkSpec:
    """Which structure puts out maps of these shapes; raises WeightsInvalid for none."""
    for spec in BACKBONES.values():
        if network.output_shapes == spec.shapes(network.size):
            return spec
    expected = [spec.shapes(network.size) for spec in BACKBONES.values()]
    raise WeightsInvalid(
        f"{path.name} puts out {network.output_shapes}; a texture backbone for {network.size} px puts out "
        f"one of {expected}."
    )


def _from_numbers(weights: Path, workdir: Path, fine: bool) -> Backbone:
    spec, arrays = read_numbers(weights)
    side = spec.fine_side if fine else spec.side
    path = workdir / f"{spec.name}-{sha256_of(weights)[:16]}-{side}-{_MADE_BY}.tflite"
    note, keras_weights = path.with_suffix(".json"), path.with_suffix(".weights.h5")
    if not keras_weights.exists() or not _still_good(path, note):
        _make(spec, arrays, path, note, keras_weights, side)
    return Backbone(path, identify(weights, 0, sha256_of(path), spec.name), side, keras_weights)


def _make(spec: NetworkSpec, arrays: Arrays, path: Path, note: Path, keras_weights: Path, side: int) -> None:
    """Made without Keras, whose import and conversion cost more than all the rest of a training."""
    plan = spec.plan
    assert plan is not None
    with full_disk_named(str(path)):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_keras(plan, arrays, keras_weights)
        write_atomically(path, to_litert(plan, arrays, side))
        parity = _check_maps(lambda image: maps(plan, arrays, image), path, side)
        write_atomically(note, json.dumps({"sha256": sha256_of(path), "parity": parity}).encode())


def _still_good(path: Path, note: Path) -> bool:
    """A cached file counts only with the note written after its parity check, and only if unchanged since."""
    try:
        return bool(json.loads(note.read_text())["sha256"] == sha256_of(path))
    except (OSError, ValueError, KeyError, TypeError, WeightsInvalid):
        return False


def _check_maps(expected: Callable[[np.ndarray], list[np.ndarray]], path: Path, side: int) -> float:
    """Compare LiteRT's maps of noise in coarse and fine grain with those expected; the largest difference."""
    network = Network(path)
    worst = 0.0
    for grain in _GRAINS:
        image = _noise(side, grain)
        for a, b in zip(network.run(image), expected(image), strict=True):
            worst = max(worst, float(np.abs(a - b).max() / max(np.abs(b).max(), 1e-12)))
    if not worst < PARITY:
        path.unlink(missing_ok=True)
        raise ExportFailed(
            f"LiteRT differs from its network by {worst:.2g} of the largest value; {PARITY:g} is allowed."
        )
    return worst


def _noise(side: int, grain: int) -> np.ndarray:
    """uint8 (side, side, 3), its grains `grain` pixels wide."""
    count = -(-side // grain)
    coarse = np.random.default_rng(grain).integers(0, 256, (count, count, 3)).astype(np.uint8)
    return coarse.repeat(grain, axis=0).repeat(grain, axis=1)[:side, :side]


def download(name: str, out: Path | None = None) -> Path:
    """Fetch ImageNet weights by Keras's own download and prove that they load; raises WeightsInvalid.

    Keras publishes no hash for this file, so the connection's certificate and the load are the check, and
    the sha256 of what came is recorded in every bundle made from it.
    """
    if name not in ("mobilenetv2-imagenet", MOBILENETV2.name):
        raise WeightsInvalid(
            f"No backbone called {name!r} is downloaded by Keras. There is mobilenetv2-imagenet."
        )
    file = str(MOBILENETV2.download)
    import keras
    from keras.src.applications.mobilenet_v2 import BASE_WEIGHT_PATH

    try:
        fetched = Path(keras.utils.get_file(file, BASE_WEIGHT_PATH + file, cache_subdir="models"))
    except Exception as error:  # Keras wraps every network error in a bare Exception.
        raise WeightsInvalid(
            f"The download of {name} failed ({' '.join(str(error).split())[:200]}). Fetch {file} on a "
            "machine with network and give its path with --backbone-weights."
        ) from error
    load_mobilenetv2(fetched, MOBILENETV2.side)
    if out is None:
        return fetched
    with full_disk_named(str(out)):
        out.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(out, fetched.read_bytes())
    return out
