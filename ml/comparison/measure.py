"""Train one model, ask it, and measure both, in a process of its own: one row's death is not all rows'."""

import multiprocessing
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median

import numpy as np

from ml.children import end_with
from ml.comparison.outcomes import Answers, Cost, Failure, Outcome
from ml.comparison.parts import Part
from ml.datasets import Item, Manifest
from ml.errors import DatasetInvalid, MlError
from ml.figures import EvaluationReport
from ml.images import SERVING_SIDE, decode_ahead
from ml.models import Classifier
from ml.networks import describe
from ml.recipes import TrainConfig
from ml.records import Progress
from ml.training import train

OnProgress = Callable[[Progress], None]

_TIMED = 24


@dataclass(frozen=True)
class Request:
    """One training to measure. With `cold`, nothing that earlier trainings left in the cache is used."""

    config: TrainConfig
    part: Part
    cache: Path
    cold: bool = False


def measure(request: Request, on_progress: OnProgress) -> Outcome:
    """Train and ask, in this process. Raises what training raises."""
    with tempfile.TemporaryDirectory(prefix="ragam-row-") as name:
        cache = Path(name) / "cache" if request.cold else request.cache
        cpu, wall = time.process_time(), time.perf_counter()
        result = train(
            request.config,
            request.part.train,
            Path(name) / "bundle",
            cache_dir=cache,
            on_progress=on_progress,
        )
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        classifier = result.classifier
        timed = request.part.test or request.part.train.items
        speed = images_per_second(classifier, timed[:_TIMED])
        answers = ask(classifier, request.part, on_progress) if request.part.test else None
        cost = Cost(cpu, wall, speed, _peak_memory_mb(), _size(result.bundle_path))
    return Outcome(
        answers=answers,
        cost=cost,
        held_out=_summary(result.held_out),
        standing_on=describe(result.info.backbone),
        options=result.info.options,
        n_train=result.info.n_train,
    )


def measure_apart(request: Request, on_progress: OnProgress) -> Outcome | Failure:
    """The same in a child process; an expected error, or the child's death, is a Failure."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=_child, args=(request, there, os.getpid()), daemon=True)
    child.start()
    there.close()
    found: Outcome | Failure | None = None
    try:
        while found is None:
            message = here.recv()
            if isinstance(message, Progress):
                on_progress(message)
            else:
                found = message
    except EOFError:
        child.join()
        found = Failure("worker_died", f"The training process ended with exit code {child.exitcode}.")
    finally:
        child.join(timeout=5)
        child.terminate()
        child.join()
        here.close()
    return found


def _child(request: Request, pipe: Connection, parent: int) -> None:
    end_with(parent)
    found: Outcome | Failure
    try:
        found = measure(request, pipe.send)
    except MlError as error:
        found = Failure(error.code, str(error))
    except (KeyboardInterrupt, BrokenPipeError):  # The parent was stopped; what is cached is kept.
        sys.exit(130)
    pipe.send(found)
    pipe.close()


def ask(classifier: Classifier, part: Part, on_progress: OnProgress) -> Answers:
    """What a model says of each test image, decoded and read exactly as in serving."""
    items = part.test
    truth = [asked_label(item, classifier.labels, part.train) for item in items]
    rows = np.zeros((len(items), len(classifier.labels)), np.float32)
    side = max(SERVING_SIDE, classifier.info.input_size)
    for index, image in enumerate(decode_ahead([item.path for item in items], side)):
        rows[index] = classifier.said(image)
        on_progress(Progress("evaluating", index + 1, len(items)))
    apart = tuple(item.group not in part.groups for item in items)
    sha256 = tuple(item.sha256 for item in items)
    return Answers(tuple(classifier.labels), sha256, tuple(truth), apart, rows)


def asked_label(item: Item, labels: Sequence[str], manifest: Manifest) -> str:
    """The true answer among a model's labels: the item's own, or the broader one for a model of those."""
    if item.label in labels:
        return item.label
    parent = manifest.broader.get(item.label)
    if parent is None or parent not in labels:
        raise DatasetInvalid(f"Class {item.label!r} is unknown to this model, and so is its broader label.")
    return parent


def images_per_second(classifier: Classifier, items: Sequence[Item]) -> float:
    """From decoded picture to scores, one by one, by the median of what each took."""
    side = max(SERVING_SIDE, classifier.info.input_size)
    took = []
    for image in [*decode_ahead([item.path for item in items], side)]:
        start = time.perf_counter()
        classifier.scores(image)
        took.append(time.perf_counter() - start)
    return 1 / max(median(took), 1e-9)


def _summary(report: EvaluationReport) -> dict[str, object]:
    kept = ("n", "accuracy", "top3", "macro_f1", "ece")
    return {name: value for name, value in report.to_json().items() if name in kept}


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _peak_memory_mb() -> float:
    """Of this process since it started. `ru_maxrss` would count what the parent held when it forked."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
    except (OSError, StopIteration):
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)
