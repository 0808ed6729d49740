"""Readable reports: text, tables, plots and pictures as one self-contained HTML page or Markdown."""

from ml.pages.blocks import (
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
)
from ml.pages.html import page_html
from ml.pages.markdown import page_markdown
from ml.pages.plots import confusion, curves, intervals, reliability, risk_coverage

__all__ = [
    "Block",
    "Cell",
    "Chip",
    "Code",
    "Figure",
    "Headline",
    "Page",
    "Plot",
    "Section",
    "Table",
    "Text",
    "Thumbs",
    "confusion",
    "curves",
    "intervals",
    "page_html",
    "page_markdown",
    "reliability",
    "risk_coverage",
]
