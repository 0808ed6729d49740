"""A report page as Markdown."""

from collections.abc import Iterable
from pathlib import Path

from ml.figures import Estimate
from ml.pages.blocks import Block, Cell, Chip, Code, Figure, Headline, Page, Plot, Table, Text, Thumbs


def page_markdown(page: Page) -> str:
    """The whole page."""
    parts = [f"# {page.title}", page.lead]
    for section in page.sections:
        parts += [f"## {section.title}", *(_block(block) for block in section.blocks)]
    return "\n\n".join(part for part in parts if part) + "\n"


def cell_text(cell: Cell) -> str:
    """A cell in one line of plain text."""
    if cell is None:
        return "–"
    if isinstance(cell, Estimate):
        return Figure(cell).text
    if isinstance(cell, Figure):
        return cell.text
    if isinstance(cell, Chip):
        return cell.text
    if isinstance(cell, float):
        return f"{cell:.3f}"
    return f"{cell:,}" if isinstance(cell, int) else cell


def _block(block: Block) -> str:
    match block:
        case Text(text):
            return text
        case Code(text):
            return f"```\n{text}\n```"
        case Table():
            return _table(block)
        case Plot():
            return "\n\n".join(filter(None, [block.caption, _table(block.table) if block.table else ""]))
        case Thumbs():
            return _thumbs(block)
        case Headline(figures):
            rows = [(name, figure, meaning) for name, figure, meaning in figures]
            return _table(Table(("Figure", "Value (95 % interval)", "Meaning"), rows))


def _table(table: Table) -> str:
    lines = [_row(table.columns), "|" + "---|" * len(table.columns)]
    lines += [_row([cell_text(cell) for cell in row]) for row in table.rows]
    return "\n".join([f"{table.caption}\n"] * bool(table.caption) + lines)


def _row(cells: Iterable[object]) -> str:
    texts = [str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells]
    return f"| {' | '.join(texts)} |"


def _thumbs(block: Thumbs) -> str:
    lines = [block.caption] if block.caption else []
    for picture, line in block.pictures:
        name = f"`{picture}`: " if isinstance(picture, Path) else ""
        lines.append(f"- {name}{line}")
    return "\n".join(lines)
