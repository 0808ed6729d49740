"""An audit as a page that a curator can work through, picture by picture."""

from collections.abc import Sequence
from pathlib import Path

from ml.audit.findings import AuditReport, Conflict, Duplicate, Flaw
from ml.pages import Block, Cell, Chip, Page, Section, Table, Text, Thumbs

FEW = 20
"""Different pictures below which a class is said to have few."""

SHOWN = 60
"""Most pictures shown of each kind of finding; the JSON beside the page has them all."""

_FLAWS = {
    "unreadable_image": "cannot be read",
    "unsupported_format": "is no image of a known format",
    "image_too_large": "is too large",
    "image_too_small": "shows nothing",
    "too_small": "is too small",
    "blurred": "is blurred",
}


def audit_page(report: AuditReport) -> Page:
    """The findings in the order in which they are best dealt with."""
    stop = (
        [Text(f"Nothing can be learned from this folder yet: {report.hopeless}")] if report.hopeless else []
    )
    sections = [
        Section("At a glance", [*stop, _summary(report)]),
        Section("Files with a flaw", _flaws(report)),
        Section("One picture, several classes", _conflicts(report)),
        Section("Labels to look at", _suspects(report)),
        Section("Twins across the split", _twins(report)),
        Section("Duplicates, look-alikes and crops", _duplicates(report)),
        Section("Classes", _classes(report)),
    ]
    lead = (
        f"{report.n:,} images in {len(report.classes)} classes of {Path(report.folder).name}. Everything "
        "below is a question to the person who knows the cloths, not a verdict; nothing was changed."
    )
    return Page(f"Audit of {Path(report.folder).name}", lead, sections)


def _summary(report: AuditReport) -> Table:
    few = [one.label for one in report.classes if one.pictures < FEW]
    pairs = sum(one.kind in ("same file", "same picture") for one in report.duplicates)
    across = sum(one.across_split for one in report.crops)
    rows = [
        ("Files with a flaw", len(report.flaws), "Mend or remove them first."),
        ("Empty classes", len(report.empty_classes), "Fill or remove their folders."),
        (
            "Files whose picture is filed under several classes",
            len(report.conflicting),
            "No model can be right on these. Decide on one class each.",
        ),
        ("Labels to look at", len(report.suspects), "A model that never saw them thinks otherwise."),
        (
            "Test images with a twin in training",
            len(report.twins_across_split),
            "They flatter every figure. Training reports the score without them as well.",
        ),
        ("Pairs of one picture", pairs, "Harmless if they stay together; training keeps them so."),
        ("Crops", len(report.crops), f"{across} across the split. As twins, but training does not know."),
        ("Classes with few pictures", len(few), f"Fewer than {FEW} different ones: figures will be vague."),
    ]
    shown: list[list[Cell]] = [
        [what, Chip(str(n), "good" if not n else "unsure"), meaning] for what, n, meaning in rows
    ]
    return Table(["What", "How many", "What it means"], shown)


def _flaws(report: AuditReport) -> list[Block]:
    if not report.flaws:
        return [Text("None: every file can be read and is large and sharp enough.")]
    rows = [[one.file, _FLAWS.get(one.code, one.code), one.detail] for one in report.flaws]
    seen = [one for one in report.flaws if one.code in ("too_small", "blurred")]
    blocks: list[Block] = [Table(["File", "It", "Detail"], rows)]
    if seen:
        blocks.append(Thumbs([_flawed(report, one) for one in seen[:SHOWN]], _count(seen)))
    return blocks


def _flawed(report: AuditReport, flaw: Flaw) -> tuple[Path, str]:
    return Path(report.folder) / flaw.file, f"{flaw.file}: {_FLAWS.get(flaw.code, flaw.code)}"


def _conflicts(report: AuditReport) -> list[Block]:
    if not report.conflicts:
        return [Text("None.")]
    blocks: list[Block] = []
    sure = [one for one in report.conflicts if one.kind != "look-alike"]
    perhaps = [one for one in report.conflicts if one.kind == "look-alike"]
    if sure:
        blocks.append(Text("The same file or the same picture, filed under several classes."))
        blocks += [_conflict(report, one) for one in sure[:SHOWN]]
    if perhaps:
        blocks.append(Text("Alike at a glance; often one layout (a shirt in one pose) with another cloth."))
        blocks += [_conflict(report, one) for one in perhaps[:SHOWN]]
    return blocks


def _conflict(report: AuditReport, conflict: Conflict) -> Thumbs:
    root = Path(report.folder)
    caption = f"{conflict.kind}: {', '.join(conflict.labels)}"
    return Thumbs([(root / file, file) for file in conflict.files[:8]], caption)


def _suspects(report: AuditReport) -> list[Block]:
    labels = report.looked.get("labels", {})
    if not labels.get("judged"):
        return [Text(f"Labels were not judged: {labels.get('why', 'it was not asked for')}.")]
    said = (
        f"{labels['judged']:,} labels were held against a model that had seen neither the image nor its "
        f"look-alikes; on such images it is right in {100 * labels['held_out_accuracy']:.0f} % of cases. "
        f"It stands on {labels['stands_on']}. Listed are labels to which it gives less than "
        f"{100 * labels['suspect_below']:.0f} %, the least credible first; with some of them a second method "
        "(confident learning) agrees."
    )
    if not report.suspects:
        return [Text(said), Text("None.")]
    rows = [
        [
            one.rank,
            one.file,
            one.label,
            one.better,
            f"{100 * one.given:.1f} %",
            f"{100 * one.other:.0f} %",
            "yes" if one.confident else "no",
        ]
        for one in report.suspects
    ]
    columns = [
        "Rank",
        "File",
        "Filed under",
        "Looks like",
        "Filed class",
        "Other class",
        "Confident learning",
    ]
    pictures = [
        (Path(report.folder) / one.file, f"{one.rank}. {one.label}? rather {one.better}")
        for one in report.suspects[:SHOWN]
    ]
    return [Text(said), Thumbs(pictures, _count(report.suspects)), Table(columns, rows)]


def _twins(report: AuditReport) -> list[Block]:
    if not report.twins_across_split:
        return [Text("None.")]
    rows = [[tested, learned] for tested, learned in report.twins_across_split]
    return [Table(["Test image", "Its twin in training"], rows)]


def _duplicates(report: AuditReport) -> list[Block]:
    if not report.duplicates:
        return [Text("None.")]
    blocks: list[Block] = []
    for kind in ("same file", "same picture", "crop", "look-alike"):
        pairs = [one for one in report.duplicates if one.kind == kind]
        if pairs:
            blocks.append(_pairs(report, pairs))
    rows = [
        (one.kind, one.first, one.second, one.likeness, one.fine, _turned(one.view))
        for one in report.duplicates
    ]
    columns = ["Kind", "First", "Second", "Likeness", "Fine detail", "Second is"]
    return [*blocks, Table(columns, rows)]


def _pairs(report: AuditReport, pairs: Sequence[Duplicate]) -> Thumbs:
    root = Path(report.folder)
    pictures = []
    for one in pairs[: SHOWN // 2]:
        pictures += [(root / one.first, one.first), (root / one.second, one.second)]
    return Thumbs(pictures, f"{pairs[0].kind}, two by two: {_count(pairs, SHOWN // 2)}")


def _classes(report: AuditReport) -> list[Block]:
    rows: list[list[Cell]] = [
        [
            one.label,
            one.train,
            one.test,
            one.pictures,
            one.broader,
            Chip("few", "unsure") if one.pictures < FEW else Chip("enough", "good"),
        ]
        for one in report.classes
    ]
    rows += [[label, 0, 0, 0, None, Chip("empty", "bad")] for label in report.empty_classes]
    said = f"The largest class has {report.imbalance:.1f} times the images of the smallest."
    columns = ["Class", "Training", "Test", "Different pictures", "Broader", ""]
    return [Text(said), Table(columns, rows)]


def _turned(view: int) -> str:
    words = [f"turned by {90 * (view % 4)} degrees"] if view % 4 else []
    return ", ".join([*(["mirrored"] if view >= 4 else []), *words]) or "upright"


def _count(found: Sequence[object], shown: int = SHOWN) -> str:
    return f"{len(found)} in all" if len(found) <= shown else f"the first {shown} of {len(found)}"
