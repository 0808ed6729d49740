"""Folders of labelled images: what is in them, what is refused, and which images are look-alikes."""

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from ml.datasets.broader import check_broader, read_broader
from ml.datasets.folders import Refusal, Tree, label_key, printable, read_tree
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
    """One labelled image. Items of one `group` (look-alikes, views of one object) never part in a split.

    `drawn` says that a program drew it: it tells little of what an answer to a photograph is worth.
    """

    path: Path
    label: str
    sha256: str
    group: str
    split: Split = "train"
    drawn: bool = False


@dataclass(frozen=True)
class Manifest:
    """Labelled images ready for training or evaluation.

    `labels` are the classes of the training part (of the test part when there is no other), sorted.
    `skipped` names files that are no images; `refused` images that cannot be read; `remarks` are sentences
    about copies, contradictions and what was passed by. `broader` maps labels to
    the general label they fall under, for those that have one.
    """

    items: tuple[Item, ...]
    labels: tuple[str, ...]
    skipped: tuple[str, ...] = ()
    refused: tuple[Refusal, ...] = ()
    broader: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

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
        """Read a folder as `read_tree` does; every image is decoded once to prove it readable.

        `minimum` is the least number of different images per training class; 0 to judge whatever there is.
        Raises DatasetInvalid (no such folder, class names that differ only by case, links out of the folder,
        a test class without training images, a `broader.json` that does not fit) and DatasetTooSmall (fewer
        than two classes, a class that is empty, nearly empty or cannot be read).
        """
        contents = read_folder(folder, on_progress)
        contents.require_images()
        return contents.manifest(contents.groups(on_progress) if group else contents.scanned.digests, minimum)


@dataclass(frozen=True)
class Contents:
    """What a folder of classes holds: its tree, what reading every file of it gave, and broader labels."""

    tree: Tree
    scanned: "Scan"
    broader: Mapping[str, str]

    @property
    def found(self) -> list[tuple[Path, str, Split]]:
        """(path, class, part) of every file."""
        return [(one.path, one.label, one.split) for one in self.tree.files]

    @property
    def empty(self) -> tuple[str, ...]:
        """Classes without any file."""
        return tuple(self.tree.empty)

    @property
    def objects(self) -> list[str]:
        """What each file's object is called, "" where it is one by itself."""
        return [f"{one.label}/{one.object}" if one.object else "" for one in self.tree.files]

    def groups(self, on_progress: OnProgress | None = None) -> list[str]:
        """The group of every file: those that look alike, and those of one object, are in one."""
        scanned = self.scanned
        return near_duplicate_groups(scanned.prints, scanned.digests, on_progress, self.objects)

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
        refused = (*self.tree.refused, *scanned.refused)
        checked = _checked(items, scanned.skipped, refused, minimum)
        manifest = replace(checked, remarks=_remarks(items, self.tree))
        return _with_broader(manifest, self.broader, {label for _, label, _ in self.found} | set(self.empty))


def read_folder(folder: Path, on_progress: OnProgress | None = None) -> Contents:
    """Find and read every file of every class; raises DatasetInvalid."""
    tree = read_tree(folder)
    for refusal in tree.refused:
        if refusal.code == "outside_folder":
            raise DatasetInvalid(f"{refusal.file} is a link to a place outside {folder}. Copy it instead.")
    return Contents(tree, scan([one.path for one in tree.files], on_progress), read_broader(folder))


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


def _remarks(items: Sequence[Item], tree: Tree) -> tuple[str, ...]:
    """What the owner of a folder should know, and what does not keep anybody from training."""
    said = []
    for label, digests in sorted(_by_label(items).items()):
        if len(set(digests)) < len(digests):
            said.append(f"Class {label!r}: {len(digests)} files hold {len(set(digests))} different pictures.")
    labels: dict[str, Item] = {}
    for item in items:
        first = labels.setdefault(item.sha256, item)
        if first.label != item.label:
            same = f"{tree.name(item.path)} is the same picture as {tree.name(first.path)}"
            said.append(f"{same}, which is of another class.")
    if tree.passed_by:
        what = ", ".join(f"{printable(name)} ({count})" for name, count in sorted(tree.passed_by.items()))
        said.append(f"Passed by, as no pictures of yours: {what}.")
    return tuple(said)


def _by_label(items: Sequence[Item]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for item in items:
        found.setdefault(item.label, []).append(item.sha256)
    return found


def _checked(
    items: tuple[Item, ...], skipped: tuple[str, ...], refused: tuple[Refusal, ...], minimum: int
) -> Manifest:
    trained = Counter(item.label for item in items if item.split == "train")
    tested = Counter(item.label for item in items if item.split == "test")
    counted = trained or tested
    folded: dict[str, str] = {}
    for label in sorted(counted):
        other = folded.setdefault(label_key(label), label)
        if other != label:
            raise DatasetInvalid(f"Classes {other!r} and {label!r} differ only by case. Rename one.")
    unknown = sorted(set(tested) - set(counted))
    if unknown:
        raise DatasetInvalid(f"Class {unknown[0]!r} is in the test part but not in the training part.")
    if minimum:
        judged = [item for item in items if item.split == "train" or not trained]
        different = Counter(label for label, _ in {(item.label, item.sha256) for item in judged})
        _check_counts(counted, different, minimum, refused)
    return Manifest(items, tuple(sorted(counted)), skipped, refused)


def _with_broader(manifest: Manifest, broader: Mapping[str, str], known: Collection[str]) -> Manifest:
    """`known` may name more classes than have readable images; what is kept is about those that have."""
    check_broader(broader, known)
    kept = {label: parent for label, parent in broader.items() if label in manifest.labels}
    return replace(manifest, broader=kept)


def _check_counts(
    counted: Counter[str], different: Counter[str], minimum: int, refused: tuple[Refusal, ...]
) -> None:
    lost = f" ({len(refused)} files were refused, the first is {refused[0].file})" if refused else ""
    if len(counted) < 2:
        names = ", ".join(map(repr, counted)) or "none"
        raise DatasetTooSmall(f"At least two classes are needed; found {names}{lost}.")
    for label, count in sorted(counted.items()):
        if different[label] < minimum:
            copies = f", {different[label]} of them different" if different[label] < count else ""
            raise DatasetTooSmall(
                f"Class {label!r} has {count} readable image{'s' * (count != 1)}{copies}; "
                f"at least {minimum} are needed{lost}."
            )
