"""Folders of labelled images: what is in them, what is refused, and which images are look-alikes."""

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from ml.datasets.broader import check_broader, read_broader
from ml.datasets.look_alikes import SIDE, fingerprint, near_duplicate_groups
from ml.datasets.splits import Split
from ml.errors import DatasetInvalid, DatasetTooSmall, ImageTooSmall, LeakFound, MlError
from ml.images import check_format, decode
from ml.images.sniffing import describe, real_format
from ml.records import Progress

OnProgress = Callable[[Progress], None]

LEAST_SIDE = 8
"""Pixels along a side below which a picture shows nothing that could be learned."""

_IMAGE_NAMES = {
    ".jpg", ".jpeg", ".png", ".webp", ".avif", ".heic", ".heif", ".tif", ".tiff", ".gif", ".bmp", ".jfif",
}  # fmt: skip


@dataclass(frozen=True)
class Item:
    """One labelled image. Items of one `group` (look-alikes, views of one object) never part in a split."""

    path: Path
    label: str
    sha256: str
    group: str
    split: Split = "train"


@dataclass(frozen=True)
class Refusal:
    """A file that was left out, and why, in words for its owner."""

    file: str
    code: str
    reason: str


@dataclass(frozen=True)
class Manifest:
    """Labelled images ready for training or evaluation.

    `labels` are the classes of the training part (of the test part when there is no other), sorted.
    `skipped` names files that are no images; `refused` images that cannot be read. `broader` maps labels to
    the general label they fall under, for those that have one.
    """

    items: tuple[Item, ...]
    labels: tuple[str, ...]
    skipped: tuple[str, ...] = ()
    refused: tuple[Refusal, ...] = ()
    broader: Mapping[str, str] = field(default_factory=dict)

    @property
    def train(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.split == "train")

    @property
    def test(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.split == "test")

    @property
    def digest(self) -> str:
        """sha256 over content, label and split of every item, and broader labels; not over file names."""
        rows = sorted(f"{item.sha256} {item.split} {item.label}" for item in self.items)
        rows += [f"broader {label} {parent}" for label, parent in sorted(self.broader.items())]
        return hashlib.sha256("\n".join(rows).encode()).hexdigest()

    def twins(self) -> tuple[tuple[Item, Item], ...]:
        """Test images that share a group with a training image, each with the first such image."""
        trained: dict[str, Item] = {}
        for item in self.train:
            trained.setdefault(item.group, item)
        return tuple((item, trained[item.group]) for item in self.test if item.group in trained)

    def refuse_leaks(self) -> None:
        """Raise LeakFound, naming a pair, when a test image looks like a training image."""
        twins = self.twins()
        if twins:
            tested, learned = twins[0]
            raise LeakFound(
                f"{len(twins)} of {len(self.test)} test images show the same as a training image; the first "
                f"is {tested.path}, the same as {learned.path}. Move or remove them, or train without "
                "--strict-split and read the figures of the images without twins."
            )

    def at_broader(self) -> "Manifest":
        """The same images under their broader labels; labels without one stay as they are."""
        items = tuple(replace(item, label=self.broader.get(item.label, item.label)) for item in self.items)
        labels = tuple(sorted({self.broader.get(label, label) for label in self.labels}))
        return replace(self, items=items, labels=labels, broader={})

    @classmethod
    def from_items(
        cls, items: Iterable[Item], *, minimum: int = 2, broader: Mapping[str, str] | None = None
    ) -> "Manifest":
        """Check items made elsewhere (a database snapshot); raises DatasetTooSmall or DatasetInvalid."""
        manifest = _checked(tuple(items), (), (), minimum)
        return _with_broader(manifest, broader or {}, manifest.labels)

    @classmethod
    def from_folder(
        cls,
        folder: Path,
        *,
        minimum: int = 2,
        group: bool = True,
        on_progress: OnProgress | None = None,
    ) -> "Manifest":
        """Read `<class>/...` or `{train,test}/<class>/...`; every image is decoded once to prove it readable.

        `minimum` is the least number of images per training class; 0 to judge whatever there is.
        Raises DatasetInvalid (no such folder, class names that differ only by case, links out of the folder,
        a test class without training images, a `broader.json` that does not fit) and DatasetTooSmall (fewer
        than two classes, a class that is empty, nearly empty or cannot be read).
        """
        contents = read_folder(folder, on_progress)
        contents.require_images()
        groups: Sequence[str] = contents.scanned.digests
        if group:
            groups = near_duplicate_groups(contents.scanned.prints, contents.scanned.digests, on_progress)
        return contents.manifest(groups, minimum)


@dataclass(frozen=True)
class Contents:
    """What a folder of classes holds: (path, class, part) of every file, what reading them gave, classes
    without any file, and broader labels."""

    found: tuple[tuple[Path, str, Split], ...]
    scanned: "Scan"
    empty: tuple[str, ...]
    broader: Mapping[str, str]

    def require_images(self) -> None:
        """Raise DatasetTooSmall when there is no class, or one without an image that can be read."""
        if self.empty:
            raise DatasetTooSmall(f"Class {self.empty[0]!r} is empty. Fill its folder or remove it.")
        if not self.found:
            raise DatasetTooSmall("At least two classes are needed; found none.")
        read = zip(self.found, self.scanned.digests, strict=True)
        whole = {label for (_, label, _), digest in read if digest}
        lost = sorted({label for _, label, _ in self.found} - whole)
        if lost:
            files = [path for path, label, _ in self.found if label == lost[0]]
            raise DatasetTooSmall(
                f"Class {lost[0]!r} has 0 readable images; {files[0]} is none. Mend its files or remove it."
            )

    def manifest(self, groups: Sequence[str], minimum: int = 2) -> Manifest:
        """The images that can be read, each in its group; raises what `Manifest.from_folder` raises."""
        scanned = self.scanned
        items = tuple(
            Item(path, label, digest, together, split)
            for (path, label, split), digest, together in zip(
                self.found, scanned.digests, groups, strict=True
            )
            if digest
        )
        manifest = _checked(items, scanned.skipped, scanned.refused, minimum)
        return _with_broader(manifest, self.broader, {label for _, label, _ in self.found} | set(self.empty))


def read_folder(folder: Path, on_progress: OnProgress | None = None) -> Contents:
    """Find and read every file of every class; raises DatasetInvalid."""
    found, empty = _find(folder)
    broader = read_broader(folder)
    return Contents(tuple(found), scan([path for path, _, _ in found], on_progress), tuple(empty), broader)


@dataclass(frozen=True)
class Scan:
    """What reading gave: digests and prints align with the paths; a file left out has an empty digest."""

    digests: list[str]
    prints: np.ndarray
    skipped: tuple[str, ...]
    refused: tuple[Refusal, ...]


def scan(paths: Sequence[Path], on_progress: OnProgress | None = None) -> Scan:
    """Hash and decode every file; prints are float32 (n, 1024)."""
    digests: list[str] = []
    prints = np.zeros((len(paths), SIDE * SIDE), np.float32)
    skipped: list[str] = []
    refused: list[Refusal] = []
    with ThreadPoolExecutor(max_workers=4) as pool:
        for index, outcome in enumerate(pool.map(_scan_one, paths)):
            if isinstance(outcome, tuple):
                digests.append(outcome[0])
                prints[index] = outcome[1]
            else:
                digests.append("")
                if isinstance(outcome, Refusal):
                    refused.append(outcome)
                else:
                    skipped.append(outcome)
            if on_progress:
                on_progress(Progress("checking", index + 1, len(paths)))
    return Scan(digests, prints, tuple(skipped), tuple(refused))


def _scan_one(path: Path) -> tuple[str, np.ndarray] | Refusal | str:
    try:
        with path.open("rb") as file:
            head = file.read(1024)
        if real_format(head) is None and path.suffix.lower() not in _IMAGE_NAMES:
            return f"{path}: {describe(head) if head else 'an empty file'}"
        content = path.read_bytes()
        if content:
            check_format(content)
        image = decode(content, at_least=2 * SIDE)
        _check_side(image)
    except MlError as error:
        return Refusal(str(path), error.code, str(error))
    except OSError as error:
        return Refusal(str(path), "unreadable_image", f"It cannot be opened ({error.strerror or error}).")
    return hashlib.sha256(content).hexdigest(), fingerprint(image)


def _check_side(image: np.ndarray) -> None:
    height, width = image.shape[:2]
    if min(height, width) < LEAST_SIDE:
        raise ImageTooSmall(
            f"The image is {width} x {height} pixels; each side needs {LEAST_SIDE} or more to show anything. "
            "Find a larger copy."
        )


def _find(folder: Path) -> tuple[list[tuple[Path, str, Split]], list[str]]:
    """Every file of every class folder, and the names of classes without any."""
    if not folder.is_dir():
        raise DatasetInvalid(f"{folder} is not a folder. Give one with a sub-folder of images per class.")
    inside = {path.name: path for path in _subfolders(folder)}
    parted = "train" in inside and set(inside) <= {"train", "test"} and bool(_subfolders(inside["train"]))
    parts: list[tuple[Path, Split]] = [(folder, "train")]
    if parted:
        parts = [(path, "test" if name == "test" else "train") for name, path in sorted(inside.items())]
    found: list[tuple[Path, str, Split]] = []
    empty: list[str] = []
    for root, split in parts:
        for label in _subfolders(root):
            _check_link(label, folder)
            files = sorted(path for path in label.rglob("*") if _is_wanted(path, folder))
            found += [(path, label.name, split) for path in files]
            if not files and split == "train":
                empty.append(label.name)
    return found, empty


def _subfolders(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))


def _is_wanted(path: Path, root: Path) -> bool:
    _check_link(path, root)
    return path.is_file() and not path.name.startswith(".")


def _check_link(path: Path, root: Path) -> None:
    if path.is_symlink() and not path.resolve().is_relative_to(root.resolve()):
        raise DatasetInvalid(f"{path} is a link to a place outside {root}. Copy what it points to instead.")


def _checked(
    items: tuple[Item, ...], skipped: tuple[str, ...], refused: tuple[Refusal, ...], minimum: int
) -> Manifest:
    trained = Counter(item.label for item in items if item.split == "train")
    tested = Counter(item.label for item in items if item.split == "test")
    counted = trained or tested
    folded: dict[str, str] = {}
    for label in sorted(counted):
        other = folded.setdefault(label.casefold(), label)
        if other != label:
            raise DatasetInvalid(f"Classes {other!r} and {label!r} differ only by case. Rename one.")
    unknown = sorted(set(tested) - set(counted))
    if unknown:
        raise DatasetInvalid(f"Class {unknown[0]!r} is in the test part but not in the training part.")
    if minimum:
        _check_counts(counted, minimum, refused)
    return Manifest(items, tuple(sorted(counted)), skipped, refused)


def _with_broader(manifest: Manifest, broader: Mapping[str, str], known: Collection[str]) -> Manifest:
    """`known` may name more classes than have readable images; what is kept is about those that have."""
    check_broader(broader, known)
    kept = {label: parent for label, parent in broader.items() if label in manifest.labels}
    return replace(manifest, broader=kept)


def _check_counts(counted: Counter[str], minimum: int, refused: tuple[Refusal, ...]) -> None:
    lost = f" ({len(refused)} files were refused, the first is {refused[0].file})" if refused else ""
    if len(counted) < 2:
        names = ", ".join(map(repr, counted)) or "none"
        raise DatasetTooSmall(f"At least two classes are needed; found {names}{lost}.")
    for label, count in sorted(counted.items()):
        if count < minimum:
            raise DatasetTooSmall(
                f"Class {label!r} has {count} readable image{'s' * (count != 1)}; "
                f"at least {minimum} are needed{lost}."
            )
