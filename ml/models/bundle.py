"""A trained model on disk: an immutable folder whose every byte is accounted for in bundle.json."""

import fcntl
import hashlib
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from ml.errors import BundleCorrupt, BundleIncompatible, ConfigInvalid, full_disk_named
from ml.files import sha256_of
from ml.records import BundleInfo

FORMAT_VERSION = 3
INFO = "bundle.json"
SUM = "bundle.sha256"
HEAD = "head.npz"
INDEX = "index.json"
REPORT = "report.json"
BACKBONE = "backbone.tflite"
BACKBONE_WEIGHTS = "backbone.weights.h5"
NETWORK = "network.tflite"
WEIGHTS = "network.weights.h5"
MODEL_CARD = "model-card.md"
DATA_CARD = "data-card.md"

_JUST_MADE_S = 60
_FILE_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,80}")


@dataclass(frozen=True)
class Bundle:
    """A bundle whose files were checked when it was read."""

    path: Path
    info: BundleInfo

    @classmethod
    def read(cls, path: Path) -> "Bundle":
        """Read a bundle and check every file against its hash.

        Raises BundleCorrupt naming the file that is missing or was changed, BundleIncompatible for a format
        of another time.
        """
        content = _content(path / INFO)
        try:
            raw = json.loads(content)
            format_version = raw["format_version"]
        except (ValueError, KeyError, TypeError) as error:
            raise BundleCorrupt(f"{path / INFO} is not what a bundle begins with ({error}).") from error
        if format_version != FORMAT_VERSION:
            raise BundleIncompatible(
                f"{path} has bundle format {format_version!r}; this version reads {FORMAT_VERSION}. "
                "Train it again."
            )
        try:
            info = BundleInfo.from_json(raw, hashlib.sha256(content).hexdigest())
        except (KeyError, TypeError, AttributeError) as error:
            raise BundleCorrupt(f"{path / INFO} lacks or garbles a field ({error}).") from error
        if _content(path / SUM) != f"{info.digest}  {INFO}\n".encode():
            raise BundleCorrupt(f"{path / INFO} is not the file that {path / SUM} was written for.")
        for name, digest in info.files.items():
            if not _FILE_NAME.fullmatch(name):
                raise BundleCorrupt(f"{path / INFO} names a file {name!r} that no bundle has.")
            if sha256_of(path / name, BundleCorrupt) != digest:
                raise BundleCorrupt(f"{path / name} is not the file that was written: its sha256 differs.")
        return cls(path, info)

    def file(self, name: str) -> Path:
        """The path of one of its files; raises BundleCorrupt when the bundle has no such file."""
        if name not in self.info.files:
            raise BundleCorrupt(f"{self.path} has no {name}. Train or fetch the bundle again.")
        return self.path / name

    @property
    def has_keras_network(self) -> bool:
        """Whether it holds a whole network as Keras weights, as a fine-tuned model does."""
        return WEIGHTS in self.info.files

    def index(self) -> list[tuple[str, str]]:
        """(sha256, label) of each training image, in the order of the references."""
        return _read_index(self.file(INDEX))


@contextmanager
def staging(out: Path) -> Iterator[Path]:
    """A folder beside `out` to fill; on success it becomes `out` in one step, on any error it is removed.

    Raises ConfigInvalid when `out` exists, StorageFull when the disk is full. The folder is locked for as
    long as this process lives, so that `sweep_staging` knows what a killed one left.
    """
    if out.exists() or out.is_symlink():
        raise ConfigInvalid(f"{out} exists already. A bundle is never overwritten: name another folder.")
    with full_disk_named(str(out)):
        out.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}."))
        held = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield folder
            for path in (*folder.iterdir(), folder):
                _flush(path)
            folder.chmod(0o755)
            folder.rename(out)
            _flush(out.parent)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        finally:
            os.close(held)


def sweep_staging(parent: Path) -> int:
    """Remove what killed processes left half written in `parent`; how many folders that were."""
    left = [path for path in parent.glob(".*.*") if _is_left(path)]
    for path in left:
        shutil.rmtree(path, ignore_errors=True)
    return len(left)


def _is_left(folder: Path) -> bool:
    """Whether nobody holds a staging folder; one just made may not be held yet."""
    try:
        if time.time() - folder.stat().st_mtime < _JUST_MADE_S:
            return False
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(handle)
    return True


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def hashed(folder: Path, info: BundleInfo) -> BundleInfo:
    """The info with the sha256 of every file in the folder; those it names already are not read again."""
    names = sorted(path.name for path in folder.iterdir() if path.name not in (INFO, SUM))
    known = {name: info.files.get(name) or sha256_of(folder / name, BundleCorrupt) for name in names}
    return replace(info, files=known)


def write_info(folder: Path, info: BundleInfo) -> BundleInfo:
    """Write bundle.json over the other files of the folder, `hashed`; returns the info with its digest."""
    info = replace(hashed(folder, info), digest="")
    raw = info.to_json()
    raw.pop("digest")
    content = json.dumps(raw, indent=2, ensure_ascii=False, sort_keys=True).encode()
    digest = hashlib.sha256(content).hexdigest()
    (folder / INFO).write_bytes(content)
    (folder / SUM).write_text(f"{digest}  {INFO}\n")
    return replace(info, digest=digest)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BundleCorrupt(f"{path} cannot be read ({error.strerror or error}).") from error


def copy_file(source: Path, target: Path) -> None:
    """A plain copy with ordinary permissions."""
    target.write_bytes(source.read_bytes())


def array_bytes(array: np.ndarray) -> bytes:
    """One number array in numpy's own format."""
    buffer = BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()


def write_arrays(path: Path, arrays: Mapping[str, np.ndarray]) -> None:
    """Store named arrays, numbers only."""
    buffer = BytesIO()
    np.savez(buffer, allow_pickle=False, **arrays)
    path.write_bytes(buffer.getvalue())


def read_arrays(path: Path, names: tuple[str, ...]) -> dict[str, np.ndarray]:
    """Load named arrays, numbers only; raises BundleIncompatible when one is missing or holds objects."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            return {name: stored[name] for name in names}
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise BundleIncompatible(f"{path} does not hold the arrays {', '.join(names)} ({error}).") from error


def _read_index(path: Path) -> list[tuple[str, str]]:
    try:
        raw: dict[str, list[str]] = json.loads(path.read_text())
        return list(zip(raw["sha256"], raw["labels"], strict=True))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BundleIncompatible(f"{path} is no index of training images ({error}).") from error


def write_index(path: Path, rows: list[tuple[str, str]]) -> None:
    """Counterpart of `Bundle.index`."""
    raw = {"sha256": [sha256 for sha256, _ in rows], "labels": [label for _, label in rows]}
    path.write_text(json.dumps(raw))


def write_report(path: Path, report: dict[str, Any]) -> None:
    """The full evaluation figures, for people and later comparison."""
    path.write_text(json.dumps(report, indent=1, ensure_ascii=False))


def library_versions() -> dict[str, str]:
    """Versions of what shaped the numbers in a bundle; a library that is not installed is left out."""
    versions = {}
    for name in ("ragam", "numpy", "pillow", "pillow-heif", "ai-edge-litert", "tensorflow-cpu", "tensorflow"):
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            continue
    return versions
