"""`python -m benchmarks.serving`: one image from JPEG bytes to answer, beside other apps and runtimes.

Peers have random weights, so only their cost is compared. Every contender has a process of its own.
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.pictures import collection, jpeg, weights
from benchmarks.timing import race, table, take_turns
from ml import drawings
from ml.datasets import Manifest
from ml.images import network_input, read_for_network
from ml.models import Classifier
from ml.recipes import TrainConfig
from ml.training import train

SIZES = {"640 px (0.3 MP)": (640, 480, 12), "12 MP": (4000, 3000, 4)}
_THREADS = 2
_TURNS = 5

Run = Callable[[], object]


def main(arguments: Sequence[str] | None = None) -> int:
    asked = sys.argv[1:] if arguments is None else list(arguments)
    if asked:
        name, *rest = asked
        take_turns(CONTENDERS[name](*map(Path, rest)))
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        images, what = collection(folder)
        cache = Path.home() / ".cache" / "ragam"
        train(
            TrainConfig(backbone_weights=weights()),
            Manifest.from_folder(images),
            folder / "bundle",
            cache_dir=cache,
        )
        print(f"\nA model of {what}, {_THREADS} threads.")
        for title, (width, height, rounds) in SIZES.items():
            print(one_image(title, folder, jpeg(width, height), rounds))
        print(runtimes(folder))
    return 0


def one_image(title: str, folder: Path, data: bytes, rounds: int) -> str:
    """From bytes to answer."""
    picture = folder / "picture.jpg"
    picture.write_bytes(data)
    by = {
        "like a Streamlit app: all pixels, ResNet50, model.predict": "streamlit",
        "like a Django app: two EfficientNetB0 in the request": "django",
        "Ragam: draft decode, LiteRT, texture head": "ragam",
    }
    commands = {
        name: ["benchmarks.serving", kind, str(picture), str(folder / "bundle")] for name, kind in by.items()
    }
    return table(f"JPEG bytes to answer, {title}", race(commands, _TURNS, rounds), next(iter(by)))


def ragam(picture: Path, bundle: Path) -> Run:
    classifier = Classifier.load(bundle, threads=_THREADS)
    data, size = picture.read_bytes(), classifier.info.input_size
    return lambda: classifier.predict([read_for_network(data, size)])


def streamlit_like(picture: Path, _: Path) -> Run:
    """Pillow decodes all pixels, Keras predicts one image."""
    import keras

    data = picture.read_bytes()
    network = keras.applications.ResNet50(weights=None, classes=20)

    def predict() -> np.ndarray:
        image = Image.open(io.BytesIO(data)).convert("RGB").resize((224, 224))
        probabilities: np.ndarray = network.predict(
            np.asarray(image, dtype=np.float32)[None] / 255.0, verbose=0
        )
        return probabilities

    return predict


def django_like(picture: Path, _: Path) -> Run:
    """Style and artist asked in one request, each network traced once."""
    import keras
    import tensorflow as tf

    data = picture.read_bytes()
    networks = [
        tf.function(keras.applications.EfficientNetB0(weights=None, classes=count)) for count in (13, 91)
    ]

    def predict() -> list[np.ndarray]:
        image = Image.open(io.BytesIO(data)).convert("RGB").resize((224, 224))
        pixels = np.asarray(image, dtype=np.float32)[None]
        return [network(pixels, training=False).numpy() for network in networks]

    return predict


def runtimes(folder: Path) -> str:
    """The same model in other runtimes, from pixels to probabilities; float32 and two threads everywhere."""
    missing = [name for name in ("onnx", "tf2onnx", "onnxruntime", "openvino") if find_spec(name) is None]
    if missing:
        where = "requirements/bench.in and research.in"
        return f"\nOther runtimes are not raced: {', '.join(missing)} missing ({where})."
    from ml.export import export

    export(folder / "bundle", "onnx", folder / "onnx")
    model = folder / "onnx" / "model.onnx"
    by = {
        "Ragam: LiteRT, texture head": ["ragam-pixels", str(folder / "bundle")],
        "ONNX Runtime": ["onnx", str(model)],
        "OpenVINO, f32 asked for": ["openvino", str(model)],
    }
    commands = {name: ["benchmarks.serving", *rest] for name, rest in by.items()}
    return table("pixels to probabilities, by runtime", race(commands, _TURNS, 40), "ONNX Runtime")


def _pixels() -> np.ndarray:
    return network_input(drawings.render("kawung", seed=1, size=512), 224)


def by_litert(bundle: Path) -> Run:
    classifier, pixels = Classifier.load(bundle, threads=_THREADS), _pixels()
    return lambda: classifier.predict([pixels])


def by_onnx(path: Path) -> Run:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = _THREADS
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    image = _pixels()[None].astype(np.float32)
    return lambda: session.run(None, {"image": image})


def by_openvino(path: Path) -> Run:
    import openvino

    wanted = {
        "INFERENCE_PRECISION_HINT": "f32",
        "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_NUM_THREADS": str(_THREADS),
    }
    request = openvino.Core().compile_model(str(path), "CPU", wanted).create_infer_request()
    image = _pixels()[None].astype(np.float32)
    return lambda: request.infer({0: image})


CONTENDERS: dict[str, Callable[..., Run]] = {
    "ragam": ragam,
    "streamlit": streamlit_like,
    "django": django_like,
    "ragam-pixels": by_litert,
    "onnx": by_onnx,
    "openvino": by_openvino,
}


if __name__ == "__main__":
    sys.exit(main())
