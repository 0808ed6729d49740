"""How an export compares with its bundle: same answers, how far apart, how large, how fast."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ml.errors import ConfigInvalid, ExportFailed, MlError
from ml.figures import wilson
from ml.images import read_for_network
from ml.models import Classifier
from ml.networks.resolving import PARITY, PARITY_IMAGES

Probabilities = Callable[[np.ndarray], np.ndarray]

MOST_PICTURES = 200
"""Of a folder, evenly chosen."""

_TIMED = 12


@dataclass(frozen=True)
class Pictures:
    """What an export is calibrated and judged on: uint8 (s, s, 3) each, and where they came from."""

    calibration: Sequence[np.ndarray]
    judged: Sequence[np.ndarray]
    source: str


@dataclass(frozen=True)
class Parity:
    """An export against its bundle; times are medians in milliseconds per picture, network and head alone."""

    format: str
    precision: str
    pictures: str
    agreement: dict[str, Any]
    """Share of pictures with the same best label, with n and its 95 % interval."""
    largest_difference: float
    """In a probability."""
    mean_difference: float
    bytes: int
    milliseconds: float
    bundle_milliseconds: float

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def markdown(self) -> str:
        """The same in words, for people."""
        same = self.agreement
        return (
            f"# {self.format}, {self.precision}: compared with the bundle it was made from\n\n"
            f"Judged on {self.pictures}.\n\n"
            "| | |\n|---|---|\n"
            f"| same best label | {same['value']:.3f} (95 %: {same['low']:.3f} to {same['high']:.3f}, "
            f"n = {same['n']}) |\n"
            f"| largest difference in a probability | {self.largest_difference:.2g} |\n"
            f"| mean difference in a probability | {self.mean_difference:.2g} |\n"
            f"| size | {self.bytes:,} bytes |\n"
            f"| one picture | {self.milliseconds:.1f} ms |\n"
            f"| one picture by the bundle | {self.bundle_milliseconds:.1f} ms |\n"
        )


def pictures_of(folder: Path | None, size: int) -> Pictures:
    """Every second picture of a folder calibrates, the others judge; without one, 32 drawn textures judge.

    Raises ConfigInvalid when the folder holds fewer than two pictures.
    """
    if folder is None:
        return Pictures((), sample_textures(size), f"{PARITY_IMAGES} drawn textures")
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    found = []
    for path in files[:: max(1, len(files) // MOST_PICTURES)][:MOST_PICTURES]:
        try:
            found.append(read_for_network(path, size))
        except MlError:
            continue  # Other files lie among pictures; too few pictures are said below.
    if len(found) < 2:
        raise ConfigInvalid(f"{folder} holds {len(found)} readable pictures; give a folder of 2 or more.")
    judged = found[1::2]
    return Pictures(found[::2], judged, f"{len(judged)} pictures of {folder.name}")


def compare(
    classifier: Classifier, probabilities: Probabilities, pictures: Pictures, path: Path, precision: str
) -> Parity:
    """Ask the bundle and the export about the same pictures, in turn."""
    same, differences, times = 0, [], []
    for pixels in pictures.judged:
        ours = classifier.calibrated(pixels)
        theirs = np.asarray(probabilities(pixels), np.float64)
        if not np.all(np.isfinite(theirs)):
            raise ExportFailed("The export answers with numbers that are none. Choose another format.")
        same += int(ours.argmax() == theirs.argmax())
        differences.append(np.abs(ours - theirs))
    for pixels in list(pictures.judged)[:_TIMED]:
        times.append((_milliseconds(probabilities, pixels), _milliseconds(classifier.scores, pixels)))
    return Parity(
        format=path.suffix.lstrip("."),
        precision=precision,
        pictures=pictures.source,
        agreement=wilson(same, len(pictures.judged)).to_json(),
        largest_difference=float(np.max(differences)),
        mean_difference=float(np.mean(differences)),
        bytes=path.stat().st_size,
        milliseconds=statistics.median(one for one, _ in times),
        bundle_milliseconds=statistics.median(one for _, one in times),
    )


def require_same(parity: Parity) -> None:
    """Raises ExportFailed when an export that should be exact is not."""
    if parity.largest_difference >= PARITY or parity.agreement["value"] < 1:
        raise ExportFailed(
            f"The export differs from the bundle by {parity.largest_difference:.2g} in a probability; "
            f"less than {PARITY:g} and the same best label are asked."
        )


def _milliseconds(run: Callable[[np.ndarray], Any], pixels: np.ndarray) -> float:
    start = time.perf_counter()
    run(pixels)
    return (time.perf_counter() - start) * 1000


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
