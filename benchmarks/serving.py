"""`python -m benchmarks.serving`: one image from JPEG bytes to answer, beside other apps and runtimes.

Peers have random weights, so only their cost is compared.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

os.environ.setdefault(
    "OPENBLAS_NUM_THREADS", "1"
)  # As in serving: numpy's threads only spin beside LiteRT's.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import psutil
from PIL import Image

from benchmarks.pictures import collection, jpeg, weights
from benchmarks.timing import race, table
from ml import drawn
from ml.classifier import Classifier
from ml.datasets import Manifest
from ml.images import network_input, read_for_network
from ml.training import TrainConfig, train

SIZES = {"640 px (0.3 MP)": (640, 480, 30), "12 MP": (4000, 3000, 10)}
_THREADS = 2

Run = Callable[[], object]


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        images, what = collection(folder)
        cache = Path.home() / ".cache" / "ragam"
        config = TrainConfig(backbone_weights=weights())
        train(config, Manifest.from_folder(images), folder / "bundle", cache_dir=cache)
        classifier = Classifier.load(folder / "bundle", threads=_THREADS)
        print(f"\nA model of {what}; memory of the process that trained it: {memory():.0f} MB")
        for title, (width, height, rounds) in SIZES.items():
            print(one_image(title, jpeg(width, height), classifier, rounds))
        print(runtimes(folder, classifier))
    return 0


def one_image(title: str, data: bytes, classifier: Classifier, rounds: int) -> str:
    """From bytes to answer, in one process and in turn."""
    size = classifier.info.input_size
    contenders: dict[str, Run] = {
        "like a Streamlit app: all pixels, ResNet50, model.predict": streamlit_like(data),
        "like a Django app: two EfficientNetB0 in the request": django_like(data),
        "Ragam: draft decode, LiteRT, texture head": lambda: classifier.predict(
            [read_for_network(data, size)]
        ),
    }
    return table(f"JPEG bytes to answer, {title}", race(contenders, rounds), next(iter(contenders)))


def streamlit_like(data: bytes) -> Run:
    """Pillow decodes all pixels, Keras predicts one image."""
    import keras

    network = keras.applications.ResNet50(weights=None, classes=20)

    def predict() -> np.ndarray:
        image = Image.open(io.BytesIO(data)).convert("RGB").resize((224, 224))
        return network.predict(np.asarray(image, dtype=np.float32)[None] / 255.0, verbose=0)

    return predict


def django_like(data: bytes) -> Run:
    """Style and artist asked in one request, each network traced once."""
    import keras
    import tensorflow as tf

    networks = [
        tf.function(keras.applications.EfficientNetB0(weights=None, classes=count)) for count in (13, 91)
    ]

    def predict() -> list[np.ndarray]:
        image = Image.open(io.BytesIO(data)).convert("RGB").resize((224, 224))
        pixels = np.asarray(image, dtype=np.float32)[None]
        return [network(pixels, training=False).numpy() for network in networks]

    return predict


def runtimes(folder: Path, classifier: Classifier) -> str:
    """The same model in other runtimes, from pixels to probabilities; float32 and two threads everywhere."""
    pixels = network_input(drawn.render("kawung", seed=1, size=512), classifier.info.input_size)
    contenders: dict[str, Run] = {"Ragam: LiteRT, texture head": lambda: classifier.predict([pixels])}
    missing = [name for name in ("onnx", "tf2onnx", "onnxruntime", "openvino") if find_spec(name) is None]
    if missing:
        where = "requirements/bench.in and research.in"
        return f"\nOther runtimes are not raced: {', '.join(missing)} missing ({where})."
    from ml.export import export

    export(classifier.bundle.path, "onnx", folder / "onnx")
    image = pixels[None].astype(np.float32)
    contenders["ONNX Runtime"] = by_onnx(folder / "onnx" / "model.onnx", image)
    contenders["OpenVINO, f32 asked for"] = by_openvino(folder / "onnx" / "model.onnx", image)
    return table("pixels to probabilities, by runtime", race(contenders, 40), "ONNX Runtime")


def by_onnx(path: Path, image: np.ndarray) -> Run:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = _THREADS
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    return lambda: session.run(None, {"image": image})


def by_openvino(path: Path, image: np.ndarray) -> Run:
    import openvino

    wanted = {
        "INFERENCE_PRECISION_HINT": "f32",
        "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_NUM_THREADS": str(_THREADS),
    }
    compiled = openvino.Core().compile_model(str(path), "CPU", wanted)
    request = compiled.create_infer_request()
    return lambda: request.infer({0: image})


def memory() -> float:
    return psutil.Process().memory_info().rss / 1e6


if __name__ == "__main__":
    sys.exit(main())
