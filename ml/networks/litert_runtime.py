"""Run a LiteRT network file: one image in, its named outputs out, without TensorFlow in the process."""

import os
import threading
from pathlib import Path
from typing import Any, cast

import numpy as np

from ml.errors import BundleIncompatible, ConfigInvalid

RUNTIMES = ("litert", "tensorflow")


class Network:
    """A loaded network with one float image input (0..255) and its outputs in the order of declaration.

    Threads that share one wait for each other. Raises BundleIncompatible when the file is no such network.
    """

    def __init__(self, path: Path, threads: int | None = None, runtime: str = "litert") -> None:
        self.path = path
        self._lock = threading.Lock()
        try:
            self._interpreter = _interpreter(path, threads or os.cpu_count() or 1, runtime)
            self._interpreter.allocate_tensors()
            self._input = self._interpreter.get_input_details()
            self._outputs = _ordered_outputs(self._interpreter)
        except OSError as error:
            raise BundleIncompatible(f"{path.name} cannot be read ({error.strerror or error}).") from error
        except (ValueError, RuntimeError, MemoryError) as error:
            raise BundleIncompatible(f"{path.name} is no network that LiteRT can run ({error}).") from error
        taken = [(tuple(map(int, one["shape"])), one["dtype"]) for one in self._input]
        if len(taken) != 1 or not _is_picture(*taken[0]) or not self._outputs:
            raise BundleIncompatible(f"{path.name} has to take one float32 image; it takes {taken}.")

    @property
    def size(self) -> int:
        """Side of the square input in pixels."""
        return int(self._input[0]["shape"][1])

    @property
    def output_shapes(self) -> list[tuple[int, ...]]:
        """Shapes of the outputs without the batch axis."""
        return [tuple(int(n) for n in detail["shape"][1:]) for detail in self._outputs]

    def run(self, image: np.ndarray) -> list[np.ndarray]:
        """uint8 or float (size, size, 3) in 0..255 to float32 outputs without the batch axis (copies)."""
        pixels = image[None].astype(np.float32)
        with self._lock:
            self._interpreter.set_tensor(self._input[0]["index"], pixels)
            self._interpreter.invoke()
            return [self._interpreter.get_tensor(detail["index"])[0] for detail in self._outputs]


class NetworkPerThread:
    """The same network once for every thread that asks, each in one thread.

    For many pictures: as fast as one network in several threads, which burn CPU time waiting for each other.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._mine = threading.local()
        self.output_shapes = self._own().output_shapes

    def _own(self) -> Network:
        if not hasattr(self._mine, "network"):
            self._mine.network = Network(self._path, threads=1)
        return cast("Network", self._mine.network)

    def run(self, image: np.ndarray) -> list[np.ndarray]:
        """As `Network.run`."""
        return self._own().run(image)


def _is_picture(shape: tuple[int, ...], kind: Any) -> bool:
    return len(shape) == 4 and shape[1] == shape[2] and shape[::3] == (1, 3) and kind == np.float32


def _interpreter(path: Path, threads: int, runtime: str) -> Any:
    if runtime not in RUNTIMES:
        raise ConfigInvalid(f"Runtime {runtime!r} is not known. Choose one of {', '.join(RUNTIMES)}.")
    if runtime == "tensorflow":
        import tensorflow as tf

        return tf.lite.Interpreter(model_content=path.read_bytes(), num_threads=threads)
    from ai_edge_litert.interpreter import Interpreter

    return Interpreter(model_content=path.read_bytes(), num_threads=threads)


def _ordered_outputs(interpreter: Any) -> list[dict[str, Any]]:
    """Outputs by name (Identity, Identity_1, ...): the converter may store them in another order."""
    return sorted(interpreter.get_output_details(), key=lambda detail: (len(detail["name"]), detail["name"]))
