"""Evaluations as readable pages: what matters first, every figure with its interval and n."""

import json
from collections.abc import Sequence
from pathlib import Path

from ml.errors import full_disk_named
from ml.evaluation.explained import (
    CALIBRATION,
    CONFUSION,
    COST,
    HEADLINE,
    HOW,
    PER_CLASS,
    RISK_COVERAGE,
    ROBUSTNESS,
    SLICES,
    VERSUS,
    WRONG,
)
from ml.figures import ClassChange, Estimate, EvaluationReport, Robustness, Versus
from ml.pages import (
    Block,
    Cell,
    Chip,
    Code,
    Figure,
    Headline,
    Page,
    Plot,
    Section,
    Table,
    Text,
    Thumbs,
    page_html,
    page_markdown,
    plots,
)

_MOST_PICTURES = 12
_MOST_PAIRS = 12
_OUTCOMES = {
    "lost": Chip("lost", "bad"),
    "watch": Chip("watch", "unsure"),
    "gained": Chip("gained", "good"),
    "kept": Chip("kept", "plain"),
}


def evaluation_page(report: EvaluationReport, title: str, lead: str, command: str = "") -> Page:
    """The page of one evaluation; `lead` says what was judged on what, `command` makes the page again."""
    sections = [
        Section("In short", [_headline(report)]),
        Section("Classes, the weakest first", _classes(report)),
        Section("What was taken for what", _confusions(report)),
        Section("Can its probabilities be trusted?", _probabilities(report)),
    ]
    if report.robustness:
        sections.append(Section("What photographs suffer", _robustness(report.robustness)))
    if report.slices:
        sections.append(Section("Where it is weaker", _slices(report)))
    wrong = _wrong(report)
    if wrong:
        sections.append(Section("Wrong answers, the surest first", wrong))
    if report.cost:
        sections.append(Section("Time and memory", _cost([("this model", report)])))
    return Page(title, lead, [*sections, _how(command)])


def versus_page(found: Versus, names: tuple[str, str], title: str, command: str = "") -> Page:
    """The page of a comparison; `names` are what the two models are called."""
    both = ((names[0], found.first), (names[1], found.second))
    rows: list[tuple[Cell, ...]] = [
        ("Images that only it got right", found.mcnemar.only_first, found.mcnemar.only_second),
        ("Accuracy", found.first.accuracy, found.second.accuracy),
        ("Right name among the first three", found.first.top3, found.second.top3),
        ("Macro F1", *(Figure(one.macro_f1, "plain") for _, one in both)),
        ("Cohen's kappa", *(Figure(one.kappa, "plain") for _, one in both)),
        ("Calibration error", *(Figure(one.calibration.error, "plain") for _, one in both)),
    ]
    difference = "Right answers gained, less those lost, on the same images."
    macro = "The same for the mean over classes, in which rare classes count as much as common ones."
    headline = Headline(
        [
            ("Accuracy, in points", Figure(found.difference, "points"), difference),
            ("Macro F1", Figure(found.macro_f1, "signed"), macro),
        ]
    )
    sections = [
        Section("The second less the first", [headline, Text(VERSUS)]),
        Section("Both models", [Table(("Figure", *names), rows)]),
        Section("Which classes pay", _guard(found.per_class, found.margin)),
    ]
    if found.first.cost and found.second.cost:
        sections.append(Section("Time and memory", _cost(both)))
    return Page(title, found.verdict, [*sections, _how(command)])


def write_report(folder: Path, value: EvaluationReport | Versus, page: Page) -> None:
    """`report.json`, `report.md` and `report.html` in a folder; raises StorageFull."""
    with full_disk_named(str(folder)):
        folder.mkdir(parents=True, exist_ok=True)
        plain = json.dumps(value.to_json(), indent=2, ensure_ascii=False)
        for name, text in (("json", plain), ("md", page_markdown(page)), ("html", page_html(page))):
            (folder / f"report.{name}").write_text(text, encoding="utf-8")


def _headline(report: EvaluationReport) -> Headline:
    figures = (
        Figure(report.accuracy),
        Figure(report.top3),
        Figure(report.macro_f1, "plain"),
        Figure(report.kappa, "plain"),
        Figure(report.calibration.error, "plain"),
        Figure(report.risk_coverage.coverage_at_5),
    )
    return Headline([(name, one, meaning) for (name, meaning), one in zip(HEADLINE, figures, strict=True)])


def _classes(report: EvaluationReport) -> list[Block]:
    found = report.precision_recall
    average = {one.label: one for one in found.per_class} if found else {}
    shown = [one for one in report.per_class if one.support]
    rows = []
    for one in sorted(shown, key=lambda row: (row.recall.value, row.f1, row.label)):
        curve = average.get(one.label)
        rows.append(
            (
                one.label,
                one.support,
                one.recall,
                one.precision,
                Figure(one.f1_score, "plain"),
                Figure(curve.average_precision, "plain") if curve else None,
            )
        )
    rows.append(
        (
            "Mean over classes",
            report.n,
            report.macro_recall,
            report.macro_precision,
            Figure(report.macro_f1, "plain"),
            Figure(found.macro, "plain") if found else None,
        )
    )
    columns = ("Class", "Images", "Found (recall)", "Right when named (precision)", "F1", "Average precision")
    blocks: list[Block] = [Text(PER_CLASS), Table(columns, rows)]
    recalls = [(str(row[0]), row[2]) for row in rows[:-1] if isinstance(row[2], Estimate)]
    drawn = plots.intervals(
        recalls,
        title="Recall per class, the weakest first",
        description=_lowest(recalls[:5]),
        x="share found, with its 95 % interval",
        reference=report.macro_recall.value,
    )
    blocks.append(Plot(drawn, "How much of each class was found; dashed: the mean over classes."))
    if found:
        blocks.append(_precision_recall(report))
    return blocks


def _precision_recall(report: EvaluationReport) -> Plot:
    found = report.precision_recall
    assert found is not None
    weak = sorted((one for one in found.per_class if one.support), key=lambda o: o.average_precision.value)
    named = {"mean of all classes": (found.mean.x, found.mean.y)}
    named |= {one.label: (one.points.x, one.points.y) for one in weak[:3]}
    svg = plots.curves(
        named,
        title="Precision over recall",
        description=f"Macro average precision {Figure(found.macro, 'plain').text}.",
        x="share found (recall)",
        y="share right (precision)",
        quiet=[(one.points.x, one.points.y) for one in weak[3:]],
    )
    caption = (
        f"Every class against all others; named are the mean and the weakest. Macro average precision "
        f"{Figure(found.macro, 'plain').text}."
    )
    points = [(f"{x:.2f}", f"{y:.3f}") for x, y in zip(found.mean.x, found.mean.y, strict=True)]
    return Plot(svg, caption, Table(("Recall", "Precision, mean of all classes"), points))


def _confusions(report: EvaluationReport) -> list[Block]:
    labels, counts = report.confusion["labels"], report.confusion["counts"]
    support = {one.label: one.support for one in report.per_class}
    pairs = [
        (counts[row][column], truth, answered)
        for row, truth in enumerate(labels)
        for column, answered in enumerate(labels)
        if row != column and counts[row][column]
    ]
    pairs.sort(key=lambda pair: (-pair[0], pair[1], pair[2]))
    blocks: list[Block] = [Text(CONFUSION)]
    if pairs:
        rows = [(truth, answered, count, support[truth]) for count, truth, answered in pairs[:_MOST_PAIRS]]
        caption = (
            f"The {len(rows)} most frequent of {len(pairs)} confusions." if len(pairs) > len(rows) else ""
        )
        blocks.append(Table(("Shown", "Answered instead", "Times", "Images of it"), rows, caption))
    described = "; ".join(f"{truth} for {answered} {count} times" for count, truth, answered in pairs[:5])
    svg = plots.confusion(labels, counts, description=described or "No image was taken for another class.")
    caption = "Rows are what the images show, columns what was answered."
    blocks.append(Plot(svg, caption, wide=len(labels) > 8))
    return blocks


def _probabilities(report: EvaluationReport) -> list[Block]:
    bins = [(one.said, one.right) for one in report.calibration.bins]
    said = Table(("Said", "Right"), [(f"{100 * one:.0f} %", right) for one, right in bins])
    error = Figure(report.calibration.error, "plain").text
    risk = report.risk_coverage
    covered = Figure(risk.coverage_at_5).text
    steps = list(zip(risk.points.x, risk.points.y, strict=True))
    silence = Table(("Answered", "Wrong"), [(f"{100 * x:.0f} %", f"{100 * y:.1f} %") for x, y in steps[::4]])
    return [
        Text(CALIBRATION),
        Text(RISK_COVERAGE),
        Plot(
            plots.reliability(bins, description=f"Expected calibration error {error}."),
            f"Larger dots stand for more images. Expected calibration error {error}.",
            said,
        ),
        Plot(
            plots.risk_coverage(risk.points.x, risk.points.y, description=f"At 5 % error {covered}."),
            f"Answered at 5 % error: {covered}. Area under the curve {Figure(risk.area, 'plain').text}.",
            silence,
        ),
    ]


def _robustness(rows: Sequence[Robustness]) -> list[Block]:
    plain = [(one.change, one.accuracy) for one in rows]
    svg = plots.intervals(
        plain,
        title="Accuracy under each change",
        description=_lowest(sorted(plain, key=lambda row: row[1].value)[:5]),
        x="accuracy, with its 95 % interval",
        reference=rows[0].accuracy.value,
        width=5.4,
    )
    cells = [
        (one.change, one.accuracy, Figure(one.difference, "points") if i else None, one.kept, _borne(one, i))
        for i, one in enumerate(rows)
    ]
    columns = ("Change", "Accuracy", "Against unchanged, in points", "Same answer", "")
    return [
        Text(ROBUSTNESS),
        Plot(svg, "The dashed line is the accuracy on unchanged images.", wide=True),
        Table(columns, cells),
    ]


def _borne(row: Robustness, index: int) -> Cell:
    if not index:
        return ""
    if row.difference.high < 0:
        return Chip("loses", "bad")
    return Chip("no loss shown", "plain") if row.difference.low <= 0 else Chip("gains", "good")


def _slices(report: EvaluationReport) -> list[Block]:
    rows = [
        (
            one.attribute,
            one.value,
            one.accuracy,
            Figure(one.difference, "points") if one.difference else None,
            Chip("few images", "unsure") if one.few else "",
        )
        for one in report.slices
    ]
    columns = ("Property", "Value", "Accuracy", "Against the others, in points", "")
    return [Text(SLICES), Table(columns, rows)]


def _wrong(report: EvaluationReport) -> list[Block]:
    wrong = sorted(
        (one for one in report.judged if not one.correct and Path(one.file).is_file()),
        key=lambda one: -one.top[0].probability,
    )
    if not wrong:
        return []
    pictures = [
        (
            Path(one.file),
            f"{one.truth}, taken for {one.top[0].label} ({100 * one.top[0].probability:.0f} %)",
        )
        for one in wrong[:_MOST_PICTURES]
    ]
    return [Text(WRONG), Thumbs(pictures, f"{len(pictures)} of {len(wrong)} wrong answers.")]


def _guard(changes: Sequence[ClassChange], margin: float) -> list[Block]:
    rows = [
        (row.label, Figure(row.difference, "points"), f"{row.p:.3f}", _OUTCOMES[row.outcome])
        for row in changes
    ]
    described = (
        f"Lost: fewer right answers than chance explains, over all classes together (Holm, 5 %). Watch: more "
        f"than {100 * margin:.0f} points are gone, which may be chance. Gained: the interval leaves zero out."
    )
    return [Text(described), Table(("Class", "Recall, in points", "p of a loss", ""), rows)]


def _cost(reports: Sequence[tuple[str, EvaluationReport]]) -> list[Block]:
    rows = [
        (
            name,
            Figure(one.cost.median_ms, "ms"),
            Figure(one.cost.p95_ms, "ms"),
            f"{one.cost.peak_memory_mb:,.0f} MB" if one.cost.peak_memory_mb else None,
        )
        for name, one in reports
        if one.cost
    ]
    columns = ("Model", "Median per image", "95th percentile", "Peak memory of the process")
    return [Text(COST), Table(columns, rows)]


def _how(command: str) -> Section:
    blocks: list[Block] = [Text(HOW)]
    if command:
        blocks.append(Code(command))
    return Section("How these figures were made", blocks)


def _lowest(rows: Sequence[tuple[str, Estimate]]) -> str:
    """The first rows in words, for those who cannot see the drawing."""
    return "Lowest: " + "; ".join(f"{name} {Figure(one).text}" for name, one in rows) + "."
