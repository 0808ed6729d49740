"""A trained model on disk: an immutable folder whose every byte is accounted for in bundle.json."""

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from ml.errors import BundleCorrupt, BundleIncompatible, ConfigInvalid, full_disk_named
from ml.files import open_plain, sha256_of_plain
from ml.models.record import FORMAT_VERSION, INFO, SUM, info_of
from ml.records import BundleInfo

__all__ = ["FORMAT_VERSION", "INFO", "SUM"]  # Known by this name, beside those of the other files.
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
_LONGEST_RECORD = 32 << 20


@dataclass(frozen=True)
class Bundle:
    """A bundle whose files were checked when it was read."""

    path: Path
    info: BundleInfo

    @classmethod
    def read(cls, path: Path, digest: str = "") -> "Bundle":
        """Read a bundle and check every file against its hash; no link inside it is followed.

        Files that its record does not name are neither read nor minded. Raises BundleCorrupt naming the file
        that is missing or was changed, or when it is another bundle than the one of this digest, and
        BundleIncompatible for a format of another time.
        """
        if not path.is_dir():
            raise BundleCorrupt(f"{path.name or path} is no folder. Name the folder of a bundle.")
        content = read_file(path / INFO)
        info = info_of(content)
        if read_file(path / SUM) != f"{info.digest}  {INFO}\n".encode():
            raise BundleCorrupt(f"{INFO} is not the file that {SUM} was written for.")
        if digest not in ("", info.digest):
            raise BundleCorrupt(f"{INFO} is of another bundle, {info.digest[:12]} and not {digest[:12]}.")
        for name, expected in info.files.items():
            if sha256_of_plain(path / name, BundleCorrupt) != expected:
                raise BundleCorrupt(f"{name} is not the file that was written: its sha256 differs.")
        return cls(path, info)

    def file(self, name: str) -> Path:
        """The path of one of its files; raises BundleCorrupt when the bundle has no such file."""
        if name not in self.info.files:
            raise BundleCorrupt(f"The bundle has no {name}. Train or fetch it again.")
        if (self.path / name).is_symlink():
            raise BundleCorrupt(f"{name} cannot be read (it is a link, and links are not followed).")
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
        raise ConfigInvalid(f"{out.name} exists already. A bundle is never overwritten: name another folder.")
    with full_disk_named(out.name):
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
    known = {name: info.files.get(name) or sha256_of_plain(folder / name, BundleCorrupt) for name in names}
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


def read_file(path: Path) -> bytes:
    """A file that is no longer than a record may be; raises BundleCorrupt."""
    try:
        with open_plain(path) as file:
            content = file.read(_LONGEST_RECORD + 1)
    except OSError as error:
        raise BundleCorrupt(f"{path.name} cannot be read ({error.strerror or error}).") from error
    if len(content) > _LONGEST_RECORD:
        raise BundleCorrupt(f"{path.name} is longer than {_LONGEST_RECORD:,} bytes.")
    return content


def copy_file(source: Path, target: Path) -> None:
    """A plain copy with ordinary permissions; raises BundleCorrupt where there is no ordinary file."""
    try:
        reading = open_plain(source)
    except OSError as error:
        raise BundleCorrupt(f"{source.name} cannot be read ({error.strerror or error}).") from error
    with reading, target.open("wb") as writing:
        shutil.copyfileobj(reading, writing)


def file_states(folder: Path) -> tuple[tuple[str, int, int, int], ...]:
    """What the file system says of a folder's files: another value once any was written, replaced or removed.

    Cheap enough for every answer; empty where there is no folder.
    """
    try:
        with os.scandir(folder) as entries:
            stats = [(entry.name, entry.stat(follow_symlinks=False)) for entry in entries]
    except OSError:
        return ()
    return tuple(sorted((name, one.st_ino, one.st_size, one.st_ctime_ns) for name, one in stats))


def _read_index(path: Path) -> list[tuple[str, str]]:
    try:
        raw = json.loads(read_file(path))
        rows = list(zip(raw["sha256"], raw["labels"], strict=True))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BundleIncompatible(f"{path.name} is no index of training images ({error}).") from error
    if not all(isinstance(text, str) for row in rows for text in row):
        raise BundleIncompatible(f"{path.name} is no index of training images (it holds more than texts).")
    return rows


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
