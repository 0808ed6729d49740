"""Write a bundle for other software: LiteRT, ONNX or Keras, each held against the bundle it came from."""

from ml.export.keras_files import load_keras
from ml.export.onnx import onnx_runner
from ml.export.run import FORMATS, export

__all__ = ["FORMATS", "export", "load_keras", "onnx_runner"]
