"""A comparison as a page for people: who is right how often, is the difference real, what does it cost."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ml.comparison.run import Comparison, Row
from ml.errors import full_disk_named
from ml.figures import Estimate, Versus
from ml.models.bundle import write_report
from ml.pages import (
    Cell,
    Chip,
    Code,
    Figure,
    Page,
    Plot,
    Section,
    Table,
    Text,
    intervals,
    page_html,
    page_markdown,
)

_VERDICTS = {
    "better": Chip("better", "good"),
    "worse": Chip("worse", "bad"),
    "undecided": Chip("within noise", "plain"),
}


def write_comparison(comparison: Comparison, folder: Path, command: str = "") -> None:
    """report.json, report.md and report.html in `folder`; raises StorageFull, ConfigInvalid (no jinja2)."""
    page = page_of(comparison, command)
    html, markdown = page_html(page), page_markdown(page)
    with full_disk_named(str(folder)):
        folder.mkdir(parents=True, exist_ok=True)
        write_report(folder / "report.json", comparison.to_json())
        (folder / "report.md").write_text(markdown, encoding="utf-8")
        (folder / "report.html").write_text(html, encoding="utf-8")


def page_of(comparison: Comparison, command: str = "") -> Page:
    """The page; plots need matplotlib."""
    done = [row for row in comparison.rows if row.outcome and row.report]
    sections = [_accuracy(comparison, done), _differences(comparison, done), _costs(comparison, done)]
    sections += [_published(done)] if any(row.published for row in done) else []
    sections += [_failures(comparison)] if comparison.failed else []
    sections.append(_made(comparison, command))
    lead = (
        f"{len(comparison.rows)} rows on {comparison.n_images:,} images of {comparison.n_classes} classes; "
        f"every row learned from and was asked about the same images: {comparison.how}."
    )
    if comparison.smoke:
        lead += " Smoke sizes: this shows that the rows run, not how good they are."
    return Page("Recipes compared", lead, sections)


def _accuracy(comparison: Comparison, done: Sequence[Row]) -> Section:
    columns = ("Row", "Accuracy", "Without look-alikes", "Top 3", "Macro F1", "ECE", "Held out")
    rows = [
        (
            row.spec.name, row.report.accuracy, row.without_twins, row.report.top3,
            Figure(row.report.macro_f1, "plain"), row.report.ece, _held_out(row),
        )
        for row in done
        if row.report
    ]  # fmt: skip
    shown = [(row.spec.name, row.report.accuracy) for row in done if row.report]
    table = Table(
        columns,
        rows,
        "Shares of the test images with 95 % intervals; the third column leaves out look-alikes.",
    )
    blocks: list[Any] = [table]
    if shown:
        described = "; ".join(f"{name} {Figure(estimate).text}" for name, estimate in shown)
        blocks.insert(
            0,
            Plot(
                intervals(shown, title="Accuracy by row", description=described, x="accuracy"),
                "Accuracy with 95 % intervals.",
            ),
        )
    return Section("Who is right how often", blocks)


def _held_out(row: Row) -> Cell:
    accuracy = row.outcome.held_out.get("accuracy") if row.outcome else None
    return Estimate(**accuracy) if accuracy else None


def _differences(comparison: Comparison, done: Sequence[Row]) -> Section:
    rows: list[tuple[Cell, ...]] = []
    for row in done:
        if row.against:
            rows.append((row.spec.name, *_difference(row.against)))
        elif row.spec.name != comparison.reference:
            rows.append((row.spec.name, None, None, None, None, Chip("other labels: not comparable"), None))
    columns = (
        "Row",
        f"Less {comparison.reference}",
        "Only this right",
        f"Only {comparison.reference} right",
        "McNemar p",
        "Verdict on accuracy",
        "Macro F1",
    )
    caption = (
        "Percentage points on the same images, paired bootstrap interval; exact McNemar test. "
        "Better or worse is only said when both agree."
    )
    if not rows:
        return Section("Is the difference real", [Text("There is only one row.")])
    blocks: list[Any] = [Table(columns, rows, caption)]
    drawn = [(row.spec.name, row.against.difference) for row in done if row.against]
    if drawn:
        described = "; ".join(f"{name} {Figure(estimate, 'points').text}" for name, estimate in drawn)
        title = f"Accuracy less that of {comparison.reference}"
        svg = intervals(drawn, title=title, description=described, x="difference", reference=0.0, share=False)
        blocks.insert(0, Plot(svg, f"{title}, with 95 % intervals."))
    return Section("Is the difference real", blocks)


def _difference(against: Versus) -> tuple[Cell, ...]:
    test = against.mcnemar
    p = "< 0.001" if test.p < 0.001 else f"{test.p:.3f}"
    chip = _VERDICTS[against.outcome]
    macro_f1 = Figure(against.macro_f1, "signed")
    return Figure(against.difference, "points"), test.only_second, test.only_first, p, chip, macro_f1


def _costs(comparison: Comparison, done: Sequence[Row]) -> Section:
    shown: Sequence[tuple[str, Callable[[Row], str]]] = (
        ("Training CPU s", lambda row: f"{_cost(row).train_cpu_s:,.1f}"),
        ("Training wall s", lambda row: f"{_cost(row).train_wall_s:,.1f}"),
        ("Images/s, one by one", lambda row: f"{_cost(row).images_per_s:,.0f}"),
        ("Peak memory MB", lambda row: f"{_cost(row).peak_memory_mb:,.0f}"),
        ("Bundle MB", lambda row: f"{_cost(row).bundle_bytes / 1e6:.1f}"),
        ("Training images", lambda row: f"{row.outcome.n_train:,}" if row.outcome else ""),
    )
    rows = [(row.spec.name, *(of(row) for _, of in shown)) for row in done]
    cache = (
        "Every training began with an empty cache."
        if comparison.cold
        else "Trainings may have used features that were kept from earlier ones."
    )
    table = Table(
        ("Row", *(name for name, _ in shown)), rows, f"{cache} Memory is the peak of the row's own process."
    )
    return Section("What it costs", [table])


def _cost(row: Row) -> Any:
    assert row.outcome is not None
    return row.outcome.cost


def _published(done: Sequence[Row]) -> Section:
    rows = [
        (row.spec.name, f"{one.figure:.3f}", one.n, one.what, one.source, row.report.accuracy)
        for row in done
        for one in row.published
        if row.report
    ]
    text = Text(
        "These configurations were published with figures on other images, other weights or other splits. "
        "The rows are configuration reruns, not the published results, and neither confirm nor beat them."
    )
    columns = ("Row", "Published", "n", "What it is", "Source", "Rerun here")
    return Section("What was published", [text, Table(columns, rows)])


def _failures(comparison: Comparison) -> Section:
    rows = [
        (row.spec.name, row.failure.code, row.failure.message) for row in comparison.failed if row.failure
    ]
    return Section("Rows that failed", [Table(("Row", "Code", "What happened"), rows)])


def _made(comparison: Comparison, command: str) -> Section:
    rows = [
        (row.spec.name, _recipe(row), row.outcome.standing_on, row.label)
        for row in comparison.rows
        if row.outcome
    ]
    blocks: list[Any] = [Code(command)] if command else []
    blocks.append(Table(("Row", "Recipe and options", "Stands on", "Note"), rows))
    blocks.append(Text(f"All options are in report.json. Data digest {comparison.manifest_digest}."))
    return Section("How it was made", blocks)


def _recipe(row: Row) -> str:
    """The recipe and what was chosen in place of its own defaults."""
    if row.spec.is_stack:
        return f"logistic regression over {', '.join(row.spec.stack)}"
    chosen = [f"{name} {value}" for name, value in row.spec.options.items()]
    return ", ".join([row.spec.recipe, *chosen])
