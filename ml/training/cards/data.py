"""The data card: what a model learned from, after Gebru et al. (2021) and Pushkarna et al. (2022)."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from ml.datasets import Item, Manifest
from ml.errors import MlError
from ml.images import inspect
from ml.pages import Block, Code, Page, Section, Table, Text
from ml.training.cards.sources import NOT_STATED, Stated

_MEASURED = 2000
"""Images whose header is read: enough for sizes and formats, and the same time for any number of images."""

_SHOWN = 20


def data_page(manifest: Manifest, stated: Stated) -> Page:
    """The data card of everything that a training was given."""
    train, test = len(manifest.train), len(manifest.test)
    return Page(
        "Data card",
        f"{train + test:,} images of {len(manifest.labels)} classes: {train:,} to learn from and {test:,} "
        "to test on. Written by the training; what the folder of images does not say stands here as not "
        "stated.",
        [
            Section("Where the images come from", _origin(stated)),
            Section("Licence and rights", _licence(stated)),
            Section("What is in it", [_composition(manifest), _sizes(manifest.items), _classes(manifest)]),
            Section("Look-alikes and contradictions", _alike(manifest)),
            Section("How it was split", _split(manifest)),
            Section("What was done to the images", [Text(_DONE), *_left_out(manifest)]),
            Section("Uses", [Text(_USES)]),
            Section("Keeping it", [_identity(manifest)]),
        ],
    )


_DONE = (
    "The files were not changed. Each was decoded once to prove it readable; for the network it is turned "
    "upright by its EXIF tag, brought to 8-bit sRGB, laid on white where transparent, and squashed to a "
    "square. Labels are the names of class folders (or the catalogue's settled labels), taken as they are."
)

_USES = (
    "Collected to tell these classes from each other in photographs. Shares of classes are those of the "
    "folder, not of any museum, market or region: nothing can be said from them about how common a class "
    "is. How the images were chosen, who labelled them, and whether makers or owners were asked: not "
    "stated, unless the folder's own words above say it."
)


def _origin(stated: Stated) -> list[Block]:
    blocks: list[Block] = []
    if stated.origins:
        blocks.append(Table(("column of manifest.csv", "what it holds"), stated.origins))
    if stated.readme:
        name, text = stated.readme
        blocks += [Text(f"{name} of the folder, in its owner's words:"), Code(_fenced(text))]
    return blocks or [Text(NOT_STATED)]


def _licence(stated: Stated) -> list[Block]:
    if stated.licence:
        name, text = stated.licence
        return [Text(f"{name} of the folder:"), Code(_fenced(text))]
    if stated.licence_lines and stated.readme:
        said = "\n".join(stated.licence_lines)
        return [Text(f"No licence file. {stated.readme[0]} says:"), Code(_fenced(said))]
    return [Text(f"{NOT_STATED} Ask the owner of the images before passing them on.")]


def _fenced(text: str) -> str:
    """Somebody else's words cannot end the block that quotes them."""
    return text.replace("```", "'''")


def _composition(manifest: Manifest) -> Table:
    counts = Counter(item.label for item in manifest.train)
    spread = sorted(counts.values())
    rows: list[tuple[str, str | int]] = [
        ("classes", len(manifest.labels)),
        ("images to learn from", len(manifest.train)),
        ("images to test on", len(manifest.test)),
    ]
    if spread:
        rows.append(("images of a class to learn from", f"{spread[0]:,} to {spread[-1]:,}"))
    rows.append(("classes under a broader one", len(manifest.broader)))
    return Table(("", ""), rows)


def _sizes(items: Sequence[Item]) -> Table:
    """Formats and sizes by the files' headers."""
    chosen = sorted(items, key=lambda item: item.sha256)[:_MEASURED]
    formats: Counter[str] = Counter()
    sides, weights = [], []
    for item in chosen:
        try:
            found = inspect(item.path)
            weights.append(item.path.stat().st_size / 1024)
        except (MlError, OSError):  # Gone since it was read; the card counts what is there.
            continue
        formats[found.format] += 1
        sides.append((found.width, found.height))
    by_count = sorted(formats.items(), key=lambda pair: (-pair[1], pair[0]))
    rows = [("format", ", ".join(f"{name} {count:,}" for name, count in by_count))]
    if sides:
        columns = [*zip(*sides, strict=True), weights]
        rows += [(name, _spread(values)) for name, values in zip(_MEASURES, columns, strict=True)]
    caption = f"Of {len(sides):,} images" + (", an even choice." if len(items) > _MEASURED else ".")
    return Table(("", "least, median, largest"), rows, caption)


_MEASURES = ("width in pixels", "height in pixels", "kilobytes")


def _spread(values: Sequence[float]) -> str:
    return ", ".join(f"{value:,.0f}" for value in np.quantile(values, [0, 0.5, 1]))


def _classes(manifest: Manifest) -> Table:
    counts = {part: Counter(item.label for item in items) for part, items in _parts(manifest)}
    columns = ["class", *counts]
    rows: list[list[str | int]] = [
        [label, *(one[label] for one in counts.values())] for label in manifest.labels
    ]
    if manifest.broader:
        columns.append("falls under")
        rows = [[*row, manifest.broader.get(str(row[0]), "")] for row in rows]
    return Table(columns, rows)


def _parts(manifest: Manifest) -> list[tuple[str, Sequence[Item]]]:
    return [("to learn from", manifest.train), ("to test on", manifest.test)]


def _alike(manifest: Manifest) -> list[Block]:
    groups = _groups(manifest.items)
    several = [group for group in groups.values() if len(group) > 1]
    copies = len(manifest.items) - len({item.sha256 for item in manifest.items})
    conflicts = [group for group in several if len({item.label for item in group}) > 1]
    rows: list[tuple[str, str | int]] = [
        ("files that are byte by byte the same as another", copies),
        ("groups of look-alikes", len(several)),
        ("images in such groups", sum(map(len, several))),
        ("largest group", max(map(len, groups.values()), default=0)),
        ("groups whose images carry different labels", len(conflicts)),
    ]
    blocks: list[Block] = [Table(("", ""), rows)]
    if conflicts:
        blocks.append(_conflicting(conflicts))
    return blocks


def _groups(items: Sequence[Item]) -> Mapping[str, list[Item]]:
    groups: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        groups[item.group].append(item)
    return groups


def _conflicting(conflicts: Sequence[Sequence[Item]]) -> Table:
    pairs = Counter(" / ".join(sorted({item.label for item in group})) for group in conflicts)
    common = sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0]))
    more = f" {len(common) - _SHOWN} more are left out." if len(common) > _SHOWN else ""
    return Table(
        ("labels of one group", "groups"),
        common[:_SHOWN],
        "Two labels for what looks like one picture: one of them may be wrong, or the grouping is." + more,
    )


def _split(manifest: Manifest) -> list[Block]:
    if not manifest.test:
        return [Text("There is no test part. Figures are from images held out of the training part in turn.")]
    twins = len(manifest.twins())
    words = (
        "The test part is the folder's own (`test/`) or the catalogue's locked one. It chose nothing: it "
        "was judged once, at the end. "
    )
    if not twins:
        return [Text(words + "No test image looks like one that was learned from.")]
    return [
        Text(
            f"{words}**{twins:,} of its {len(manifest.test):,} images look like one that was learned "
            "from**; the model card gives the figure without them beside the figure with them."
        )
    ]


def _left_out(manifest: Manifest) -> list[Block]:
    if not manifest.refused and not manifest.skipped:
        return [Text("No file was left out.")]
    codes = Counter(one.code for one in manifest.refused)
    rows = [(f"refused: {code}", count) for code, count in sorted(codes.items())]
    return [Table(("left out", "files"), [*rows, ("skipped: no image", len(manifest.skipped))])]


def _identity(manifest: Manifest) -> Text:
    return Text(
        f"Digest of content, labels and split: `{manifest.digest}`. The same images under the same labels "
        "give the same digest, whatever their files are called. Who keeps the images, and how errors in "
        "them are reported: not stated by the folder."
    )
