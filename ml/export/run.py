"""The export itself: write the format aside, hold it against the bundle, then put it in its place."""

import json
from pathlib import Path

from ml.errors import ConfigInvalid, full_disk_named
from ml.export import keras_files, litert, onnx
from ml.export.model import keras_model
from ml.export.parity import Parity, Pictures, compare, pictures_of, require_same
from ml.models import DATA_CARD, MODEL_CARD, Classifier, bundle
from ml.recipes import TEXTURE

FORMATS = ("litert", "litert-int8", "onnx", "keras")


def export(path: Path, format: str, out: Path, calibration: Path | None = None) -> list[Path]:
    """Write the bundle at `path` into the folder `out`, which must not exist; returns the files.

    litert, litert-int8: `model.tflite`. onnx: `model.onnx`. Both take one float RGB image (0..255) and put
    out probabilities and raw scores, class names inside. keras: `model.weights.h5` and `model.json`, for
    `load_keras`. Beside it lie `parity.json` and `parity.md`: compared with the bundle on the pictures
    of `calibration` or on 32 drawn textures, and the bundle's cards. All but litert-int8 are refused unless
    the best label is the same and probabilities are within 1e-4. Raises ExportFailed, ConfigInvalid,
    and what reading a bundle raises.
    """
    if format not in FORMATS:
        raise ConfigInvalid(f"No export format is called {format!r}. There are {', '.join(FORMATS)}.")
    classifier = Classifier.load(path)
    pictures = pictures_of(calibration, classifier.info.input_size)
    with bundle.staging(out) as folder, full_disk_named(str(out)):
        parity = _write(classifier, format, folder, pictures)
        if format != "litert-int8":
            require_same(parity)
        (folder / "parity.json").write_text(json.dumps(parity.to_json(), indent=2, ensure_ascii=False))
        (folder / "parity.md").write_text(parity.markdown())
        for name in {MODEL_CARD, DATA_CARD} & set(classifier.info.files):
            bundle.copy_file(classifier.bundle.file(name), folder / name)
    return sorted(out.iterdir())


def _write(classifier: Classifier, format: str, folder: Path, pictures: Pictures) -> Parity:
    model, info = keras_model(classifier.bundle), classifier.info
    precision = "float32"
    if format == "litert":
        path, run = folder / litert.FILE, litert.write(model, info.labels, folder)
    elif format == "litert-int8":
        path = folder / litert.FILE
        # The root of a Gram matrix spans more decades than 8 bits hold: only weights become integers there.
        seen = () if info.recipe == TEXTURE else pictures.calibration
        run, precision = litert.write_int8(model, info.labels, folder, seen)
    elif format == "onnx":
        path, run = folder / onnx.FILE, onnx.write(model, info, folder)
    else:
        path, run = folder / keras_files.WEIGHTS, keras_files.write(model, info, folder)
    return compare(classifier, run, pictures, path, precision)
