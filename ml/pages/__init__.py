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
]
